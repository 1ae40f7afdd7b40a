package dev.caravan.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LastingFaultTest {
    @Test
    void isSaidOnceAndOnceThatItIsOver() {
        LastingFault fault = new LastingFault();
        assertThat(fault.ends()).isFalse();
        for (int i = 0; i < 2; i++) {
            assertThat(fault.begins()).isTrue();
            assertThat(fault.begins()).isFalse();
            assertThat(fault.lasts()).isTrue();
            assertThat(fault.ends()).isTrue();
            assertThat(fault.ends()).isFalse();
            assertThat(fault.lasts()).isFalse();
        }
    }
}
