package io.finelame.record;

/** This build's version, as recordings and runs note it. */
public final class Version {
    public static final String TEXT = "0.1.0";

    private Version() {}

    /** Prints it: {@code finelame --version}. */
    public static void main(String[] arguments) {
        System.out.println("finelame " + TEXT);
    }
}
