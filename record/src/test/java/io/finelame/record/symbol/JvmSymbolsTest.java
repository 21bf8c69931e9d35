package io.finelame.record.symbol;

import io.finelame.recording.StackFrame;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** A JVM that was asked for its perf map, which it writes anew each time. */
@Tag("slow")
@Timeout(120)
class JvmSymbolsTest {
    private static final Path BIN = Path.of(System.getProperty("java.home"), "bin");

    @TempDir
    private Path directory;

    @Test
    void user_methodThatTheJvmCompiled_isNamedByItsPerfMap() throws Exception {
        Path source = Files.writeString(directory.resolve("Busy.java"),
                """
                public class Busy {
                    static int busyMethod(int n) { int s = 0; for (int i = 0; i < n; i++) s += i % 7; return s; }
                    public static void main(String[] arguments) throws Exception {
                        int s = 0;
                        for (int i = 0; i < 20_000; i++) s += busyMethod(1000);
                        System.out.println("10");
                        Thread.sleep(60_000 + s % 2);
                    }
                }
                """);
        try (Program jvm = Program.start(BIN.resolve("java").toString(), source.toString())) {
            Path map = Path.of("/tmp/perf-" + jvm.pid() + ".map");
            Symbolizer symbolizer = new Symbolizer();
            for (int i = 0; i < 2; i++) {
                Program.run(BIN.resolve("jcmd").toString(), Integer.toString(jvm.pid()), "Compiler.perfmap");
                String line = Files.readAllLines(map).stream().filter(text -> text.contains("Busy.busyMethod"))
                        .findFirst()
                        .orElseThrow();
                String start = line.substring(0, line.indexOf(' ')).replace("0x", "");
                Thread.sleep(30);

                assertEquals(new StackFrame("Busy.busyMethod", "", StackFrame.Kind.COMPILED),
                        symbolizer.user(jvm.pid(), Long.parseUnsignedLong(start, 16) + 8, false));
            }
            Files.delete(map);
        }
    }
}
