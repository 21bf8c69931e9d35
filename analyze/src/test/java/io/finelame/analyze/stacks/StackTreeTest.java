package io.finelame.analyze.stacks;

import io.finelame.run.stacks.RequestStacks;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class StackTreeTest {

    private static final StackTree TREE = StackTree.of(new RequestStacks(
            List.of("nginx;main;recv", "nginx;main;accept", "nginx;main;recv;tcp_recvmsg_[k]", "node;JS:~page_[j]"),
            List.of()));

    private static List<String> names(List<Integer> nodes) {
        return nodes.stream().map(node -> TREE.frameOf(node).name()).toList();
    }

    @Test
    void of_stacksOfOneBeginning_mergesIt() {
        assertEquals(List.of("nginx", "node"), names(TREE.children().getFirst()));
        assertEquals(8, TREE.size());
    }

    @Test
    void children_ofANode_areSortedByName() {
        int main = TREE.parent()[TREE.leaves()[0]];
        assertEquals(List.of("accept", "recv"), names(TREE.children().get(main)));
    }

    @Test
    void frameOf_nodes_haveTheKindOfTheirEnding() {
        assertEquals(new Frame("tcp_recvmsg", FrameKind.KERNEL), TREE.frameOf(TREE.leaves()[2]));
        assertEquals(new Frame("JS:~page", FrameKind.GENERATED), TREE.frameOf(TREE.leaves()[3]));
        assertEquals(new Frame("recv", FrameKind.NATIVE), TREE.frameOf(TREE.leaves()[0]));
        assertEquals(new Frame("[libc.so.6]", FrameKind.UNKNOWN), Frame.of("[libc.so.6]"));
    }

    private static long[] own(long recv, long accept, long recvmsg, long page) {
        long[] own = new long[TREE.size()];
        own[TREE.leaves()[0]] = recv;
        own[TREE.leaves()[1]] = accept;
        own[TREE.leaves()[2]] = recvmsg;
        own[TREE.leaves()[3]] = page;
        return own;
    }

    @Test
    void totals_ofANode_haveTheSamplesAboveIt() {
        long[] totals = TREE.totals(own(1, 2, 4, 8));
        assertEquals(15, totals[0]);
        assertEquals(5, totals[TREE.leaves()[0]]);
        assertEquals(4, totals[TREE.leaves()[2]]);
    }

    @Test
    void foremost_moreNodesThanAreKept_countsTheRarestInTheNodeBelow() {
        long[] own = own(1, 2, 4, 8);
        int[] kept = TREE.foremost(own, 7);
        int main = TREE.parent()[TREE.leaves()[1]];
        assertEquals(main, kept[TREE.leaves()[1]]);
        assertEquals(TREE.leaves()[2], kept[TREE.leaves()[2]]);
        assertEquals(0, kept[0]);
    }

    @Test
    void folded_ofANode_isAsTheFileHasIt() {
        assertEquals("nginx;main;recv;tcp_recvmsg_[k]", FoldedStacks.of(TREE, TREE.leaves()[2]));
        assertEquals("node;JS:~page_[j]", FoldedStacks.of(TREE, TREE.leaves()[3]));
    }
}
