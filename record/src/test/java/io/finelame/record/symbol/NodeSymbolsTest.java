package io.finelame.record.symbol;

import io.finelame.recording.StackFrame;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A large C++ program that generates code. */
@Tag("slow")
@Timeout(120)
class NodeSymbolsTest {
    private static final String NODE = "/usr/bin/node";

    @TempDir
    private Path directory;

    private record Function(long end, Set<String> names) {}

    private static Program start(String... options) throws Exception {
        List<String> line = new ArrayList<>(List.of(NODE));
        line.addAll(List.of(options));
        line.addAll(
                List.of("-e", """
                              function hotFunction(n) { let s = 0; for (let i = 0; i < n; i++) s += i % 7; return s; }
                              for (let i = 0; i < 2000; i++) hotFunction(1000);
                              console.log('10');
                              setInterval(() => hotFunction(1000), 10);
                              """));
        return Program.start(line.toArray(String[]::new));
    }

    /** The file that has Node.js' own code, and what is added to an address in it: Debian's executable is a few lines. */
    private record Code(Path file, long base, String... nmOptions) {
        static Code of(int pid) throws Exception {
            try (Stream<String> maps = Files.lines(Path.of("/proc/" + pid + "/maps"))) {
                return maps.map(line -> line.split(" +", 6))
                        .filter(fields -> fields.length == 6 && fields[5].contains("/libnode.so"))
                        .filter(fields -> Long.parseLong(fields[2], 16) == 0)
                        .map(fields -> new Code(Path.of(fields[5]),
                                Long.parseUnsignedLong(fields[0].substring(0, fields[0].indexOf('-')), 16), "-D"))
                        .findFirst().orElse(new Code(Path.of(NODE), 0));
            }
        }
    }

    /** By nm: the functions that have a size, by address in the process. */
    private TreeMap<Long, Function> functions(Code code) throws Exception {
        Path output = directory.resolve("nm");
        Program.requireTool("nm");
        List<String> command = new ArrayList<>(List.of("nm", "-S", code.file().toString()));
        command.addAll(1, List.of(code.nmOptions()));
        assertEquals(0, new ProcessBuilder(command).redirectOutput(output.toFile()).start().waitFor());
        TreeMap<Long, Function> functions = new TreeMap<>();
        for (String line : Files.readAllLines(output)) {
            String[] fields = line.split(" ");
            if (fields.length == 4 && "tTwWi".contains(fields[2])) {
                long start = code.base() + Long.parseUnsignedLong(fields[0], 16);
                String symbol = fields[3].replaceFirst("@.*", "");
                functions.computeIfAbsent(start,
                        _ -> new Function(start + Long.parseUnsignedLong(fields[1], 16), new HashSet<>())).names()
                        .add(FunctionName.ofSymbol(symbol));
            }
        }
        return functions;
    }

    /** Addresses in functions whose bounds nothing else overlaps. */
    @Test
    void user_randomAddressesInNode_agreeWithNm() throws Exception {
        Random random = new Random(1);
        Symbolizer symbolizer = new Symbolizer();
        try (Program node = start()) {
            Code code = Code.of(node.pid());
            TreeMap<Long, Function> functions = functions(code);
            List<Map.Entry<Long, Function>> all = List.copyOf(functions.entrySet());
            assertTrue(all.size() > 10_000, code.file() + ": " + all.size() + " functions");
            for (int i = 0; i < 2000; i++) {
                Map.Entry<Long, Function> function = all.get(random.nextInt(all.size()));
                long address = random.nextLong(function.getKey(), function.getValue().end());
                Set<String> expected = functions.floorEntry(address).getValue().names();

                StackFrame frame = symbolizer.user(node.pid(), address, false);

                assertTrue(expected.contains(frame.function()),
                        Long.toHexString(address) + ": " + frame + ", not " + expected);
            }
        }
    }

    @Test
    void user_codeThatNodeGenerated_isNamedByItsPerfMap() throws Exception {
        try (Program node = start("--perf-basic-prof", "--no-logfile-per-isolate",
                "--logfile=" + directory.resolve("v8.log"))) {
            Path map = Path.of("/tmp/perf-" + node.pid() + ".map");
            String line = Files.readAllLines(map).stream().filter(text -> text.contains("hotFunction")).toList()
                    .getLast();
            long address = Long.parseUnsignedLong(line.substring(0, line.indexOf(' ')), 16);

            StackFrame frame = new Symbolizer().user(node.pid(), address + 8, false);

            assertEquals(StackFrame.Kind.COMPILED, frame.kind());
            assertEquals(line.split(" ", 3)[2], frame.function());
            Files.delete(map);
        }
    }
}
