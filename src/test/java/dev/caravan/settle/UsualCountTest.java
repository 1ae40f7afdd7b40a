package dev.caravan.settle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UsualCountTest {
    private final UsualCount usual = new UsualCount();

    @Test
    void hasNoBoundUntilItKnows() {
        add(31, 1);
        assertThat(usual.value()).isEqualTo(Integer.MAX_VALUE);
        add(1, 1);
        assertThat(usual.value()).isEqualTo(1);
    }

    @Test
    void leavesTheTenthThatIsMoreOut() {
        add(90, 2);
        add(10, 3);
        assertThat(usual.value()).isEqualTo(2);
        add(2, 5);
        assertThat(usual.value()).isEqualTo(3);
    }

    @Test
    void learnsNothingFromNone() {
        add(1000, 0);
        assertThat(usual.value()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void forgetsHowItWas() {
        add(5000, 1);
        add(5000, 4);
        assertThat(usual.value()).isEqualTo(4);
        add(5000, 1);
        assertThat(usual.value()).isEqualTo(1);
    }

    private void add(int times, int count) {
        for (int i = 0; i < times; i++) {
            usual.add(count);
        }
    }
}
