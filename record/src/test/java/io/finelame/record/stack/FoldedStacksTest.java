package io.finelame.record.stack;

import io.finelame.recording.StackFrame;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class FoldedStacksTest {
    @Test
    void text_framesOfAllKinds_areMarkedAsOtherToolsMarkThem() {
        assertEquals("node;main;JS:*handler /srv/app.js:12:3_[j];[libc.so.6];do_syscall_64_[k]",
                FoldedStacks.text("node", List.of(new StackFrame("main", "node", StackFrame.Kind.NATIVE),
                        new StackFrame("JS:*handler /srv/app.js:12:3", "perf-7.map", StackFrame.Kind.COMPILED),
                        new StackFrame("[libc.so.6]", "libc.so.6", StackFrame.Kind.UNKNOWN),
                        new StackFrame("do_syscall_64", "kernel", StackFrame.Kind.KERNEL))));
    }

    @Test
    void text_nameWithSeparatorOrLineEnd_staysOneName() {
        assertEquals("java;match(Ljava/lang/String:) _[j]",
                FoldedStacks.text("java", List.of(new StackFrame("match(Ljava/lang/String;)\n", "perf-7.map",
                        StackFrame.Kind.COMPILED))));
    }
}
