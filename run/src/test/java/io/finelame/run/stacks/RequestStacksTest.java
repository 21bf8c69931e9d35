package io.finelame.run.stacks;

import java.util.List;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RequestStacksTest {

    @Test
    void folded_separatorAndControlCharacterInAName_areReplaced() {
        assertEquals("node;JS:*:anonymous a.js;tcp sendmsg_[k]", RequestStacks.folded(
                List.of("node", "JS:*;anonymous a.js", "tcp\nsendmsg_[k]")));
    }

    @Test
    void folded_longName_keepsBothEnds() {
        String name = RequestStacks.folded(List.of("std::map<" + "char, ".repeat(200) + ">::find_[j]"));
        assertEquals(500, name.length());
        assertTrue(name.startsWith("std::map<char") && name.contains("…") && name.endsWith("find_[j]"), name);
    }

    @Test
    void frames_ofAStack_areThoseThatWereFolded() {
        List<String> frames = List.of("nginx", "[libc.so.6]", "tcp_sendmsg_[k]");
        RequestStacks stacks = new RequestStacks(List.of(RequestStacks.folded(frames)), List.of());
        assertEquals(frames, stacks.frames(0));
    }

    @Test
    void sampleLines_idAboveTheSigned_isUnsigned() {
        RequestStacks stacks = new RequestStacks(List.of("nginx"), List.of(new StackCount(-1, 0, 3)));
        assertEquals(List.of(List.<Object>of("18446744073709551615", 0, 3L)), stacks.sampleLines());
    }
}
