package io.finelame.recording;

import io.finelame.cli.testing.Mutator;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/** A queue file with some documents changed and their checksums made right again. */
public final class ForgedRecording {
    private ForgedRecording() {}

    /** Where the whole documents of a queue file are. */
    public static List<Integer> documents(byte[] file) {
        MemorySegment memory = MemorySegment.ofArray(file);
        List<Integer> found = new ArrayList<>();
        for (int at = 0; at + RecordingFormat.PREFIX <= file.length; at += 4) {
            if (memory.get(RecordingFormat.INT, at) == RecordingFormat.MAGIC) {
                found.add(at);
            }
        }
        return found;
    }

    /** Some fields, or some words of JSON, are changed as the seed has it. */
    public static byte[] of(byte[] whole, long seed) {
        Random random = new Random(seed);
        byte[] forged = whole.clone();
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            List<Integer> all = documents(forged);
            int at = random.nextInt(3) == 0 ? all.getFirst() : all.get(random.nextInt(all.size()));
            int type = MemorySegment.ofArray(forged).get(RecordingFormat.SHORT, at + RecordingFormat.TYPE_AT);
            if (type == RecordingFormat.Type.HEADER.number || type == RecordingFormat.Type.END.number) {
                forged = withPayload(forged, at, json -> new Mutator(seed).mutate(json));
            } else {
                forgeFields(forged, at, random);
            }
        }
        return forged;
    }

    public static byte[] withHeader(byte[] whole, UnaryOperator<String> change) {
        return withPayload(whole, documents(whole).getFirst(), json -> change
                .apply(new String(json, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8));
    }

    private static void forgeFields(byte[] file, int at, Random random) {
        MemorySegment memory = MemorySegment.ofArray(file);
        int length = memory.get(RecordingFormat.INT, at + RecordingFormat.LENGTH_AT);
        for (int fields = 1 + random.nextInt(4); fields > 0; fields--) {
            boolean inPrefix = random.nextInt(4) == 0;
            int field = inPrefix
                    ? List.of(RecordingFormat.TYPE_AT, RecordingFormat.SEQUENCE_AT).get(random.nextInt(2))
                    : RecordingFormat.PREFIX + 4 * random.nextInt(Math.max(1, Math.min(length, 120) / 4));
            int value = switch (random.nextInt(5)) {
                case 0 -> -1;
                case 1 -> Integer.MAX_VALUE;
                case 2 -> Integer.MIN_VALUE;
                case 3 -> random.nextInt(8);
                default -> random.nextInt();
            };
            memory.set(RecordingFormat.INT, at + field, value);
        }
        sign(memory, at, length);
    }

    /** The new payload has the old one's place, or it makes the file longer. */
    private static byte[] withPayload(byte[] file, int at, UnaryOperator<byte[]> change) {
        int length = MemorySegment.ofArray(file).get(RecordingFormat.INT, at + RecordingFormat.LENGTH_AT);
        int payloadAt = at + RecordingFormat.PREFIX;
        byte[] payload = change.apply(Arrays.copyOfRange(file, payloadAt, payloadAt + length));
        int rest = payloadAt + (length + 3 & ~3);
        int padded = payload.length + 3 & ~3;
        ByteBuffer forged = ByteBuffer.allocate(payloadAt + padded + file.length - rest).order(ByteOrder.LITTLE_ENDIAN);
        forged.put(file, 0, payloadAt).put(payload).position(payloadAt + padded);
        forged.put(file, rest, file.length - rest);
        forged.putInt(at - QueueFile.HEADER, RecordingFormat.PREFIX + payload.length);
        forged.putInt(at + RecordingFormat.LENGTH_AT, payload.length);
        sign(MemorySegment.ofArray(forged.array()), at, payload.length);
        return forged.array();
    }

    private static void sign(MemorySegment memory, int at, int length) {
        MemorySegment document = memory.asSlice(at, RecordingFormat.PREFIX + length);
        document.set(RecordingFormat.INT, RecordingFormat.CHECKSUM_AT, RecordingFormat.checksum(document));
    }
}
