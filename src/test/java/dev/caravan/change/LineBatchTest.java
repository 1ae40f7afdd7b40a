package dev.caravan.change;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.CountedTicket;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineBatchTest {
    @Test
    void givesLinesWithTheirOffsets() {
        byte[] bytes = "one\nskipped\ntwo\r\n".getBytes(ISO_8859_1);
        Ticket ticket = new CountedTicket(1);
        LineBatch batch = new LineBatch(bytes, 4096, new int[] {0, 3, 12, 15, 99, 99}, 2, ticket);
        assertThat(batch.count()).isEqualTo(2);
        assertThat(batch.lines()).containsExactly("one", "two");
        assertThat(batch.offset(0)).isEqualTo(4096);
        assertThat(batch.offset(1)).isEqualTo(4108);
        assertThat(batch.ticket()).isSameAs(ticket);
        assertThat(batch).hasToString("2 lines from offset 4096");
    }

    @Test
    void keepsEveryByteOfALineThatWasReadAsText() {
        List<String> lines = List.of("a\u00ffb", "", "\u0001 \t", "last");
        LineBatch batch = LineBatch.of(lines);
        assertThat(batch.lines()).isEqualTo(lines);
        assertThat(batch.bytes()[batch.start(0) + 1]).isEqualTo((byte) 0xff);
        assertThat(batch.ticket()).isSameAs(Ticket.NONE);
    }

    @Test
    void mayHoldNoLine() {
        assertThat(LineBatch.of(List.of()).lines()).isEmpty();
        assertThat(LineBatch.of(List.of("")).lines()).containsExactly("");
    }
}
