package io.finelame.run.labels;

import io.finelame.cli.file.InputException;
import io.finelame.cli.testing.Mutator;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Labels as a careless or hostile stranger may make them. -Dfinelame.fuzz=N: this many. */
@Tag("slow")
class BadLabelsTest {
    private static final int TIMES = Integer.getInteger("finelame.fuzz", 150);

    @TempDir
    private Path directory;

    @Test
    void read_labelsMutated_areOnesOrSayWhatIsWrong() throws Exception {
        byte[] whole = """
                       label,req_id,origin_ip,from_ts,to_ts
                       regex,17,,,
                       flood,,192.0.2.0/24,10,
                       "legi,timate",,2001:db8::/32,,900
                       legitimate,,,0,18446744073709
                       """.getBytes(StandardCharsets.UTF_8);
        Path file = directory.resolve("labels.csv");
        for (int seed = 0; seed < TIMES; seed++) {
            Files.write(file, new Mutator(seed).mutate(whole));
            try {
                Labels.read(file).of(17, null, 5, 5);
            } catch (InputException e) {
                assertTrue(e.getMessage().startsWith(file.toString()), seed + ": " + e.getMessage());
                assertEquals(1, e.getMessage().lines().count());
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }
}
