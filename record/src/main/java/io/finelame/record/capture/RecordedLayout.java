package io.finelame.record.capture;

import io.finelame.bpf.StructLayout;
import io.finelame.recording.Layout;

/** A C struct of the eBPF object as the recording's header describes it. */
final class RecordedLayout {
    private RecordedLayout() {}

    static Layout of(StructLayout struct) {
        return new Layout(struct.size(), struct.fields().stream()
                .map(field -> new Layout.Field(field.name(), field.offset(), field.size())).toList());
    }
}
