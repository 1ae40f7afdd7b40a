package dev.caravan;

/** x. */
public final class Caravan {
    private Caravan() {}

    public static void main(String[] args) {
        System.exit(0);
    }
}
