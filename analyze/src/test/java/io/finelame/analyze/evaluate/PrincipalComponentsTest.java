package io.finelame.analyze.evaluate;

import io.finelame.run.DemoRun;
import io.finelame.run.Run;
import io.finelame.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PrincipalComponentsTest {

    private static final Run DEMO = RunDirectory.read(DemoRun.ORIGINAL);
    private static final PrincipalComponents COMPONENTS = PrincipalComponents.of(DEMO).orElseThrow();

    @Test
    void axes_ofTheDemo_areOrthogonalAndOfUnitLength() {
        assertEquals(1, dot(COMPONENTS.axes()[0], COMPONENTS.axes()[0]), 1e-12);
        assertEquals(1, dot(COMPONENTS.axes()[1], COMPONENTS.axes()[1]), 1e-12);
        assertEquals(0, dot(COMPONENTS.axes()[0], COMPONENTS.axes()[1]), 1e-12);
    }

    @Test
    void axes_ofTheDemo_pointWhereTheirGreatestWeightIsPositive() {
        for (double[] axis : COMPONENTS.axes()) {
            double greatest = Arrays.stream(axis).reduce((a, b) -> Math.abs(b) > Math.abs(a) ? b : a).orElseThrow();
            assertTrue(greatest > 0, Arrays.toString(axis));
        }
    }

    @Test
    void project_trainingRequests_varyByTheSharesAroundZeroAndIndependently() {
        double[][] projected = COMPONENTS.project(DEMO.train(), DEMO.model().features());
        int n = DEMO.train().size();
        // Each of the four features has a variance of 1 by the model's own mean and standard deviation.
        assertEquals(4 * COMPONENTS.shares()[0], dot(projected[0], projected[0]) / n, 1e-9);
        assertEquals(4 * COMPONENTS.shares()[1], dot(projected[1], projected[1]) / n, 1e-9);
        assertEquals(0, dot(projected[0], projected[1]) / n, 1e-9);
        assertEquals(0, Arrays.stream(projected[0]).sum() / n, 1e-9);
        assertTrue(COMPONENTS.shares()[0] > COMPONENTS.shares()[1]);
    }

    @Test
    void project_meanOfTheTrainingRequests_isTheOrigin() {
        assertArrayEquals(new double[2], COMPONENTS.project(DEMO.model().mean()), 1e-9);
    }

    @Test
    void of_modelOfOneFeature_hasOneAxis(@TempDir Path directory) throws IOException {
        DemoRun run = DemoRun.copyTo(directory);
        Files.writeString(run.file("model.json"),
                """
                {"format": 1, "scoring": "l1", "k": 3, "features": ["REQ_PGFLT"], "train_time": 15.0,
                 "train_requests": 300, "threshold_rule": "max", "unit": 65536, "mean": [12.2], "std": [20.2],
                 "centroids": [[3], [14], [61]], "thresholds": [18002, 81989, 498966]}
                """);
        PrincipalComponents one = PrincipalComponents.of(RunDirectory.read(directory)).orElseThrow();
        assertArrayEquals(new double[]{1, 0}, one.shares(), 1e-12);
        assertArrayEquals(new double[]{1, 0}, one.project(new double[]{12.2 + 20.2}), 1e-3);
    }

    @Test
    void of_oneTrainingRequest_isEmpty(@TempDir Path directory) throws IOException {
        DemoRun run = DemoRun.copyTo(directory);
        Path train = run.file("train_demo.csv");
        Files.write(train, Files.readAllLines(train).subList(0, 2));
        run.edit("run.json", "\"train\": 300", "\"train\": 1");
        assertEquals(Optional.empty(), PrincipalComponents.of(RunDirectory.read(directory)));
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
