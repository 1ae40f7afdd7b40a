package dev.caravan.settings;

/** Something is wrong with the configuration or the command line; the message is for the operator, who has to mend it. */
public final class ConfigurationException extends Exception {
    private static final long serialVersionUID = 1;

    /** One lower-case line that says what is wrong and what to do. */
    public ConfigurationException(String message) {
        super(message);
    }

    /** Of a failure that its own message tells well enough. */
    public ConfigurationException(String message, Throwable cause) {
        super(message, cause);
    }
}
