package dev.caravan.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class ArgumentListTest {
    @Test
    void splitsAtSpacesAndKeepsQuotesTogether() {
        assertThat(ArgumentList.of("  ssh  nas 'exportfs -u' a\"b c\"d\t'' "))
                .isEqualTo(List.of("ssh", "nas", "exportfs -u", "ab cd", ""));
        assertThat(ArgumentList.of(" ")).isEmpty();
    }

    @Test
    void knowsNothingOfAShell() {
        assertThat(ArgumentList.of("a $B `c` \\ ; d > e")).containsExactly("a", "$B", "`c`", "\\", ";", "d", ">", "e");
    }

    @Test
    void takesNoOpenQuote() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ArgumentList.of("a 'b"))
                .withMessage("a 'b: a quote is not closed");
    }
}
