package io.finelame.record.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The CPUs that are switched on: a perf event is opened on each. */
public final class OnlineCpus {
    private static final Path LIST = Path.of("/sys/devices/system/cpu/online");
    /** Has a line {@code cpuN} for each. */
    private static final Path STATISTICS = Path.of("/proc/stat");

    private OnlineCpus() {}

    public static List<Integer> list() {
        return list(LIST, STATISTICS);
    }

    static List<Integer> list(Path list, Path statistics) {
        try {
            return Files.isReadable(list) ? parse(Files.readString(list).strip()) : counted(statistics);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Integer> counted(Path statistics) throws IOException {
        return Files.readAllLines(statistics).stream().filter(line -> line.matches("cpu\\d+ .*"))
                .map(line -> Integer.valueOf(line.substring(3, line.indexOf(' ')))).toList();
    }

    /** @param ranges the kernel's list format, e.g. {@code 0-3,8} */
    static List<Integer> parse(String ranges) {
        return Stream.of(ranges.split(",")).flatMapToInt(OnlineCpus::range).boxed().toList();
    }

    private static IntStream range(String range) {
        String[] ends = range.split("-");
        return IntStream.rangeClosed(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]));
    }
}
