package dev.caravan.trees;

import java.io.IOException;

/** A root is not the one of the start. What is seen below its path proves nothing, and nothing may be written there. */
public final class LostRootException extends IOException {
    private static final long serialVersionUID = 1;

    /** The message says what was expected, on which root, and what was found. */
    public LostRootException(String message) {
        super(message);
    }
}
