package io.finelame.recording;

import io.finelame.cli.file.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Headers that a hostile stranger made, with right checksums. */
class RecordingHeaderTest {
    private static final String NAME = "20261123-18F.cq4";
    private static final Path RECORDING = Path.of("../datasets/nodejs/recording", NAME);

    @TempDir
    private Path directory;

    private String problem(String found, String replacement) throws Exception {
        Files.write(directory.resolve(NAME), ForgedRecording.withHeader(Files.readAllBytes(RECORDING), json -> {
            int at = json.lastIndexOf(found);
            assertTrue(at >= 0, found);
            return json.substring(0, at) + replacement + json.substring(at + found.length());
        }));
        InputException e = assertThrows(InputException.class, () -> RecordingReader.open(directory));
        String before = directory + ": not a recording: no whole header in it (" + directory.resolve(NAME)
                + ": document 0 at byte 65812 can't be decoded: ";
        assertEquals(before, e.getMessage().substring(0, before.length()));
        return e.getMessage().substring(before.length(), e.getMessage().length() - 1);
    }

    /** In place of double quotes, single ones. */
    static Stream<Arguments> wrongHeaders() {
        return Stream.of(arguments("'features':[", "'features':[null,",
                "features[0] is missing"),
                arguments("'features':[", "'x':[",
                        "features is missing"),
                arguments("'missingFeatures':[", "'missingFeatures':[null",
                        "missingFeatures[0] is missing"),
                arguments("'probes':[", "'probes':[null,",
                        "probes[0] is missing"),
                arguments("'event':'malloc'", "'event':null",
                        "probes.[4]: event is missing"),
                arguments("'event':'malloc'", "'event':'mal\\u001b[2Jloc'",
                        "probes.[4]: event has a control character: expected text"),
                arguments("'program':'probe_malloc'", "'program':'\\u0000'",
                        "probes.[4]: program has a control character: expected text"),
                arguments("'host':'vm'", "'host':'\\u001b[2Jvm'",
                        "host has a control character: expected text"),
                arguments("'name':'REQ_PGFLT'", "'name':'\\n'",
                        "features.[2]: name has a control character: expected text"),
                arguments("'fields':[", "'fields':[null,",
                        "layout: fields[0] is missing"),
                arguments("'fields':[", "'x':[",
                        "layout: fields is missing"),
                arguments("'name':'saddr','offset':96,'size':16", "'name':'saddr','offset':96,'size':1",
                        "layout: field saddr of 1 bytes: expected 16"),
                arguments("'name':'saddr','offset':96,'size':16", "'name':'saddr','offset':96,'size':3",
                        "layout: field saddr of 3 bytes: expected 16"),
                arguments("'name':'saddr'", "'name':'sport'",
                        "layout: field sport is there twice"),
                arguments("'offset':16,'size':8", "'offset':16,'size':5",
                        "layout: field cputime of 5 bytes: expected an integer of 1, 2, 4 or 8"),
                arguments("'offset':48,'size':8", "'offset':48,'size':3",
                        "layout: field tcp_sent of 3 bytes: expected an integer of 1, 2, 4 or 8"),
                arguments("'offset':48,'size':8", "'offset':111,'size':8",
                        "layout: field tcp_sent lies outside of its struct"),
                arguments("'layout':{", "'layout':null,'x':{",
                        "layout is missing"),
                arguments("'clock':{", "'x':{",
                        "clock is missing"),
                arguments("'trainTime':", "'trainTime':'NaN','x':",
                        "trainTime is NaN: expected 0.0 to 1.0E9"),
                arguments("'snapshotIntervalMs':", "'snapshotIntervalMs':-1,'x':",
                        "snapshotIntervalMs is -1.0: expected 0.0 to 2.147483647E9"),
                arguments("'format':1", "'format':2",
                        "format 2: this version reads format 1"));
    }

    @ParameterizedTest
    @MethodSource("wrongHeaders")
    void open_wrongHeader_saysWhatIsWrong(String found, String replacement, String problem) throws Exception {
        assertEquals(problem, problem(found.replace('\'', '"'), replacement.replace('\'', '"')));
    }

    @Test
    void open_configurationLongerThanAFileMayBe_isRefusedAtOnce() throws Exception {
        String line = "# requests of this service\\n";
        assertTimeoutPreemptively(Duration.ofSeconds(10),
                () -> assertTrue(problem("\"configuration\":\"", "\"configuration\":\"" + line.repeat(370_000))
                        .matches("configuration: \\d+ characters: expected at most 1048576")));
    }
}
