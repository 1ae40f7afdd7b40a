package dev.caravan.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.tail.LogLag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BacklogTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, false, true,  true",
        "1, 0, 0, false, false, false",
        "0, 1, 0, false, false, false",
        "0, 1, 1, false, false, true",
        "0, 2, 1, false, false, false",
        "0, 0, 0, true,  false, false",
        "0, 1, 1, true,  false, false",
    })
    void isDrainedWhereNothingIsLeft(
            long unread, long held, long hot, boolean isBusy, boolean isDrained, boolean isDrainedButForHotPaths) {
        Backlog backlog = new Backlog(new LogLag(unread, 0, false), held, hot, 7, 7, isBusy);
        assertThat(backlog.isDrained()).isEqualTo(isDrained);
        assertThat(backlog.isDrainedButForHotPaths()).isEqualTo(isDrainedButForHotPaths);
    }

    @Test
    void isIncompleteWhereSomethingFailedOrMayBeMissing() {
        assertThat(new Backlog(LogLag.NONE, 1, 1, 0, 0, true).isIncomplete()).isFalse();
        assertThat(new Backlog(LogLag.NONE, 0, 0, 1, 0, false).isIncomplete()).isTrue();
        assertThat(new Backlog(LogLag.NONE, 0, 0, 0, 1, false).isIncomplete()).isTrue();
    }
}
