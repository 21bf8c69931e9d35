package io.finelame.cli;

/** This build's version, as recordings and runs note it. */
public final class Version {
    public static final String TEXT = "0.1.0";

    private Version() {}
}
