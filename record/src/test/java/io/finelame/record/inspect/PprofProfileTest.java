package io.finelame.record.inspect;

import io.finelame.record.stack.RecordedStacks;
import io.finelame.recording.StackFrame;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertTrue;

class PprofProfileTest {
    /** pprof takes numbers of a label "request" for bytes, unless they have a unit: {@code -tagfocus} then matches nothing. */
    @Test
    void writeTo_sampleOfARequest_hasALabelWithAUnit() throws IOException {
        PprofProfile profile = new PprofProfile(10_000_000, 1);
        profile.add(new RecordedStacks.Count(17, "node",
                List.of(new StackFrame("main", "node", StackFrame.Kind.NATIVE)), 3));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        profile.writeTo(bytes);

        String text = text(bytes.toByteArray());

        // key: string 1, num: 17, num_unit: string 2; string_table has both.
        assertTrue(text.contains("\u0008\u0001\u0018\u0011\u0020\u0002"), text);
        assertTrue(text.contains("2\u0007request2\u0002id"), text);
    }

    private static String text(byte[] compressed) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
