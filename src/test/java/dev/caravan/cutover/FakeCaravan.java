package dev.caravan.cutover;

import dev.caravan.change.Gap;
import dev.caravan.change.Heartbeat;
import dev.caravan.change.VerifyRun;
import dev.caravan.control.Freeze;
import dev.caravan.entry.RelativePath;
import dev.caravan.testing.SettableClock;
import dev.caravan.trees.LeftOut;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A Caravan whose work takes as many polls as a test says, and that writes down what it was asked. */
final class FakeCaravan implements RunningMigration {
    static final Instant START = Instant.parse("2026-03-26T11:45:56Z");
    static final Duration QUIET = Duration.ofMinutes(2);

    final SettableClock clock = new SettableClock(START);
    final Freeze freeze = new Freeze(QUIET);
    final List<String> asked = new ArrayList<>();
    final Map<RelativePath, Instant> changed = new LinkedHashMap<>();
    final TreeMap<Integer, Runnable> atPoll = new TreeMap<>();

    /** What a comparison finds, in turn; then everything is equal. */
    final List<Set<RelativePath>> differences = new ArrayList<>();

    final List<Scope> compared = new ArrayList<>();
    boolean remembersChanges = true;
    Instant rememberedSince = Instant.MIN;
    boolean paused;
    List<String> otherMovers = List.of();
    List<Reason> fleetFaults = List.of();
    boolean isFleet;

    /** Polls until all hints are taken. */
    int pollsToTake;

    /** Logs that have not shown what was looked up, as long as it was not heard. */
    List<String> unheard = List.of();

    boolean walking;
    boolean follows = true;
    Heartbeat.Shown shown = Heartbeat.Shown.YES;
    Optional<String> distrust = Optional.empty();

    /** Polls until what was looked up has come out of the log. */
    int pollsToHear;

    boolean isRead = true;
    List<String> feeds = List.of("client-log");
    Duration onItsWay = Duration.ZERO;
    int putOff;

    /** What the walks within the freeze come to, in turn; then they are complete. */
    final List<Walk.Result> walks = new ArrayList<>();

    int pollsToWalk;
    String targetFault = "";
    long held;
    List<Situation.Hot> hot = List.of();
    long failures;
    List<Gap> gaps = List.of();
    List<LeftOut> leftOut = List.of();
    long lagBytes;
    long lagSeconds;
    Situation.Pass lastPass = new Situation.Pass(START.minusSeconds(7200), START.minusSeconds(7000));
    VerifyRun.Result lastContent;
    VerifyRun.Result lastVerify = result(START.minusSeconds(3600), true, 50_000, 0, Set.of());
    Activity activity = new Activity(0, 0, 0, 0);

    /** Polls until what is held is done. */
    int work;

    /** Of one verification. */
    int pollsToVerify;

    boolean sealed;
    boolean isRehearsed;
    int polls;

    static VerifyRun.Result result(
            Instant at, boolean everything, long entries, long errors, Set<RelativePath> differing) {
        return new VerifyRun.Result(
                at,
                at.plusSeconds(60),
                everything,
                0,
                entries,
                0,
                differing.size(),
                0,
                0,
                errors,
                differing.stream().map(path -> path + ": size").toList(),
                List.copyOf(new TreeSet<>(differing)));
    }

