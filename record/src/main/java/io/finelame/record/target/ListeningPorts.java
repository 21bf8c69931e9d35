package io.finelame.record.target;

import io.finelame.record.machine.CallerRights;
import io.finelame.record.machine.ProcessDirectory;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The TCP ports on which a process listens, by proc_pid_net(5) and proc_pid_fd(5). */
final class ListeningPorts {
    private static final String LISTEN = "0A";
    private static final int LOCAL = 1;
    private static final int REMOTE = 2;
    private static final int STATE = 3;
    private static final int INODE = 9;

    private ListeningPorts() {}

    /** Empty if the process is gone. */
    static Set<Integer> of(int pid) {
        Path process = ProcessDirectory.of(pid);
        Set<Integer> ports = new TreeSet<>();
        try (CallerRights.Raised _ = CallerRights.raise()) {
            Set<String> sockets = sockets(process.resolve("fd"));
            table(process).filter(entry -> entry[STATE].equals(LISTEN) && sockets.contains(entry[INODE]))
                    .forEach(entry -> ports.add(port(entry[LOCAL])));
        } catch (IOException gone) {
            return ports;
        }
        return ports;
    }

    /** Connections to these ports in the process's network namespace, those closed a moment ago included: their addresses. */
    static Set<String> connections(int pid, Set<Integer> ports) {
        Set<String> connections = new TreeSet<>();
        try {
            table(ProcessDirectory.of(pid))
                    .filter(entry -> !entry[STATE].equals(LISTEN) && ports.contains(port(entry[LOCAL])))
                    .forEach(entry -> connections.add(entry[LOCAL] + " " + entry[REMOTE]));
        } catch (IOException gone) {
            return connections;
        }
        return connections;
    }

    private static Stream<String[]> table(Path process) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String table : new String[]{"net/tcp", "net/tcp6"}) {
            List<String> all = Files.readAllLines(process.resolve(table));
            lines.addAll(all.subList(1, all.size()));
        }
        return lines.stream().map(line -> line.strip().split("\\s+"));
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.indexOf(':') + 1), 16);
    }

    /** Their inodes. */
    private static Set<String> sockets(Path descriptors) throws IOException {
        Set<String> inodes = new HashSet<>();
        try (DirectoryStream<Path> links = Files.newDirectoryStream(descriptors)) {
            for (Path link : links) {
                String target = target(link);
                if (target.startsWith("socket:[")) {
                    inodes.add(target.substring("socket:[".length(), target.length() - 1));
                }
            }
        }
        return inodes;
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }
}
