package dev.caravan.posix;

import java.io.IOException;

/** The kernel could not write what it had taken, and has forgotten it. */
public final class LostWritesException extends IOException {
    private static final long serialVersionUID = 1;

    public LostWritesException(String message) {
        super(message);
    }
}
