package dev.caravan.fleet;

import dev.caravan.change.Gap;
import dev.caravan.fleet.MoverRecord.Share;
import dev.caravan.fleet.MoverRecord.Sign;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** Tells the fleet that a mover lives and how its work stands, and at last that it has ended. Thread-safe. */
public final class MoverSigns implements AutoCloseable {
    private static final Duration LOADING = Duration.ofSeconds(10);

    private final String epoch = UUID.randomUUID().toString();
    private final FleetOptions options;
    private final Supplier<Share> share;
    private final Roll<Movers> roll;
    private final Gap.Recorder gaps;
    private final Clock clock;
    private final Speaker speaker;
    private String version = "";
    private Supplier<MoverWork> work;

    /**
     * Has not spoken yet.
     *
     * @param share what the mover has of the hints
     * @param roll reads which movers there are; whenever this one speaks it is looked who has fallen silent
     * @param gaps takes what an earlier process of this name has left, where that is lost
     */
    MoverSigns(
            FleetOptions options,
            FleetClients clients,
            Supplier<Share> share,
            Roll<Movers> roll,
            Gap.Recorder gaps,
            Clock clock) {
        this.options = options;
        this.share = share;
        this.roll = roll;
        this.gaps = gaps;
        this.clock = clock;
        speaker = new Speaker(options, clients, Topic.movers(options));
    }

    /**
     * Begins to speak.
     *
     * @param running that of this Caravan
     * @param isNew true where its state knows of no earlier process
     * @param standing how its own work stands
     */
    public void start(String running, boolean isNew, Supplier<MoverWork> standing) {
        version = running;
        work = standing;
        speaker.start(() -> open(isNew), MoverRecord.key(options.name()), () -> {
            roll.members().sayWhoIsSilent();
            return Optional.of(sign(false));
        });
    }

    /** What an earlier process of this name has left is in its state folder, or it is lost. */
    private void open(boolean isNew) throws IOException, InterruptedException {
        if (!roll.awaitLoaded(LOADING.toSeconds())) {
            throw new IOException("what was said before is not known yet");
        }
        Movers.State before = roll.members().state(options.name());
        if (isNew && before.isMissed()) {
            gaps.record(Gap.at(
                    Hints.FEED,
                    clock.instant(),
                    "mover " + options.name() + " was there before, and its state is lost: "
                            + before.work().open()));
        }
    }

    private byte[] sign(boolean hasEnded) {
        return MoverRecord.value(
                new Sign(options.name(), epoch, clock.instant(), hasEnded, share.get(), work.get(), version));
    }

    @Override
    public void close() {
        if (work != null) {
            speaker.sayLast(MoverRecord.key(options.name()), sign(true));
        }
        speaker.close();
    }
}
