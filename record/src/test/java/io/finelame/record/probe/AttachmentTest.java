package io.finelame.record.probe;

import io.finelame.bpf.MapSnapshot;
import io.finelame.bpf.StructLayout;
import io.finelame.bpf.finelame.FinelameObject;
import io.finelame.bpf.finelame.KernelTest;
import io.finelame.record.NodeServer;
import io.finelame.record.config.ConfigurationReader;
import io.finelame.record.target.Selection;
import io.finelame.record.target.ServerFiles;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The sample configuration's probes on the real Node.js 12, with no recorder behind them. */
@KernelTest
@Tag("slow")
class AttachmentTest {
    @TempDir
    private Path directory;

    @Test
    void attach_serverThatRuns_countsWhatTheVeryFirstRequestAllocates() throws Exception {
        try (NodeServer server = NodeServer.start(directory); FinelameObject object = FinelameObject.load(64)) {
            List<ResolvedProbe> probes = ProbePlanner.plan(ConfigurationReader.load(server.configuration()),
                    ServerFiles.ofThisMachine(), null, new Selection.Executables());
            try (Attachment _ = Attachment.attach(object, probes, Set.of((int) server.pid()), false);
                    MapSnapshot snapshot = object.datapoints().snapshot()) {
                server.visit(1);
                snapshot.read();

                StructLayout.Field allocated = object.datapointLayout().field("mem_malloc");
                assertEquals(1, snapshot.entries());
                assertTrue(snapshot.values().get(ValueLayout.JAVA_LONG, allocated.offset()) > 0);
            }
        }
    }
}
