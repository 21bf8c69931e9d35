package io.finelame.spark;

import io.finelame.cli.file.InputException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where Spark runs.
 *
 * @param url as Spark takes it
 * @param addresses of a standalone cluster's masters; empty in this JVM
 */
record SparkMaster(String url, List<InetSocketAddress> addresses) {
    private static final Pattern LOCAL = Pattern.compile("local(\\[(\\*|\\d+)])?");
    private static final Pattern STANDALONE = Pattern.compile("spark://([^:/,]+:\\d{1,5}(,[^:/,]+:\\d{1,5})*)");
    private static final int ANSWER_MS = 5_000;

    /** @throws InputException with what was expected */
    static SparkMaster parse(String url) {
        Matcher standalone = STANDALONE.matcher(url);
        if (standalone.matches()) {
            return new SparkMaster(url, List.of(standalone.group(1).split(",")).stream().map(SparkMaster::address)
                    .toList());
        }
        if (LOCAL.matcher(url).matches()) {
            return new SparkMaster(url, List.of());
        }
        throw new InputException(
                "--master " + url + ": expected local[*], local[N] for N threads, or spark://host:port");
    }

    private static InetSocketAddress address(String text) {
        int colon = text.indexOf(':');
        return new InetSocketAddress(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    boolean isLocal() {
        return addresses.isEmpty();
    }

    /** Whether nobody but this machine has a part in it. */
    boolean isThisMachine() {
        return addresses.stream().allMatch(address -> !address.isUnresolved() && address.getAddress()
                .isLoopbackAddress());
    }

    /** Spark itself would try for a minute. */
    void requireAnswer() throws IOException {
        if (!isLocal() && addresses.stream().noneMatch(SparkMaster::answers)) {
            throw new IOException("no Spark master answers at " + url);
        }
    }

    private static boolean answers(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address, ANSWER_MS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
