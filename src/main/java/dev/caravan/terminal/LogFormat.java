package dev.caravan.terminal;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * Configures the log: one line an event on standard error. What a person is meant to read on standard output, the
 * commands print. Called by Logback when the first logger is made; a file for it would take a twelfth of the start to
 * read. Where {@code -Dlogback.configurationFile} names one, or the tests have one, that counts.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class LogFormat extends ContextAwareBase implements Configurator {
    private static final String LINE = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0} - %msg%n%ex{short}";

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (System.getProperty("logback.configurationFile") != null || isThere("logback-test.xml")) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        logTo(context);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    static void logTo(LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(LINE);
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setName("stderr");
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        context.getLogger("org.apache.camel").setLevel(level("caravan.log.camel", Level.WARN));
        // It warns of each attempt to reach a broker that is away.
        context.getLogger("org.apache.kafka").setLevel(level("caravan.log.kafka", Level.ERROR));
        context.getLogger("ROOT").setLevel(level("caravan.log.level", Level.INFO));
        context.getLogger("ROOT").addAppender(appender);
    }

    private static boolean isThere(String file) {
        return LogFormat.class.getClassLoader().getResource(file) != null;
    }

    private static Level level(String property, Level otherwise) {
        return Level.toLevel(System.getProperty(property), otherwise);
    }
}
