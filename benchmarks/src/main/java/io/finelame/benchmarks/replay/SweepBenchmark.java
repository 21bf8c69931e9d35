package io.finelame.benchmarks.replay;

import io.finelame.benchmarks.SampleRecording;
import io.finelame.cli.file.InputException;
import io.finelame.recording.RecordingReader;
import io.finelame.replay.sweep.LocalEngine;
import io.finelame.replay.sweep.Sweep;
import io.finelame.replay.sweep.SweepFile;
import io.finelame.replay.sweep.SweepPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The sample recording of datasets/nodejs, read and replayed 18 times on one thread. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class SweepBenchmark {
    private static final String QUESTIONS = """
                                            k: 2..10
                                            features: [REQ_CPUTIME, "REQ_CPUTIME,REQ_MEM_MALLOC,REQ_PGFLT"]
                                            train_time: [20]
                                            """;

    private final Path recording = Path.of(System.getProperty("sample.recording"));
    private SweepPlan plan;
    private Path directory;

    @Setup(Level.Trial)
    public void plan() throws IOException {
        Path file = Files.createTempFile("sweep", ".yml");
        try (RecordingReader reader = RecordingReader.open(recording)) {
            Files.writeString(file, QUESTIONS);
            plan = SweepFile.read(file, reader.header(), Set.of(), List.of());
        } finally {
            Files.delete(file);
        }
    }

    @Setup(Level.Invocation)
    public void begin() throws IOException {
        directory = SampleRecording.newDirectory();
    }

    @Benchmark
    public int sweep() throws IOException, InterruptedException {
        return new Sweep(plan, List.of(recording.toString()), List.of(recording), directory)
                .run(new LocalEngine(1), null, true).size();
    }

    @TearDown(Level.Invocation)
    public void delete() throws IOException {
        SampleRecording.delete(directory);
    }
}
