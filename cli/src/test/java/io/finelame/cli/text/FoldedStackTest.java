package io.finelame.cli.text;

import java.util.List;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FoldedStackTest {
    @Test
    void of_separatorAndControlCharacterInAName_areReplaced() {
        assertEquals("node;JS:*:anonymous a.js;tcp sendmsg_[k]",
                FoldedStack.of(List.of("node", "JS:*;anonymous a.js", "tcp\nsendmsg_[k]")));
    }

    @Test
    void of_longName_keepsBothEnds() {
        String name = FoldedStack.of(List.of("std::map<" + "char, ".repeat(200) + ">::find_[j]"));

        assertEquals(500, name.length());
        assertTrue(name.startsWith("std::map<char") && name.contains("…") && name.endsWith("find_[j]"), name);
    }

    @Test
    void names_ofAStack_areThoseThatWereFolded() {
        List<String> names = List.of("nginx", "[libc.so.6]", "tcp_sendmsg_[k]");

        assertEquals(names, FoldedStack.names(FoldedStack.of(names)));
    }
}
