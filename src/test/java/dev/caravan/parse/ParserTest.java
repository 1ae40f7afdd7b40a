package dev.caravan.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.change.Canaries;
import dev.caravan.change.Gap;
import dev.caravan.change.Hint;
import dev.caravan.change.LineBatch;
import dev.caravan.change.Ticket;
import dev.caravan.entry.RelativePath;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ParserTest {
    private static final String HEAD = "DEBUG: 03-26 11:45:56:  Client * 15176 [ccdb:NFSClient.cpp:625:15176]Lookup, ";
    private static final String BROKEN = HEAD + "parentDirInode:0xzz, dentryName:a";
    private final Parsing parsing = Parsing.ccdbfs();

    private static String lookup(String time, String inode, String name) {
        return "DEBUG: 03-26 " + time + ":  Client * 1 [ccdb:NFSClient.cpp:625:1]Lookup, parentDirInode:0x" + inode
                + ", dentryName:" + name;
    }

    private static Instant at(String time) {
        return Instant.parse("2026-03-26T" + time + "Z");
    }

    @Test
    void namesTheKnownDialectsWhenOneIsUnknown() {
        assertThatThrownBy(() -> new Parser(
                        "nfs4", ZoneOffset.UTC, Clock.systemUTC(), "client-log", gap -> {}, new SimpleMeterRegistry()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("dialect nfs4: is not known: choose one of ccdbfs, moosefs");
    }

    @Test
    void hintsOnceForAnEntryThatIsNamedAgainWithinASecond() {
        assertThat(parsing.hints(
                        lookup("11:45:56", "a", "x"),
                        lookup("11:45:56", "a", "y"),
                        lookup("11:45:56", "b", "x"),
                        lookup("11:45:57", "a", "x"),
                        lookup("11:45:56", "A", "x")))
                .containsExactly(
                        new Hint.Child(10, "x", at("11:45:56")),
                        new Hint.Child(10, "y", at("11:45:56")),
                        new Hint.Child(11, "x", at("11:45:56")));
        assertThat(parsing.count("hints")).isEqualTo(3);
    }

    @Test
    void hintsAgainForAnEntryThatIsNamedLater() {
        assertThat(parsing.hints(
                        lookup("11:45:56", "a", "x"), lookup("11:45:58", "a", "x"), lookup("11:45:59", "a", "x")))
                .containsExactly(new Hint.Child(10, "x", at("11:45:56")), new Hint.Child(10, "x", at("11:45:58")));
    }

    /** One of two lookups during our own look may be somebody else's. */
    @Test
    void hintsEachTimeBetweenTwoCanaries() {
        Canaries.Bracket bracket = new Canaries().bracket(new RelativePath("x"));
        String opening = lookup("11:45:56", "1", bracket.opening().latin1());
        String closing = lookup("11:45:56", "1", bracket.closing().latin1());
        String x = lookup("11:45:56", "a", "x");
        assertThat(parsing.hints(x, x, opening, x, x, closing, x, x)).hasSize(2 + 1 + 2 + 1);
        assertThat(parsing.hints(x, x)).hasSize(1);
        assertThat(parsing.hints(opening)).hasSize(1);
        assertThat(parsing.hints(x, x, closing, x, x)).as("across batches").hasSize(2 + 1 + 1);
    }

    @Test
    void doesNotWaitForEverForACanaryThatWasLost() {
        String opening = new Canaries().bracket(new RelativePath("x")).opening().latin1();
        parsing.hints(lookup("11:45:56", "1", opening));
        String later = lookup("11:46:58", "a", "x");
        assertThat(parsing.hints(later, later)).hasSize(2);
        assertThat(parsing.hints(later, later)).hasSize(1);
    }

    @Test
    void forgetsTheEntriesOfTheBatchBefore() {
        assertThat(parsing.hints(lookup("11:45:56", "a", "x"))).hasSize(1);
        assertThat(parsing.hints(lookup("11:45:56", "a", "x"))).hasSize(1);
    }

    @Test
    void keepsThousandsOfEntriesApart() {
        String[] lines = IntStream.range(0, 20_000)
                .mapToObj(i -> lookup("11:45:56", Integer.toHexString(i % 100 + 1), "n" + i % 5_000))
                .toArray(String[]::new);
        assertThat(parsing.hints(lines)).hasSize(5_000).doesNotHaveDuplicates();
        assertThat(parsing.hints(lookup("11:45:56", "1", "n0"))).hasSize(1);
    }

    @Test
    void keepsTheTicketOfTheBatch() {
        LineBatch batch = LineBatch.of(List.of(lookup("11:45:56", "a", "x")));
        assertThat(parsing.parser.parse(batch).ticket()).isSameAs(Ticket.NONE);
    }

    @Test
    void countsMalformedLinesAndRecordsOneGapAMinuteThatReachesToItsEnd() {
        assertThat(parsing.hints(BROKEN, BROKEN, lookup("11:45:56", "a", "x"))).hasSize(1);
        parsing.pass(Duration.ofSeconds(59));
        parsing.hints(BROKEN);
        assertThat(parsing.count("malformed")).isEqualTo(3);
        assertThat(parsing.gaps)
                .containsExactly(new Gap("client-log", at("12:00:00"), at("12:01:00"), "lines could not be parsed"));

        parsing.pass(Duration.ofSeconds(1));
        parsing.hints(lookup("11:45:56", "a", "x"), BROKEN);
        assertThat(parsing.gaps)
                .hasSize(2)
                .last()
                .isEqualTo(new Gap("client-log", at("11:45:56"), at("12:02:00"), "lines could not be parsed"));
    }

    @Test
    void showsItsMetersBeforeAnythingHappened() {
        assertThat(parsing.count("hints") + parsing.count("malformed") + parsing.count("own"))
                .isZero();
    }
}
