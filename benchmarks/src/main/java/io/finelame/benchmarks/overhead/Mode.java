package io.finelame.benchmarks.overhead;

import java.util.List;

/**
 * One way to watch the server.
 *
 * @param command what watches; NAME is replaced by a name of its own for each measurement, SERVER by the server's process id
 * @param ready the first words of the line by which it says that it is attached
 * @param load how many times as many requests as the other modes have
 */
record Mode(String name, List<String> command, String ready, double load) {
    List<String> command(String measurement, long server) {
        return command.stream().map(word -> word.replace("NAME", measurement).replace("SERVER", Long.toString(server)))
                .toList();
    }

    /** For use in file names. */
    String plainName() {
        return name.replaceAll("[^A-Za-z0-9]+", "-");
    }
}
