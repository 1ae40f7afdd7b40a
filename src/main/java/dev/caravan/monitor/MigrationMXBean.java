package dev.caravan.monitor;

import java.util.List;
import java.util.SortedMap;

/**
 * The state, the numbers and the controls of a migration, over JMX. A number is -1 where its stage does not run, so
 * that nobody counts it. Thread-safe.
 */
@Description("A live tree on its way to another file system")
public interface MigrationMXBean {
    @Description(
            "STARTING, FOLLOWING, WALKING, NO_LOG (the log is gone or cannot be read), PAUSED, CUT_OVER or STOPPING")
    String getState();

    @Description("paths that wait until they are quiet")
    long getHeldPaths();

    @Description("paths that have been changing for longer than the longest hold")
    long getHotPaths();

    @Description("copies under way")
    long getInFlightCopies();

    @Description("entries made equal since the start")
    long getCopiedEntries();

    @Description("bytes of data copied since the start")
    long getCopiedBytes();

    @Description("entries taken away from the target since the start")
    long getRemovedEntries();

    @Description("paths that could not be made equal and are tried again")
    long getFailedEntries();

    @Description("stretches of a feed in which changes may be missing, and which no walk has healed yet")
    long getOpenGaps();

    @Description("entries of the source that are left out because of what they are, accepted or not")
    long getLeftOutEntries();

    @Description("hints dropped since the start because they were proven to come of our own looks")
    long getEchoesDropped();

    @Description("paths that are looked at again now and then, since a change of theirs may have been hidden")
    long getLookAgainPaths();

    @Description("the other processes that write to this target, by command, process id and host")
    List<String> getOtherMovers();

    @Description(
            "how the other movers of the fleet stand, and what those that live no more have left; empty without a fleet")
    List<String> getFleetMovers();

    @Description("how the echoes of our own looks are told from what others do")
    String getEchoes();

    @Description("bytes of the log that were not read yet")
    long getLogLagBytes();

    @Description("seconds that the last line read is behind the present")
    long getLogLagSeconds();

    @Description("how the log of each host stands, a line each; empty where no other host's log is followed")
    String getLogs();

    @Description("the position in the log before which everything is done; empty before the first")
    String getLowWaterMark();

    @Description(
            "the counters and gauges of all stages and of edited routes by their names; of a timer, how often it ran")
    SortedMap<String, Double> getMeters();

    @Description("bytes that all copies together may move in a second; 0 means no bound. Until the next start")
    long getBandwidthBytesPerSecond();

    void setBandwidthBytesPerSecond(long bytesPerSecond);

    @Description("threads that look and copy, at least 1. Until the next start")
    long getCopyWorkers();

    void setCopyWorkers(long number);

    @Description("lets work in hand end and begins no more; hints are still collected")
    void pause();

    @Description("goes on after a pause")
    void resume();

    @Description("makes every path that failed due now, and returns how many there are")
    long retry();

    @Description(
            "looks at an entry below the source again, and walks it where it is a directory; %XX stands for a byte of its path, a point for the whole source")
    void rescan(String path);

    @Description(
            "whether one may switch to the target now, why not, and how long the freeze would be; takes and returns JSON")
    String cutoverReadiness(String optionsJson);

    @Description("begins to cut over; takes and returns JSON")
    String cutoverBegin(String optionsJson);

    @Description("how far the cut-over is, or how the last one ended; JSON")
    String cutoverProgress();

    @Description("ends a cut-over that is under way; it can be repeated")
    void cutoverAbort();
}
