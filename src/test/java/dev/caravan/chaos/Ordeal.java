package dev.caravan.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What is done to Caravan, to its log and to the disk that it writes to. One thread. */
final class Ordeal {
    private final Subject subject;
    private final Client client;
    private final Sampler sampler;

    /** Null where the target has no disk of its own; then no power is cut. */
    private final Disk target;

    Ordeal(Subject subject, Client client, Sampler sampler, Disk target) {
        this.subject = subject;
        this.client = client;
        this.sampler = sampler;
        this.target = target;
    }

    /** Returns when it is over, and Caravan runs. */
    void happen(Plan.Event event) throws Exception {
        subject.start();
        switch (event.kind()) {
            case KILL -> {
                subject.kill();
                await(event);
                subject.start();
            }
            case STOP -> {
                subject.stop();
                await(event);
                subject.start();
            }
            case POWER_CUT -> cutPower();
            case PAUSE -> {
                subject.invoke("pause");
                await(event);
                subject.invoke("resume");
            }
            case SUSPEND -> {
                subject.signal("STOP");
                await(event);
                subject.signal("CONT");
            }
            case RENAME_LOG -> {
                client.rename();
                await(event);
                client.reopen();
            }
            case TRUNCATE_LOG -> client.copyAndTruncate();
            case STALL_LOG -> {
                client.stall(true);
                await(event);
                client.stall(false);
            }
        }
    }

    private static void await(Plan.Event event) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(event.millis());
    }

    private void cutPower() throws IOException, InterruptedException {
        // Stopped in the moment of the cut: what is in the kernel's memory may still be written back, but nothing new.
        subject.signal("STOP");
        Path disk = target.copy();
        subject.kill();
        sampler.goBack(() -> target.replaceBy(disk));
        subject.start();
    }
}
