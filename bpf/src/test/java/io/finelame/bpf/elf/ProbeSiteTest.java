package io.finelame.bpf.elf;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class ProbeSiteTest {
    private static int cheapest(int arguments, String... instructions) {
        return ProbeSite.cheapest(HexFormat.of().parseHex(String.join("", instructions).replace(" ", "")), arguments);
    }

    @Test
    void cheapest_functionBeginsWithPush_isItsEntry() {
        assertEquals(0, cheapest(2, "55", "48 89 e5", "c3"));
    }

    /** uv_async_send of Node.js 12: mov 0x78(%rdi),%eax; test %eax,%eax; jne. */
    @Test
    void cheapest_jumpAfterHarmlessInstructions_isTheJump() {
        assertEquals(5,
                cheapest(1, "8b 47 78", "85 c0", "75 0e", "ba 01 00 00 00", "c3", "90 90 90 90 90 90 90 90 90"));
    }

    /** ap_run_suspend_connection of Debian's Apache: mov 0x72339(%rip),%rax; test %rax,%rax; je. */
    @Test
    void cheapest_loadRelativeToTheInstruction_isPassed() {
        assertEquals(10, cheapest(2, "48 8b 05 39 23 07 00", "48 85 c0", "74 54", "c3"));
    }

    @Test
    void cheapest_endbr64_isPassed() {
        assertEquals(4, cheapest(5, "f3 0f 1e fa", "41 57", "c3"));
    }

    @Test
    void cheapest_argumentIsOverwrittenBefore_isTheEntry() {
        String[] function = {"48 89 f7", "55", "c3"};

        assertEquals(0, cheapest(1, function), "mov %rsi,%rdi");
        assertEquals(3, cheapest(0, function), "nobody reads %rdi");
    }

    @Test
    void cheapest_stackPointerIsMovedBefore_isTheEntry() {
        assertEquals(0, cheapest(0, "48 83 ec 10", "55", "c3"));
    }

    /** A loop whose head is the candidate would be counted at each turn. */
    @Test
    void cheapest_jumpBackToTheSite_isTheEntry() {
        assertEquals(0, cheapest(0, "85 c0", "74 02", "eb fc", "c3"));
    }

    @Test
    void cheapest_unknownInstruction_isTheEntry() {
        assertEquals(0, cheapest(0, "c5 f8 77", "55", "c3"));
    }

    @Test
    void cheapest_functionOfUnknownSize_isTheEntry() {
        assertEquals(0, cheapest(0));
    }
}
