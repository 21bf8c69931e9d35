package io.finelame.bpf.finelame;

import io.finelame.bpf.BpfObject;
import io.finelame.bpf.BtfEnums;
import io.finelame.bpf.StructLayout;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** What C and Java both write down is the same: Java's side is held against the BTF of the compiled programs. Loads nothing. */
class ParityTest {
    private byte[] elf;
    private BpfObject object;

    @BeforeEach
    void open() throws Exception {
        try (InputStream in = FinelameObject.class.getResourceAsStream("finelame.bpf.o")) {
            elf = in.readAllBytes();
        }
        object = BpfObject.open(elf);
    }

    @AfterEach
    void close() {
        object.close();
    }

    private int size(String struct, String field) throws Exception {
        return object.struct(struct).field(field).size();
    }

    @Test
    void feature_inBoth_hasTheSameNumber() throws Exception {
        List<String> expected = new ArrayList<>(Arrays.stream(Feature.values()).map(Feature::name).toList());
        expected.add("N_FEATURES");

        assertEquals(expected, List.copyOf(BtfEnums.of(elf, "feature").keySet()));
    }

    @Test
    void feature_field_isWhereItsNumberSays() throws Exception {
        StructLayout datapoint = object.struct("datapoint");
        int first = datapoint.field(Feature.values()[0].field()).offset();
        for (Feature feature : Feature.values()) {
            assertEquals(first + Long.BYTES * feature.ordinal(), datapoint.field(feature.field()).offset(),
                    feature.name());
            assertEquals(Long.BYTES, size("datapoint", feature.field()), feature.name());
        }
    }

    @Test
    void operation_inBoth_hasTheSameNumber() throws Exception {
        List<Integer> numbers = new ArrayList<>();
        List<String> names = new ArrayList<>();
        BtfEnums.of(elf, "operation").forEach((name, number) -> {
            names.add(name.replaceFirst("OP_", ""));
            numbers.add(number);
        });

        assertEquals(Arrays.stream(Operation.values()).map(Operation::name).toList(), names);
        for (Operation operation : Operation.values()) {
            assertEquals(numbers.get(operation.ordinal()).longValue(), operation.cookie(0, 0, false, false, 0));
        }
    }

    @Test
    void target_flags_areTheSameInBoth() throws Exception {
        Map<String, Integer> flags = BtfEnums.of(elf, "target");

        assertEquals(flags.get("TARGET_FOUND"), TargetKind.FOUND.flags());
        assertEquals(flags.get("TARGET_CHOSEN") + flags.get("TARGET_FOUND"), TargetKind.CHOSEN.flags());
        assertEquals(flags.get("TARGET_AUTOMATIC") + flags.get("TARGET_FOUND"), TargetKind.AUTOMATIC.flags());
        assertEquals(flags.get("TARGET_AUTOMATIC") + flags.get("TARGET_SPLITS") + flags.get("TARGET_FOUND"),
                TargetKind.AUTOMATIC_BY_RESPONSE.flags());
    }

    @Test
    void stackRecord_kinds_haveTheSameNumbers() throws Exception {
        List<String> names = new ArrayList<>();
        List<Integer> numbers = new ArrayList<>();
        BtfEnums.of(elf, "stack_record_kind").forEach((name, number) -> {
            names.add(name.replaceFirst("STACK_", ""));
            numbers.add(number);
        });

        assertEquals(Arrays.stream(StackRecord.Kind.values()).map(StackRecord.Kind::name).toList(), names);
        assertEquals(Arrays.stream(StackRecord.Kind.values()).map(StackRecord.Kind::number).toList(), numbers);
    }

    @Test
    void trace_kindsAndReasons_haveTheSameNumbers() throws Exception {
        Map<String, Integer> kinds = BtfEnums.of(elf, "trace_kind");
        Map<String, Integer> reasons = BtfEnums.of(elf, "trace_reason");

        assertEquals(Trace.Kind.values().length, kinds.size());
        for (Trace.Kind kind : Trace.Kind.values()) {
            assertEquals(kind.number(), kinds.get("TRACE_" + kind));
        }
        assertEquals(Trace.Reason.values().length, reasons.size());
        for (Trace.Reason reason : Trace.Reason.values()) {
            assertEquals(reason.number(), reasons.get("TRACE_" + reason));
        }
    }

    @Test
    void stackSample_frames_areAsManyInBoth() throws Exception {
        assertEquals(StackLog.DEEPEST * Long.BYTES, size("stack_sample", "user"));
        assertEquals(StackLog.DEEPEST * Long.BYTES, size("stack_sample", "kernel"));
    }

    @Test
    void limits_ofModels_areTheSameInBoth() throws Exception {
        assertEquals(DetectorModel.MAX_K * Long.BYTES, size("model", "thresholds"));
        assertEquals(DetectorModel.MAX_K * Long.BYTES, size("detection", "distances"));
        assertEquals(LoadOptions.MAX_CONSENSUS * DetectorModel.MAX_K * Long.BYTES, size("score", "distances"));
    }
}
