package dev.caravan.change;

import dev.caravan.entry.RelativePath;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A comparison of both sides that is under way. Any thread. */
public interface VerifyRun {
    /** Empty until it has ended. */
    Optional<Result> result();

    /** For a person: how far it is. */
    String progress();

    /** Ends it; nobody asks for its result any more. */
    void stop();

    /**
     * What a comparison came to, as a cut-over asks for it and as it is kept.
     *
     * @param everything it was of both trees whole
     * @param contentPercent of how many files the content was compared; 0 where attributes were alone
     * @param entries how many were compared
     * @param bytes of content that was compared; 0 where attributes were alone
     * @param differences entries that are not equal, those that are missing or too many among them, young or not
     * @param young of the differences and errors: those that may only wait to be quiet on a live source
     * @param contentAlone of the differences: those of content alone, which no look finds that compares sizes and times
     * @param errors entries that could not be compared; one or more where not all was looked at
     * @param examples for a person, a line each: the path and what differs; a few of them
     * @param paths of differences and errors, a bounded number of them
     */
    record Result(
            Instant began,
            Instant ended,
            boolean everything,
            double contentPercent,
            long entries,
            long bytes,
            long differences,
            long young,
            long contentAlone,
            long errors,
            List<String> examples,
            List<RelativePath> paths) {
        /** One that came to nothing, for this reason. */
        public static Result failed(Instant began, Instant ended, boolean everything, String why) {
            return new Result(began, ended, everything, 0, 0, 0, 0, 0, 0, 1, List.of(why), List.of());
        }

        /** True where nothing differs and everything could be compared. */
        public boolean isEqual() {
            return differences == 0 && errors == 0;
        }

        /** True where all that was found is young. */
        public boolean isOnlyYoung() {
            return !isEqual() && errors == 0 && differences == young;
        }

        /** The same after what differed was made equal, as another comparison of that has found. */
        public Result mended(Result again) {
            return new Result(
                    began,
                    again.ended,
                    everything,
                    contentPercent,
                    entries,
                    bytes,
                    again.differences,
                    again.young,
                    again.contentAlone,
                    again.errors,
                    again.examples,
                    again.paths);
        }
    }
}
