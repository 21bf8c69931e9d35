package io.finelame.record.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

class StackRecorderTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"127, 127", "16, 16", "512, 127", "many, 127"})
    void deepest_settingOfTheKernel_isHeldUnlessThereIsLessRoom(String setting, int frames) throws IOException {
        Path file = Files.writeString(directory.resolve("perf_event_max_stack"), setting + "\n");
        assertEquals(frames, StackRecorder.deepest(file));
    }

    @Test
    void deepest_settingOfThisKernel_isReadWhole() throws IOException {
        Path setting = Path.of("/proc/sys/kernel/perf_event_max_stack");
        Process cat = new ProcessBuilder("cat", setting.toString()).start();
        int frames = Integer.parseInt(new String(cat.getInputStream().readAllBytes()).strip());

        assertEquals(Math.min(127, frames), StackRecorder.deepest(setting));
    }

    @Test
    void deepest_noSuchSetting_isWhatThereIsRoomFor() {
        assertEquals(127, StackRecorder.deepest(directory.resolve("missing")));
    }
}
