package io.finelame.run.table;

import java.util.List;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RunFileTest {
    private static final List<String> FEATURES = List.of("REQ_CPUTIME", "REQ_PGFLT");

    @Test
    void header_ofRequests_hasFeaturesInTheirPlace() {
        assertEquals(List.of("req_id", "origin_ip", "origin_ts", "completion_ts", "REQ_CPUTIME", "REQ_PGFLT",
                "cluster_label"), RunFile.TEST.header(FEATURES, 0));
    }

    @Test
    void header_ofScores_hasOneForEachCluster() {
        assertEquals(List.of("req_id", "score", "detection_ts", "detection_cputime", "last_ts", "is_outlier", "score_0",
                "score_1"), RunFile.SCORES.header(List.of(), 2));
    }

    @Test
    void type_unlistedColumn_isAFeatureOnlyIfTheFileHasFeatures() {
        assertEquals(CellType.REAL, RunFile.TEST.type("REQ_CPUTIME"));
        assertTrue(RunFile.TEST.isFeature("REQ_CPUTIME"));
        assertFalse(RunFile.TEST.isFeature("origin_ts"));
        assertEquals(CellType.TEXT, RunFile.SHARES.type("added_later"));
        assertFalse(RunFile.SHARES.isFeature("added_later"));
        assertEquals(CellType.REAL, RunFile.SCORES.type("score_3"));
        assertEquals(CellType.TEXT, RunFile.SCORES.type("added_later"));
    }
}