    /** As time passes: the test's clock goes on, and work is done. */
    void pause(Duration duration) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        clock.advance(duration);
        polls++;
        Runnable event = atPoll.get(polls);
        if (event != null) {
            event.run();
        }
    }

    /** Somebody changed this, and it was made equal. */
    void change(String path) {
        changed.put(new RelativePath(path), clock.instant());
    }

    @Override
    public boolean isFleet() {
        return isFleet;
    }

    @Override
    public List<Reason> fleetFaults() {
        return fleetFaults;
    }

    @Override
    public boolean areHintsTaken() {
        return polls >= pollsToTake;
    }

    @Override
    public Situation situation() {
        return new Situation(
                paused,
                walking,
                Optional.of(targetFault).filter(fault -> !fault.isEmpty()),
                follows,
                shown,
                distrust,
                held,
                hot,
                failures,
                gaps,
                leftOut,
                lagBytes,
                lagSeconds,
                Optional.ofNullable(lastPass),
                Optional.ofNullable(lastVerify),
                Optional.ofNullable(lastContent),
                otherMovers,
                fleetFaults);
    }

    @Override
    public Activity activity() {
        return activity;
    }

    @Override
    public void release() {
        work = Math.max(0, work - 1);
        if (work == 0) {
            held = 0;
        }
    }

    @Override
    public Heartbeat heartbeat() {
        return new Heartbeat() {
            @Override
            public Shown shown() {
                return shown;
            }

            @Override
            public Beat beat() {
                int heardAt = polls + pollsToHear;
                return new Beat() {
                    @Override
                    public boolean isHeard() {
                        return shown != Shown.NO && polls >= heardAt;
                    }

                    @Override
                    public List<String> unheard() {
                        return unheard;
                    }
                };
            }
        };
    }

    @Override
    public boolean isRead() {
        return isRead;
    }

    @Override
    public Duration onItsWay() {
        return onItsWay;
    }

    @Override
    public int lookAtPutOff() {
        asked.add("look at what was put off");
        return putOff;
    }

    @Override
    public Walk walk() {
        asked.add("walk");
        Instant began = clock.instant();
        int doneAt = polls + pollsToWalk;
        Walk.Result given = walks.isEmpty() ? null : walks.remove(0);
        return new Walk() {
            @Override
            public Optional<Walk.Result> result() {
                if (polls < doneAt) {
                    return Optional.empty();
                }
                return Optional.of(given != null ? given : new Walk.Result(began, clock.instant(), 50_000, true));
            }

            @Override
            public String progress() {
                return polls + " of " + doneAt;
            }
        };
    }

    @Override
    public boolean isDrained() {
        return work == 0;
    }

    @Override
    public Scope changedSince(Instant moment) {
        if (!remembersChanges || moment.isBefore(rememberedSince)) {
            return Scope.EVERYTHING;
        }
        Set<RelativePath> paths = new TreeSet<>();
        changed.forEach((path, at) -> {
            if (!at.isBefore(moment)) {
                paths.add(path);
            }
        });
        return Scope.of(paths);
    }

    @Override
    public void lookAt(Collection<RelativePath> paths) {
        asked.add("look at " + new TreeSet<>(paths));
    }

    @Override
    public VerifyRun verify(Scope scope) {
        asked.add("verify " + (scope.everything() ? "everything" : new TreeSet<>(scope.paths())));
        compared.add(scope);
        int doneAt = polls + pollsToVerify;
        Set<RelativePath> found = differences.isEmpty() ? Set.of() : differences.remove(0);
        Instant began = clock.instant();
        return new VerifyRun() {
            @Override
            public Optional<VerifyRun.Result> result() {
                return polls < doneAt
                        ? Optional.empty()
                        : Optional.of(FakeCaravan.result(
                                began,
                                scope.everything(),
                                scope.everything() ? 50_000 : scope.paths().size(),
                                0,
                                found));
            }

            @Override
            public String progress() {
                return polls + " of " + doneAt;
            }

            @Override
            public void stop() {
                asked.add("stop verifying");
            }
        };
    }

    /** Nobody waits yet, so nothing of it counts. */
    @Override
    public VerifyRun rehearse() {
        isRehearsed = !freeze.isOn();
        VerifyRun.Result equal = result(clock.instant(), false, 1, 0, Set.of());
        return new VerifyRun() {
            @Override
            public Optional<VerifyRun.Result> result() {
                return Optional.of(equal);
            }

            @Override
            public String progress() {
                return "";
            }

            @Override
            public void stop() {}
        };
    }

    @Override
    public void flush() {}

    @Override
    public void thaw() {
        asked.add("thaw");
        freeze.end();
    }

    @Override
    public void frozenForGood() {
        asked.add("frozen for good");
    }

    @Override
    public void seal() {
        asked.add("seal");
        sealed = true;
    }

    @Override
    public void unseal() {
        asked.add("unseal");
        sealed = false;
    }

    @Override
    public Facts facts() {
        return new Facts(
                new TreeMap<>(Map.of("Caravan", "0.1.0", "Java", "17.0.9", "OS", "Linux 6.1", "Camel", "4.18.0")),
                new Facts.Side("/mnt/old", 51, "nfs4 (nas:/export)"),
                new Facts.Side("/mnt/new\\xe4", 52, "ext4 (/dev/sdb1)"),
                50_123,
                9_876_543_210L,
                42,
                3,
                new TreeMap<>(Map.of("settings", "ab".repeat(32), "routes", "cd".repeat(32))));
    }

    @Override
    public List<String> feeds() {
        return feeds;
    }
}
