package io.finelame.benchmarks.record;

import io.finelame.benchmarks.SampleRecording;
import io.finelame.recording.Document;
import io.finelame.recording.Layout;
import io.finelame.recording.RecordingReader;
import io.finelame.recording.RecordingWriter;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Snapshots into a recording, and a recording of one snapshot read: every entry's id and one counter. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class RecordingBenchmark {
    @State(Scope.Benchmark)
    public static class Appended {
        @Param({"10000", "100000", "1000000"})
        public int entries;

        private Arena arena;
        private SampleRecording sample;
        private Path directory;
        private RecordingWriter writer;

        @Setup(Level.Trial)
        public void fill() {
            arena = Arena.ofShared();
            sample = new SampleRecording(arena, entries);
        }

        @Setup(Level.Iteration)
        public void begin() throws IOException {
            directory = SampleRecording.newDirectory();
            writer = RecordingWriter.create(directory);
            writer.writeHeader(SampleRecording.header());
        }

        @TearDown(Level.Iteration)
        public void end() throws IOException {
            writer.close();
            SampleRecording.delete(directory);
        }

        @TearDown(Level.Trial)
        public void free() {
            arena.close();
        }
    }

    @State(Scope.Benchmark)
    public static class Whole {
        @Param({"10000", "100000", "1000000"})
        public int entries;

        private Path directory;

        @Setup(Level.Trial)
        public void make() throws IOException {
            directory = SampleRecording.newDirectory();
            try (Arena arena = Arena.ofShared(); RecordingWriter writer = RecordingWriter.create(directory)) {
                writer.writeHeader(SampleRecording.header());
                new SampleRecording(arena, entries).append(writer);
            }
        }

        @TearDown(Level.Trial)
        public void delete() throws IOException {
            SampleRecording.delete(directory);
        }
    }

    @Benchmark
    public void append(Appended state) throws IOException {
        state.sample.append(state.writer);
    }

    @Benchmark
    public long read(Whole state) {
        long sum = 0;
        try (RecordingReader reader = RecordingReader.open(state.directory)) {
            Layout.Field counter = reader.header().layout().field("cputime").orElseThrow();
            while (reader.next() instanceof Document document) {
                if (document instanceof Document.Snapshot snapshot) {
                    for (int entry = 0; entry < snapshot.entries(); entry++) {
                        sum += snapshot.requestId(entry) + snapshot.read(entry, counter);
                    }
                }
            }
        }
        return sum;
    }
}
