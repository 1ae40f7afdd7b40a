package dev.caravan.entry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class Fnv1aTest {
    /** The values that the hash's authors publish; state files hold what was made of them. */
    @Test
    void isTheHashOfThatName() {
        assertThat(Fnv1a.hash("")).isEqualTo(0xcbf29ce484222325L);
        assertThat(Fnv1a.hash("a")).isEqualTo(0xaf63dc4c8601ec8cL);
        assertThat(Fnv1a.hash("foobar")).isEqualTo(0x85944171f73967e8L);
    }

    @Test
    void ofTheFirstBytesIsTheBeginningOfThatOfAll() {
        long beginning = Fnv1a.hash(Fnv1a.EMPTY, "foobar", 3);
        assertThat(beginning).isEqualTo(Fnv1a.hash("foo"));
        assertThat(Fnv1a.hash(beginning, "bar", 3)).isEqualTo(Fnv1a.hash("foobar"));
    }
}
