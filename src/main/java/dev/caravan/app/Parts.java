package dev.caravan.app;

import dev.caravan.change.Canaries;
import dev.caravan.change.Durability;
import dev.caravan.change.Gap;
import dev.caravan.change.Look;
import dev.caravan.checkpoint.FailureJournal;
import dev.caravan.checkpoint.FileOffsetStore;
import dev.caravan.checkpoint.GapJournal;
import dev.caravan.checkpoint.Knowledge;
import dev.caravan.checkpoint.LeftOutJournal;
import dev.caravan.checkpoint.StateFiles;
import dev.caravan.control.Freeze;
import dev.caravan.entry.Entry;
import dev.caravan.entry.Makers;
import dev.caravan.entry.RelativePath;
import dev.caravan.entry.TargetLimits;
import dev.caravan.parse.HintFormat;
import dev.caravan.parse.Parser;
import dev.caravan.posix.LocalFileSystems;
import dev.caravan.posix.Posix;
import dev.caravan.reconcile.Reconciler;
import dev.caravan.settings.Key;
import dev.caravan.settings.Role;
import dev.caravan.settings.Settings;
import dev.caravan.settle.ChangedPaths;
import dev.caravan.settle.Hold;
import dev.caravan.settle.OtherHosts;
import dev.caravan.settle.Settle;
import dev.caravan.tail.LogPosition;
import dev.caravan.trees.HardLinks;
import dev.caravan.trees.Lease;
import dev.caravan.trees.LeftOut;
import dev.caravan.trees.Movers;
import dev.caravan.trees.Roots;
import dev.caravan.trees.SyncCommand;
import dev.caravan.trees.TargetSync;
import dev.caravan.trees.TouchedDirectories;
import dev.caravan.trees.Trees;
import dev.caravan.trees.WriteCount;
import dev.caravan.verify.Verifier;
import dev.caravan.walk.WalkPosition;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.main.Main;

/**
 * The stages of one migration and their files in the state folder, made from the settings.
 * Its methods are single-threaded.
 */
final class Parts {
    /** The feed's name of the client's log, for its gaps and its mark. */
    static final String FEED = Gap.CLIENT_LOG;

    /** The name of the walk that copies. */
    static final String WALK = "source";

    /** The margin for times by this machine's own clock, which a kernel may keep in whole seconds. */
    private static final Duration ONE_CLOCK = Duration.ofSeconds(5);

    /** The margin for times by another machine's clock. */
    private static final Duration TWO_CLOCKS = Duration.ofMinutes(10);

    final FileOffsetStore<LogPosition> offsets;
    final FailureJournal failures;
    final GapJournal gaps;
    final LeftOutJournal leftOut;
    final Trees trees;
    final Freeze freeze;
    final ChangedPaths changed;
    final Hold hold;
    final Settle settle;
    final Reconciler reconciler;
    final Verifier verifier;
    final Knowledge knowledge;
    final Durability durability;
    private final Settings settings;
    private final FileOffsetStore<WalkPosition> walkOffsets;
    private final Optional<Movers> movers;
    private final Optional<TargetSync> sync;
    private final Parser parser;
    final OtherHostLogs otherLogs;
    private final Resolvers resolvers;
    private final String continuity;

    /** True where nothing was done under this state yet. */
    private final boolean isNew;

    /** Tells which logs have been read to their ends. */
    @FunctionalInterface
    interface Reading {
        /** True where the log of this name is followed and has been read to its end. */
        boolean isToTheEnd(String feed);
    }

