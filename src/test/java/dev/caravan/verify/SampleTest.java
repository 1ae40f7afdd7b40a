package dev.caravan.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.caravan.entry.RelativePath;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleTest {
    private static final List<RelativePath> PATHS = IntStream.range(0, 100_000)
            .mapToObj(i -> new RelativePath("some/directory/file-" + i))
            .toList();

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 10, 50, 99.5, 100})
    void holdsAboutSoManyOfThePaths(double percent) {
        assertThat(size(new Sample(percent, 1))).isCloseTo((int) (PATHS.size() * percent / 100), within(500));
    }

    @Test
    void holdsNoneOrAllExactly() {
        assertThat(size(new Sample(0, 1))).isZero();
        assertThat(size(new Sample(100, 1))).isEqualTo(PATHS.size());
    }

    @Test
    void isTheSameForASeedAndAnotherForAnother() {
        List<RelativePath> first = in(new Sample(10, 1));
        assertThat(in(new Sample(10, 1))).isEqualTo(first);
        List<RelativePath> both =
                first.stream().filter(new Sample(10, 2)::holds).toList();
        // Two independent samples have a hundredth in common.
        assertThat(both.size()).isCloseTo(PATHS.size() / 100, within(300));
    }

    @Test
    void holdsAllOfASmallerOne() {
        assertThat(in(new Sample(20, 1))).containsAll(in(new Sample(10, 1)));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, 100.1, Double.NaN})
    void isRefusedOutsideOfAHundred(double percent) {
        assertThatThrownBy(() -> new VerifyOptions(percent, 0, false, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static int size(Sample sample) {
        return in(sample).size();
    }

    private static List<RelativePath> in(Sample sample) {
        return PATHS.stream().filter(sample::holds).toList();
    }
}
