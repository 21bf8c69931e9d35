package io.finelame.recording;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Stacks written by the writer into a real queue, read back by the reader. */
class StackDocumentTest {
    private static final Layout LAYOUT = new Layout(16,
            List.of(new Layout.Field("first_ts", 0, 8), new Layout.Field("cputime", 8, 8)));
    private static final StackFrame MAIN = new StackFrame("main", "server", StackFrame.Kind.NATIVE);
    private static final StackFrame ANONYMOUS = new StackFrame("[unknown]", "", StackFrame.Kind.UNKNOWN);
    private static final StackFrame COMPILED = new StackFrame("RegExp:^(a+)+$", "perf-7.map", StackFrame.Kind.COMPILED);

    @TempDir
    private Path temporary;

    private interface Content {
        void writeTo(RecordingWriter writer) throws IOException;
    }

    private List<Document> documents(Content content) throws IOException {
        Path directory = temporary.resolve("recording");
        try (RecordingWriter writer = RecordingWriter.create(directory)) {
            writer.writeHeader(new RecordingHeader(RecordingHeader.FORMAT_VERSION, "0.1.0", "test", "host", "6.18",
                    new RecordingHeader.ClockPair(1000, 2000), "fl_cfg.yml", "applications: []", 20, 100, "snapshots",
                    List.of(), List.of(new RecordingHeader.Feature("REQ_CPUTIME", "cputime")), List.of(), LAYOUT,
                    LAYOUT, LAYOUT));
            content.writeTo(writer);
        }
        List<Document> found = new ArrayList<>();
        try (RecordingReader reader = RecordingReader.open(directory)) {
            while (reader.next() instanceof Document document) {
                if (document instanceof Document.StackSamples samples) {
                    // Its memory is the reader's.
                    assertEquals(10_000_000, samples.periodNs());
                }
                found.add(document instanceof Document.StackSamples its ? copy(its) : document);
            }
            assertEquals(List.of(), reader.health().damage());
        }
        return found;
    }

    /** In place of its memory, which is the reader's. */
    private record Copied(List<StackSample> samples) {}

    private final List<Copied> copied = new ArrayList<>();

    private Document copy(Document.StackSamples document) {
        List<StackSample> samples = new ArrayList<>();
        for (int i = 0; i < document.count(); i++) {
            samples.add(document.sample(i));
        }
        copied.add(new Copied(samples));
        return document;
    }

    @Test
    void samples_ofAnyKind_areReadBackAsTheyWere() throws Exception {
        Random random = new Random(7);
        List<StackSample> samples = random.ints(1000, 0, StackDocument.MOST)
                .mapToObj(stack -> new StackSample(random.nextLong(), random.nextLong(), stack, random.nextInt(),
                        random.nextInt(), random.nextBoolean()))
                .toList();

        documents(writer -> StackDocument.writeSamples(writer, 5, 10_000_000, samples));

        assertEquals(samples, copied.getFirst().samples);
    }

    @Test
    void samples_moreThanADocumentHolds_areSplit() throws Exception {
        List<StackSample> samples = new ArrayList<>();
        for (int i = 0; i < 300_000; i++) {
            samples.add(new StackSample(i, 1, 0, 2, 3, false));
        }

        documents(writer -> StackDocument.writeSamples(writer, 5, 10_000_000, samples));

        assertEquals(2, copied.size());
        assertEquals(samples, copied.stream().flatMap(part -> part.samples.stream()).toList());
    }

    @Test
    void stack_ofNumberedFrames_hasItsFunctionsOutermostFirst() throws Exception {
        StackNames names = new StackNames();
        documents(writer -> StackDocument.write(writer,
                List.of(StackDocument.NumberedFrame.of(0, MAIN), StackDocument.NumberedFrame.of(1, ANONYMOUS)),
                List.of(new StackDocument.NumberedStack(4, new int[]{0, 1})))).stream()
                .filter(Document.Stacks.class::isInstance).forEach(stacks -> names.note((Document.Stacks) stacks));

        assertEquals(List.of(MAIN, ANONYMOUS), names.stack(4));
    }

    @Test
    void frame_thatComesAgain_hasItsLaterName() throws Exception {
        StackNames names = new StackNames();
        documents(writer -> {
            StackDocument.write(writer, List.of(StackDocument.NumberedFrame.of(0, ANONYMOUS)),
                    List.of(new StackDocument.NumberedStack(0, new int[]{0})));
            StackDocument.write(writer, List.of(StackDocument.NumberedFrame.of(0, COMPILED)), List.of());
        }).stream().filter(Document.Stacks.class::isInstance).forEach(stacks -> names.note((Document.Stacks) stacks));

        assertEquals(List.of(COMPILED), names.stack(0));
    }

    @Test
    void stack_thatTheRecordingHasLost_isUnknown() {
        assertTrue(new StackNames().stack(12).getFirst().kind() == StackFrame.Kind.UNKNOWN);
    }
}
