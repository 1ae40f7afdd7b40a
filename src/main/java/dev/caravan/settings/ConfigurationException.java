package dev.caravan.settings;

/** An error in the configuration or on the command line; the message tells the operator how to correct it. */
public final class ConfigurationException extends Exception {
    private static final long serialVersionUID = 1;

    /** One lower-case line that says what is wrong and what to do. */
    public ConfigurationException(String message) {
        super(message);
    }

    /** As above, with the failure behind it. */
    public ConfigurationException(String message, Throwable cause) {
        super(message, cause);
    }
}
