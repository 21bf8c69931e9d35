package io.finelame.benchmarks.record;

import io.finelame.benchmarks.SampleRecording;
import io.finelame.bpf.BpfException;
import io.finelame.record.capture.ShareRecorder;
import io.finelame.record.capture.SnapshotRecorder;
import io.finelame.recording.RecordingWriter;
import java.io.IOException;
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

/** One snapshot from the kernel's map to the recording, where only some of the requests in flight have changed. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class RecorderBenchmark {
    private static final double NEVER_IDLE = 1e9;

    @Param({"10000", "100000", "1000000"})
    public int entries;

    /** Per cent. */
    @Param({"1", "100"})
    public int changed;

    private FilledMap filled;
    private Path directory;
    private RecordingWriter writer;
    private SnapshotRecorder recorder;

    /** A recorder numbers its readings from 1 on, and the map keeps the number of the last: each has a map of its own. */
    @Setup(Level.Iteration)
    public void begin() throws BpfException, IOException {
        filled = new FilledMap(entries, 2 * entries);
        directory = SampleRecording.newDirectory();
        writer = RecordingWriter.create(directory);
        writer.writeHeader(SampleRecording.header());
        recorder = new SnapshotRecorder(filled.object(), writer, null,
                new ShareRecorder(filled.object().shares(), writer), NEVER_IDLE, false);
        recorder.record();
    }

    @Setup(Level.Invocation)
    public void change() throws BpfException {
        filled.touch(entries, 100 / changed);
    }

    @Benchmark
    public void record() throws BpfException, IOException {
        recorder.record();
    }

    @TearDown(Level.Iteration)
    public void end() throws IOException {
        recorder.close();
        writer.close();
        SampleRecording.delete(directory);
        filled.close();
    }
}
