package dev.caravan.entry;

import static dev.caravan.testing.Entries.directory;
import static dev.caravan.testing.Entries.file;
import static dev.caravan.testing.Entries.link;
import static dev.caravan.testing.Entries.modified;
import static dev.caravan.testing.Entries.owned;
import static dev.caravan.testing.Entries.sized;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.caravan.testing.Entries;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ComparisonTest {
    private static final Duration LINK_STEP = Duration.ofNanos(1000);

    private final Comparison exact = comparison(Duration.ofNanos(1));

    static Stream<Arguments> pairs() {
        return Stream.of(
                arguments("the same", file(), file(), true),
                arguments("another size", file(), sized(file(), 11), false),
                arguments("a newer time", file(), modified(file(), Entries.OLD.plusSeconds(1)), false),
                // cp -p, tar x and mv bring old times.
                arguments("an older time", file(), modified(file(), Entries.OLD.minusSeconds(1)), false),
                arguments("a nanosecond", file(), modified(file(), Entries.OLD.plusNanos(1)), false),
                arguments("another mode", file(), owned(file(), 0640, 1, 2), false),
                arguments("set-uid", file(), owned(file(), 04644, 1, 2), false),
                arguments("another owner", file(), owned(file(), 0644, 9, 2), false),
                arguments("another group", file(), owned(file(), 0644, 1, 9), false),
                arguments("another device and inode", file(), Entries.at(file(), 99, 99), true),
                arguments("another ctime", file(), Entries.changed(file(), Instant.EPOCH), true),
                arguments("file and directory", file(), directory(), false),
                arguments("file and link", file(), link("x"), false),
                arguments("directory and link", directory(), link("x"), false),
                arguments("directories", directory(), sized(directory(), 20_480), true),
                arguments("directories of another mode", directory(), owned(directory(), 0700, 1, 2), false),
                arguments("links", link("x"), link("x"), true),
                arguments("links of another text", link("x"), link("y"), false),
                arguments("links of another owner", link("x"), owned(link("x"), 0777, 9, 2), false),
                // It has no meaning on Linux, and cannot be set.
                arguments("links of another mode", link("x"), owned(link("x"), 0700, 1, 2), true));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pairs")
    void takesAnyDifferenceForOne(String what, Entry source, Entry target, boolean equal) {
        assertThat(exact.areEqual(source, target)).isEqualTo(equal);
        assertThat(exact.areEqual(target, source)).isEqualTo(equal);
        assertThat(exact.differences(source, target).isEmpty()).isEqualTo(equal);
        assertThat(exact.differences(target, source).isEmpty()).isEqualTo(equal);
    }

    @ParameterizedTest
    @CsvSource({
        // The target's step, the source's and the target's time: equal or not.
        "PT0.000000001S, 2020-01-01T00:00:00.000000001Z, 2020-01-01T00:00:00.000000002Z, false",
        "PT0.0000001S,   2020-01-01T00:00:00.000000199Z, 2020-01-01T00:00:00.000000100Z, true",
        "PT0.0000001S,   2020-01-01T00:00:00.000000200Z, 2020-01-01T00:00:00.000000100Z, false",
        "PT0.000001S,    2020-01-01T00:00:00.123456999Z, 2020-01-01T00:00:00.123456Z,    true",
        "PT0.001S,       2020-01-01T00:00:00.123999999Z, 2020-01-01T00:00:00.123Z,       true",
        "PT0.001S,       2020-01-01T00:00:00.124Z,       2020-01-01T00:00:00.123Z,       false",
        "PT1S,           2020-01-01T00:00:00.999999999Z, 2020-01-01T00:00:00Z,           true",
        "PT1S,           2020-01-01T00:00:01Z,           2020-01-01T00:00:00Z,           false",
        "PT2S,           2020-01-01T00:00:01.5Z,         2020-01-01T00:00:00Z,           true",
        "PT2S,           2020-01-01T00:00:02Z,           2020-01-01T00:00:00Z,           false",
        // Times that the JVM can only set by and by.
        "PT0.000000001S, 1969-12-31T23:59:58.5Z,         1969-12-31T23:59:58Z,           true",
        "PT0.000000001S, 2446-05-10T22:38:55Z,           2262-04-11T23:47:16.854775807Z, true",
        "PT0.000000001S, 2446-05-10T22:38:55Z,           2200-01-01T00:00:00Z,           false",
        // Before 1970.
        "PT1S,           1969-12-31T23:59:58.5Z,         1969-12-31T23:59:58Z,           true",
        "PT1S,           1969-12-31T23:59:59.5Z,         1969-12-31T23:59:58Z,           false",
        "PT2S,           1969-12-31T23:59:59.5Z,         1969-12-31T23:59:58Z,           true",
    })
    void comparesTimesInTheStepOfTheTarget(Duration step, Instant source, Instant target, boolean equal) {
        Comparison comparison = comparison(step);
        assertThat(comparison.areEqual(modified(file(), source), modified(file(), target)))
                .isEqualTo(equal);
    }

    @Test
    void comparesTheTimesOfLinksInMicroseconds() {
        Instant time = Instant.parse("2020-01-01T00:00:00.123456Z");
        assertThat(exact.areEqual(modified(link("x"), time.plusNanos(789)), modified(link("x"), time)))
                .isTrue();
        assertThat(exact.areEqual(modified(link("x"), time.plusNanos(1000)), modified(link("x"), time)))
                .isFalse();
        assertThat(comparison(Duration.ofSeconds(1))
                        .areEqual(modified(link("x"), time), modified(link("x"), time.minusNanos(123_456_000))))
                .isTrue();
    }

    static Stream<Arguments> named() {
        String acl = "\2\0\0\0\1\0\6\0\377\377\377\377\2\0\6\0M\0\0\0\40\0\4\0\377\377\377\377";
        return Stream.of(
                arguments(file(), directory(), List.of(new Difference("type", "file", "directory"))),
                arguments(file(), sized(file(), 11), List.of(new Difference("size", "10", "11"))),
                arguments(
                        file(),
                        modified(file(), Instant.EPOCH),
                        List.of(new Difference("mtime", "2020-02-03T04:05:06.123456789Z", "1970-01-01T00:00:00Z"))),
                arguments(link("a"), link("\377"), List.of(new Difference("link", "a", "\377"))),
                arguments(
                        Entries.device(Entry.Type.BLOCK_DEVICE, 0x103L),
                        Entries.device(Entry.Type.BLOCK_DEVICE, 0x111fa070L),
                        List.of(new Difference("device", "1:3", "4000:70000"))),
                arguments(
                        owned(file(), 04755, 1, 2),
                        owned(file(), 0644, -2, 3),
                        List.of(
                                new Difference("mode", "4755", "0644"),
                                new Difference("owner", "1", "4294967294"),
                                new Difference("group", "2", "3"))),
                arguments(
                        file().with(Map.of("user.a", "none", "system.posix_acl_access", acl)),
                        file().with(Map.of("user.b", "1", "system.posix_acl_default", "odd")),
                        List.of(
                                new Difference("acl", "u::rw-,u:77:rw-,o::r--", "none"),
                                new Difference("default acl", "none", "0x6f6464"),
                                new Difference("xattr user.a", "\"none\"", "none"),
                                new Difference("xattr user.b", "none", "\"1\""))));
    }

    @ParameterizedTest
    @MethodSource("named")
    void saysWhatIsDifferentWithBothValues(Entry source, Entry target, List<Difference> differences) {
        assertThat(exact.differences(source, target)).isEqualTo(differences);
    }

    @Test
    void leavesOutWhatTheTargetCannotHold() {
        TargetLimits limits = new TargetLimits();
        assertThat(limits.confirm(TargetLimits.OWNER, Entries.DEVICE, RelativePath.ROOT, "test", () -> false))
                .isTrue();
        assertThat(limits.confirm("user.*", Entries.DEVICE, RelativePath.ROOT, "test", () -> false))
                .isTrue();
        Comparison limited = new Comparison(Duration.ofNanos(1), LINK_STEP, limits);
        Entry source = owned(file(), 0644, 7, 7).with(Map.of("user.a", "1", "trusted.a", "1"));
        assertThat(limited.differences(source, file()))
                .containsExactly(new Difference("xattr trusted.a", "\"1\"", "none"));
        assertThat(limited.differences(source, file().with(Map.of("trusted.a", "1"))))
                .isEmpty();
    }

    @Test
    void leavesOutTheTimesWhereAsked() {
        assertThat(exact.areEqualButTimes(directory(), modified(directory(), Instant.EPOCH)))
                .isTrue();
        assertThat(exact.areEqualButTimes(directory(), owned(directory(), 0700, 1, 2)))
                .isFalse();
    }

    private static Comparison comparison(Duration step) {
        return new Comparison(step, LINK_STEP, new TargetLimits());
    }
}
