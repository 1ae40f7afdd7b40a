package dev.caravan.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.Configurator.ExecutionStatus;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ServiceLoader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogFormatTest {
    private final LoggerContext context = new LoggerContext();

    @BeforeEach
    void prepare() {
        // As Logback does with its own context.
        context.setMDCAdapter(new LogbackMDCAdapter());
    }

    @Test
    void writesOneLineAnEventOnStandardError() {
        PrintStream usual = System.err;
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        System.setErr(new PrintStream(written, true, UTF_8));
        try {
            LogFormat.logTo(context);
            context.getLogger("dev.caravan.walk.Walk").info("begins {}", 1);
            context.getLogger("dev.caravan.walk.Walk").debug("not shown");
            context.getLogger("org.apache.camel.Camel").info("not shown");
            context.getLogger("org.apache.camel.Camel").warn("beware");
        } finally {
            System.setErr(usual);
        }
        String date = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}(Z|[+-]\\d\\d:\\d\\d) ";
        assertThat(written.toString(UTF_8)).matches(date + "INFO  Walk - begins 1\n" + date + "WARN  Camel - beware\n");
    }

    @Test
    void takesTheLevelsThatAreAskedFor() {
        System.setProperty("caravan.log.level", "DEBUG");
        try {
            LogFormat.logTo(context);
        } finally {
            System.clearProperty("caravan.log.level");
        }
        assertThat(context.getLogger("ROOT").getLevel()).isEqualTo(Level.DEBUG);
        assertThat(context.getLogger("org.apache.camel").getLevel()).isEqualTo(Level.WARN);
    }

    /** Of the tests, as here, or an operator. */
    @Test
    void leavesTheWordToAFile() {
        assertThat(new LogFormat().configure(context)).isEqualTo(ExecutionStatus.INVOKE_NEXT_IF_ANY);
        assertThat(context.getLogger("ROOT").iteratorForAppenders().hasNext()).isFalse();
    }

    @Test
    void isFoundByLogback() {
        assertThat(ServiceLoader.load(Configurator.class)).hasAtLeastOneElementOfType(LogFormat.class);
    }
}
