package io.finelame.record.inspect;

import com.google.protobuf.CodedOutputStream;
import io.finelame.record.stack.RecordedStacks;
import io.finelame.recording.StackFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * Samples in pprof's format: profile.proto of github.com/google/pprof, compressed by gzip. Each sample of a request has its number as the
 * label {@code request}. Not thread-safe.
 */
final class PprofProfile {
    private static final int LENGTH_DELIMITED = 2;
    private static final String PROCESS = "process";
    /** Without one, pprof takes the numbers of a label "request" for bytes. */
    private static final String LABEL_UNIT = "id";

    /** Field numbers of profile.proto. */
    private enum Field {
        SAMPLE_TYPE(1),
        SAMPLE(2),
        LOCATION(4),
        FUNCTION(5),
        STRING_TABLE(6),
        TIME_NANOS(9),
        PERIOD_TYPE(11),
        PERIOD(12);

        private final int number;

        Field(int number) {
            this.number = number;
        }
    }

    private final long periodNs;
    private final long beganNs;
    private final Map<String, Integer> strings = new LinkedHashMap<>(Map.of("", 0));
    private final Map<StackFrame, Integer> functions = new LinkedHashMap<>();
    private final List<byte[]> samples = new ArrayList<>();

    /**
     * @param periodNs CPU time that a sample stands for
     * @param beganNs CLOCK_REALTIME ns
     */
    PprofProfile(long periodNs, long beganNs) {
        this.periodNs = periodNs;
        this.beganNs = beganNs;
    }

    private interface Content {
        void writeTo(CodedOutputStream out) throws IOException;
    }

    private static byte[] message(Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            content.writeTo(out);
            out.flush();
        } catch (IOException e) {
            throw new IllegalStateException("memory can be written", e);
        }
        return bytes.toByteArray();
    }

    private int string(String text) {
        return strings.computeIfAbsent(text, _ -> strings.size());
    }

    /** Numbers begin at 1. A location of pprof's is a function here. */
    private int function(StackFrame frame) {
        return functions.computeIfAbsent(frame, _ -> functions.size() + 1);
    }

    void add(RecordedStacks.Count count) {
        List<StackFrame> frames = new ArrayList<>(count.frames());
        frames.addFirst(new StackFrame(count.process(), PROCESS, StackFrame.Kind.UNKNOWN));
        samples.add(message(out -> {
            for (StackFrame frame : frames.reversed()) {
                out.writeUInt64(1, function(frame));
            }
            out.writeInt64(2, count.samples());
            out.writeInt64(2, count.samples() * periodNs);
            if (count.request() != 0) {
                bytes(out, 3, message(label -> {
                    label.writeInt64(1, string("request"));
                    label.writeInt64(3, count.request());
                    label.writeInt64(4, string(LABEL_UNIT));
                }));
            }
        }));
    }

    private byte[] valueType(String type, String unit) {
        int typeNumber = string(type);
        int unitNumber = string(unit);
        return message(out -> {
            out.writeInt64(1, typeNumber);
            out.writeInt64(2, unitNumber);
        });
    }

    private static void bytes(CodedOutputStream out, int field, byte[] content) throws IOException {
        out.writeTag(field, LENGTH_DELIMITED);
        out.writeByteArrayNoTag(content);
    }

    private static void write(CodedOutputStream out, Field field, byte[] content) throws IOException {
        bytes(out, field.number, content);
    }

    void writeTo(OutputStream file) throws IOException {
        try (GZIPOutputStream compressed = new GZIPOutputStream(file)) {
            CodedOutputStream out = CodedOutputStream.newInstance(compressed);
            write(out, Field.SAMPLE_TYPE, valueType("samples", "count"));
            write(out, Field.SAMPLE_TYPE, valueType("cpu", "nanoseconds"));
            for (byte[] sample : samples) {
                write(out, Field.SAMPLE, sample);
            }
            writeFunctions(out);
            out.writeInt64(Field.TIME_NANOS.number, beganNs);
            write(out, Field.PERIOD_TYPE, valueType("cpu", "nanoseconds"));
            out.writeInt64(Field.PERIOD.number, periodNs);
            // Last: everything before has added to it.
            for (String text : strings.keySet()) {
                out.writeString(Field.STRING_TABLE.number, text);
            }
            out.flush();
        }
    }

    private void writeFunctions(CodedOutputStream out) throws IOException {
        for (Map.Entry<StackFrame, Integer> function : functions.entrySet()) {
            int number = function.getValue();
            int name = string(function.getKey().function());
            int file = string(function.getKey().module());
            write(out, Field.LOCATION, message(location -> {
                location.writeUInt64(1, number);
                bytes(location, 4, message(line -> line.writeUInt64(1, number)));
            }));
            write(out, Field.FUNCTION, message(its -> {
                its.writeUInt64(1, number);
                its.writeInt64(2, name);
                its.writeInt64(3, name);
                its.writeInt64(4, file);
            }));
        }
    }
}
