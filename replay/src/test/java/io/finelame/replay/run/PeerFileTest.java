package io.finelame.replay.run;

import io.finelame.record.inspect.PeerTable;
import io.finelame.record.table.TableColumn;
import io.finelame.run.table.RunFile;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class PeerFileTest {
    @Test
    void header_ofRunDirectory_isThatOfInspect() {
        assertEquals(new PeerTable().columns().stream().map(TableColumn::name).toList(), RunFile.PEERS.header());
    }
}