    /**
     * Makes all parts; nothing runs yet.
     *
     * @param posix the file system calls for both trees
     * @param reads told of every look at the source
     * @param scheduler writes files that change often
     * @param resources takes each part that has to be closed as soon as it is made, so that a later failure closes it
     * @param reading tells which logs have been read to their ends
     * @throws IOException if a file of the state cannot be read, or a root cannot be used
     */
    Parts(
            Settings settings,
            Posix posix,
            Look.Listener reads,
            ScheduledExecutorService scheduler,
            Resources resources,
            Reading reading,
            Clock clock,
            MeterRegistry meters)
            throws IOException {
        this.settings = settings;
        Path state = settings.state();
        StateIdentity identity = new StateIdentity(new StateFiles(state), clock);
        isNew = identity.isNew();
        knowledge = new Knowledge(state, margins(), clock);
        LateDurability target = new LateDurability();
        durability = target;
        walkOffsets = resources.add(
                new FileOffsetStore<>(state, "walk", WalkPosition.class, clock, meters, durability, scheduler));
        long lastWalk = walkOffsets.mark().map(WalkPosition::number).orElse(0L);
        gaps = resources.add(new GapJournal(state, lastWalk, clock, meters, durability));
        failures = resources.add(
                new FailureJournal(state, settings.seconds(Key.FAILURES_RETRY_SECONDS), clock, meters, durability));
        // The causes may have been corrected meanwhile, so a start retries all.
        failures.retryNow();
        offsets = resources.add(
                new FileOffsetStore<>(state, FEED, LogPosition.class, clock, meters, durability, scheduler));
        otherLogs = new OtherHostLogs(settings, gaps, durability, scheduler, resources, clock, meters);
        HardLinks hardLinks = new HardLinks(settings.number(Key.WALK_MAX_HARD_LINKS));
        leftOut = resources.add(
                new LeftOutJournal(state, settings.accepted(), this::kindOf, hardLinks::forgotten, meters));
        // This comes after everything that may stop the start, since it marks the target.
        Roots roots = roots(identity);
        movers = settings.isOnlyRead()
                ? Optional.empty()
                : Optional.of(resources.add(Movers.join(roots, posix, nameForOthers(), clock.instant())));
        trees = trees(roots, posix, hardLinks);
        continuity = settings.isOnlyRead() ? "" : continuity(identity);
        sync = settings.isOnlyRead() ? Optional.empty() : Optional.of(resources.add(sync(clock)));
        target.is(sync.<Durability>map(all -> all).orElse(Durability.GIVEN));
        if (sync.isPresent()) {
            knowledge.open(gaps);
        }
        Duration quiet = settings.seconds(Key.SETTLE_QUIET_SECONDS);
        freeze = new Freeze(quiet);
        changed = new ChangedPaths(clock);
        hold = new Hold(clock, settings.number(Key.SETTLE_MAX_HELD_PATHS));
        parser = new Parser(settings.text(Key.PARSE_DIALECT), settings.zone(), clock, FEED, gaps, meters);
        Optional<Canaries> canaries = haveLooksEchoes() ? Optional.of(new Canaries()) : Optional.empty();
        settle = new Settle(
                hold,
                settings.exclusions(),
                freeze,
                settings.settle(),
                FEED,
                canaries,
                isOwnLogFollowed() ? Optional.of(loggedSource(reads, reading, clock)) : Optional.empty(),
                otherHosts(reads, reading, clock),
                changed,
                gaps,
                clock,
                meters);
        if (isOwnLogFollowed() || !otherLogs.areNone() || isMover()) {
            rememberWhatToLookAtAgain(resources, clock);
        }
        resolvers = new Resolvers(settings, gaps, resources, clock, meters);
        reconciler = new Reconciler(
                trees,
                settings.exclusions(),
                settings.removals(),
                freeze,
                settings.seconds(Key.SETTLE_MAX_HOLD_SECONDS),
                settle.and(reads),
                resolvers::forget,
                canaries,
                gaps,
                clock,
                meters);
        verifier = new Verifier(
                trees,
                settings.exclusions(),
                quiet,
                settings.number(Key.WALK_WORKERS),
                settings.number(Key.DELETE_MAX_ENTRIES),
                settle.and(reads),
                clock,
                meters);
    }

    /** What others on the target call this process. */
    private String nameForOthers() {
        return settings.command() + (isMover() ? " " + settings.fleetName() : "");
    }

