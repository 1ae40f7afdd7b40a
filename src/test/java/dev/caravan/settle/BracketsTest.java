package dev.caravan.settle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.Canaries;
import dev.caravan.change.Hint;
import dev.caravan.entry.Entry;
import dev.caravan.entry.RelativePath;
import dev.caravan.settle.Brackets.Judged;
import dev.caravan.settle.Brackets.Outcome;
import dev.caravan.testing.CountedTicket;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BracketsTest {
    private static final Instant NOW = Instant.parse("2026-03-26T11:45:56Z");
    private static final RelativePath PATH = new RelativePath("a/b");

    private final Canaries canaries = new Canaries();
    private final Brackets brackets = new Brackets();
    private final CountedTicket ticket = new CountedTicket(1);

    @Test
    void provesNothingBeforeItKnowsWhatALookLeaves() {
        for (int i = 0; i < 32; i++) {
            assertThat(look(new RelativePath("d/f" + i), 1)).contains(Outcome.DOUBT);
        }
        assertThat(look(PATH, 1)).contains(Outcome.OURS);
    }

    /** A write may come in the middle of a look. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void takesForNewsWhatIsMoreThanALookLeaves(int each) {
        learn(each);
        assertThat(look(PATH, each)).contains(Outcome.OURS);
        assertThat(look(PATH, each + 1)).contains(Outcome.NEWS);
        assertThat(look(new RelativePath("c"), 0)).isEmpty();
    }

    /** A link is read with two calls, and there may be few of them. */
    @Test
    void doubtsTheSameSurplusOfTheSameEntryTheSecondTime() {
        learn(1);
        assertThat(look(PATH, 2)).contains(Outcome.NEWS);
        assertThat(look(PATH, 2)).contains(Outcome.DOUBT);
        assertThat(look(PATH, 3)).contains(Outcome.NEWS);
    }

    /** One more than the least may be somebody's, as long as there are looks that leave the least. */
    @Test
    void doubtsWhatALookLeavesNowAndThen() {
        for (int i = 0; i < 40; i++) {
            look(new RelativePath("d/f" + i), 1 + i % 2);
        }
        assertThat(look(PATH, 1)).contains(Outcome.OURS);
        assertThat(look(PATH, 2)).contains(Outcome.DOUBT);
        assertThat(look(PATH, 3)).contains(Outcome.NEWS);
    }

    /** A look for what is gone leaves one lookup, and one at a file perhaps two. */
    @Test
    void learnsWhatALookLeavesForEachKindOfEntry() {
        for (int i = 0; i < 40; i++) {
            look(new RelativePath("d/f" + i), Optional.of(Entry.Type.FILE), 2);
            look(new RelativePath("d/gone" + i), Optional.empty(), 1);
        }
        assertThat(look(PATH, Optional.of(Entry.Type.FILE), 2)).contains(Outcome.OURS);
        assertThat(look(new RelativePath("gone"), Optional.empty(), 1)).contains(Outcome.OURS);
        assertThat(look(new RelativePath("gone"), Optional.empty(), 2)).contains(Outcome.NEWS);
        assertThat(look(new RelativePath("link"), Optional.of(Entry.Type.LINK), 2))
                .as("of links nothing is known yet")
                .contains(Outcome.DOUBT);
    }

    @Test
    void keepsAHoldOnTheTicketOfWhatItHasPutBy() {
        Canaries.Bracket bracket = canaries.bracket(PATH);
        hear(bracket.opening());
        assertThat(brackets.putBy(hint(PATH), ticket)).isTrue();
        assertThat(brackets.putBy(hint(PATH), ticket)).isTrue();
        assertThat(ticket.holders()).isEqualTo(2);
        assertThat(hear(bracket.closing()).orElseThrow().ticket()).isSameAs(ticket);
    }

    @Test
    void takesNothingElseIn() {
        hear(canaries.bracket(PATH).opening());
        assertThat(brackets.putBy(hint(new RelativePath("a")), ticket)).isFalse();
        assertThat(brackets.putBy(hint(new RelativePath("a/b/c")), ticket)).isFalse();
        assertThat(brackets.areOpenBelow(new RelativePath("a"))).isTrue();
        assertThat(brackets.areOpenBelow(new RelativePath("x"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"59, false", "60, true"})
    void givesBackInDoubtWhatACanaryThatWasLostWouldHaveProven(int seconds, boolean isLost) {
        learn(1);
        hear(canaries.bracket(PATH).opening());
        brackets.putBy(hint(PATH), ticket);
        assertThat(brackets.lost(NOW.plus(Duration.ofSeconds(seconds))))
                .extracting(Judged::outcome)
                .isEqualTo(isLost ? java.util.List.of(Outcome.DOUBT) : java.util.List.of());
    }

    /** Looks at what is below a directory leave lookups of the directory, as many as there are looks. */
    @Test
    void doubtsWhatALookAtADirectoryHasTooManyOfWhileOthersLookBelowIt() {
        learn(1);
        RelativePath directory = new RelativePath("a");
        Canaries.Bracket below = canaries.bracket(PATH);
        Canaries.Bracket at = canaries.bracket(directory);
        hear(below.opening());
        hear(at.opening());
        for (int i = 0; i < 5; i++) {
            brackets.putBy(hint(directory), ticket);
        }
        assertThat(hear(at.closing()).map(Judged::outcome)).contains(Outcome.DOUBT);
    }

    @Test
    void tellsBracketsThatOverlapApart() {
        Canaries.Bracket one = canaries.bracket(PATH);
        Canaries.Bracket two = canaries.bracket(PATH);
        hear(one.opening());
        hear(two.opening());
        assertThat(hear(one.closing())).isEmpty();
        assertThat(brackets.putBy(hint(PATH), ticket)).isTrue();
        hear(two.closing());
        assertThat(brackets.putBy(hint(PATH), ticket)).isFalse();
    }

    private void learn(int each) {
        for (int i = 0; i < 40; i++) {
            look(new RelativePath("d/f" + i), each);
        }
    }

    private Optional<Outcome> look(RelativePath path, int lookups) {
        return look(path, Optional.empty(), lookups);
    }

    private Optional<Outcome> look(RelativePath path, Optional<Entry.Type> found, int lookups) {
        Canaries.Bracket bracket = canaries.bracket(path);
        found.ifPresent(type -> canaries.found(bracket, type));
        hear(bracket.opening());
        for (int i = 0; i < lookups; i++) {
            assertThat(brackets.putBy(hint(path), ticket)).isTrue();
        }
        return hear(bracket.closing()).map(Judged::outcome);
    }

    private Optional<Judged> hear(RelativePath canary) {
        return brackets.heard(canaries.sighting(canary).orElseThrow(), NOW);
    }

    private static Hint.Named hint(RelativePath path) {
        return new Hint.Named(path, NOW);
    }
}
