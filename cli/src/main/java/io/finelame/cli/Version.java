package io.finelame.cli;

import picocli.CommandLine.Command;

/** This build's version, as recordings and runs note it. */
public final class Version {
    public static final String TEXT = "0.1.0";

    private Version() {}

    @Command(name = "finelame", mixinStandardHelpOptions = true)
    private static final class VersionCommand implements Runnable {
        @Override
        public void run() {
            System.out.println("finelame " + TEXT);
        }
    }

    /** Prints it: {@code finelame --version}. */
    public static void main(String[] arguments) {
        CommandErrors.main(new VersionCommand());
    }
}