    private Roots roots(StateIdentity identity) throws IOException {
        return settings.isOnlyRead()
                ? Roots.view(settings.readRoot(), settings.target(), settings.mounts())
                : identity.open(mark -> Roots.open(settings.readRoot(), settings.target(), settings.mounts(), mark));
    }

    private Trees trees(Roots roots, Posix posix, HardLinks hardLinks) {
        return new Trees(
                roots,
                posix,
                hardLinks,
                new TargetLimits(),
                settings.flag(Key.COPY_XATTRS),
                new TouchedDirectories(),
                leftOut,
                knowledge.known(),
                new WriteCount(),
                movers.<Makers>map(all -> all).orElse(Makers.OF_THIS_HOST));
    }

    /** The kind for which an entry of the source, as it is now, may be left out. */
    private Optional<LeftOut.Kind> kindOf(RelativePath path) throws IOException {
        Optional<Entry> source = trees.posix().look(path.under(trees.roots().source()));
        if (source.isEmpty()) {
            return Optional.empty();
        }
        return switch (source.get().type()) {
            case FIFO -> Optional.of(LeftOut.Kind.FIFOS);
            case CHARACTER_DEVICE, BLOCK_DEVICE -> Optional.of(LeftOut.Kind.DEVICES);
            default -> LeftOut.kindOf(path, source.get(), trees.roots());
        };
    }

    /** True where nothing was done under this state before. */
    boolean isNew() {
        return isNew;
    }

    /** True where the agents' logs have a line for each change. */
    boolean doAgentsTellChanges() {
        return parser.tellsChanges();
    }

    /** The other processes that write to the target, for a person. */
    List<String> otherMovers() {
        return movers.stream()
                .flatMap(all -> all.others().stream())
                .map(Lease::toString)
                .toList();
    }

    private TargetSync sync(Clock clock) {
        Roots roots = trees.roots();
        return new TargetSync(
                new SyncCommand(trees.posix(), roots.target(), roots.targetDevice()), trees.writes(), knowledge, clock);
    }

    private Knowledge.Margins margins() throws IOException {
        Path source = settings.readRoot();
        Duration ofSource = margin(source);
        for (RelativePath mount : settings.mounts()) {
            Duration more = margin(mount.under(source));
            ofSource = more.compareTo(ofSource) > 0 ? more : ofSource;
        }
        return new Knowledge.Margins(ofSource, margin(settings.target()));
    }

    private static Duration margin(Path directory) throws IOException {
        return LocalFileSystems.hold(directory) ? ONE_CLOCK : TWO_CLOCKS;
    }

    /** When the last complete walk of the whole tree began; empty where there is none, or something failed. */
    Optional<Instant> completeWalk() {
        return failures.size() > 0 || !gaps.open().isEmpty()
                ? Optional.empty()
                : walkOffsets.mark().filter(walk -> walk.next() == null).map(WalkPosition::began);
    }

    /**
     * Called when nothing writes to the target any more.
     *
     * @param patience how long to wait for the target's disk
     */
    void endWriting(Duration patience, boolean isIdle) throws IOException {
        if (sync.isPresent()) {
            knowledge.look(this::completeWalk, durability);
            boolean isCovered = sync.get().finish(patience);
            knowledge.end(isCovered && isIdle);
        }
    }

    private boolean isOwnLogFollowed() {
        return !settings.isOnlyRead() && (settings.has(Key.TAIL_PATH) || settings.has(Key.OPLOG_PATH));
    }

    private boolean isMover() {
        return settings.role() == Role.MOVER;
    }

    private OtherHosts otherHosts(Look.Listener reads, Reading reading, Clock clock) {
        if (isMover()) {
            return new OtherHosts(
                    List.of(),
                    Optional.of(new OtherHosts.Relay(parser.tellsChanges())),
                    Optional.of(loggedSource(reads, reading, clock)));
        }
        return otherLogs.hosts(reading, () -> loggedSource(reads, reading, clock));
    }

