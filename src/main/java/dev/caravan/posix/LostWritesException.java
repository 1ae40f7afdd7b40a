package dev.caravan.posix;

import java.io.IOException;

/** The kernel could not write data to the disk that it had accepted, and has dropped it. */
public final class LostWritesException extends IOException {
    private static final long serialVersionUID = 1;

    public LostWritesException(String message) {
        super(message);
    }
}