    /**
     * Loads the paths to be looked at again. After a crash they are lost, which is a gap unless the walk at the start
     * looks at everything.
     */
    private void rememberWhatToLookAtAgain(Resources resources, Clock clock) throws IOException {
        StateFiles state = new StateFiles(settings.state());
        boolean isFirst = (!isMover() || isNew) && offsets.mark().isEmpty() && otherLogs.haveNoMark();
        boolean isKnown = settle.remember(state);
        // A walk that resumes does not see the directories that it had passed.
        boolean doesWalkGoOn = walkOffsets
                .mark()
                .filter(at -> at.next() != null && continuity.equals(at.under()))
                .isPresent();
        boolean isWalked = settings.flag(Key.WALK_ENABLED) && !doesWalkGoOn;
        if (!isFirst && !isKnown && !isWalked) {
            gaps.record(
                    Gap.at(FEED, clock.instant(), "what was to be looked at again before a crash is not remembered"));
        }
        resources.add(() -> settle.keep(state));
    }

    private LoggedSource loggedSource(Look.Listener reads, Reading reading, Clock clock) {
        return new LoggedSource(
                settings.source(),
                trees.posix(),
                settings.exclusions(),
                reads,
                clock,
                new LoggedSource.Traits(settings.has(Key.READ_ROOT), parser.tellsChanges()),
                () -> reading.isToTheEnd(FEED));
    }

    private String continuity(StateIdentity identity) throws IOException {
        boolean isOwnMarked = offsets.mark().isPresent();
        boolean hasMark =
                (isOwnMarked || (!settings.has(Key.TAIL_PATH) && !otherLogs.areNone())) && otherLogs.haveAllMarks();
        return identity.settle(
                trees.roots(), isOwnMarked || hasMark || walkOffsets.mark().isPresent(), feed(), hasMark, gaps);
    }

    /** The kind of feed. For feeds in edited routes it is unknown what they report after a restart. */
    private StateIdentity.Feed feed() {
        if (settings.isOneWalk()) {
            return StateIdentity.Feed.NONE;
        }
        boolean isLogAll = (settings.has(Key.TAIL_PATH) || settings.has(Key.FEEDS)) && !settings.has(Key.OPLOG_PATH);
        return isLogAll ? StateIdentity.Feed.LOG : StateIdentity.Feed.FLEETING;
    }

    /**
     * True where our looks leave hints. They leave none where a second mount is read, where the log tells who read, and
     * where no log is followed, or only those of other hosts.
     */
    private boolean haveLooksEchoes() {
        boolean areOthers = !otherLogs.areNone() || isMover();
        boolean isOfOthersOnly = !settings.has(Key.TAIL_PATH) && !settings.has(Key.OPLOG_PATH) && areOthers;
        return !settings.isOneWalk() && !isOfOthersOnly && !settings.has(Key.READ_ROOT) && !parser.excludesOwnReads();
    }

    /** Binds the parts in Camel's registry, under the names that the routes use. */
    void bind(Main main) {
        main.bind("walk-offsets", new ContinuousWalk(walkOffsets, continuity));
        main.bind("client-log-offsets", offsets);
        otherLogs.bind(main);
        main.bind("gaps", (Gap.Recorder) this::record);
        main.bind("roots", trees.roots());
        main.bind("trees", trees);
        main.bind("exclusions", settings.exclusions());
        main.bind(settings.text(Key.PARSE_DIALECT), new HintFormat(parser));
        main.bind("line-start", parser.lineStart());
        resolvers.bind(main);
        main.bind("settle", settle);
        main.bind("hold", hold);
        main.bind("hold-controller", hold.controller());
        main.bind("held-path", hold.path());
        main.bind("held-remaining", hold.remaining());
        main.bind("reconcile", reconciler);
        main.bind("verify", verifier);
        main.bind("failures", failures);
    }

    /** What a walk could not list counts as not verified either. */
    private void record(Gap gap) {
        gaps.record(gap);
        if (gap.feed().equals("walk")) {
            verifier.missed(gap);
        }
    }
}
