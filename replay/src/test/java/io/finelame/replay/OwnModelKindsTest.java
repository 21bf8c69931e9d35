package io.finelame.replay;

import io.finelame.replay.anomaly.AnomalyModel;
import io.finelame.replay.anomaly.ModelKind;
import io.finelame.replay.anomaly.ModelKinds;
import io.finelame.replay.anomaly.TrainingData;
import io.finelame.replay.anomaly.kinds.QuantileKind;
import io.finelame.replay.requests.ReplayException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class OwnModelKindsTest {
    @TempDir
    private Path directory;

    /** Takes the name of a built-in kind. */
    public static final class SecondQuantile implements ModelKind {
        @Override
        public String name() {
            return "quantile";
        }

        @Override
        public String description() {
            return "";
        }

        @Override
        public AnomalyModel train(TrainingData data) {
            return values -> 0;
        }
    }

    @Test
    void all_builtIn_inTheOrderOfTheirNames() {
        assertEquals(
                List.of("connection-cpu-sigma", "cpu-sigma", "ecod", "gaussian-mixture", "isolation-forest",
                        "local-outlier-factor", "maximum",
                        "nearest-neighbors", "one-class-svm", "prototypes", "quantile"),
                ModelKinds.onClassPath().all().stream().map(ModelKind::name).toList());
    }

    @Test
    void named_misspelled_namesTheNearest() {
        ModelKinds kinds = ModelKinds.onClassPath();

        assertEquals(
                "no model kind 'quantil', did you mean 'quantile'?; there are connection-cpu-sigma, cpu-sigma, ecod, gaussian-mixture,"
                        + " isolation-forest, local-outlier-factor, maximum, nearest-neighbors, one-class-svm, prototypes, quantile",
                assertThrows(ReplayException.class, () -> kinds.named("quantil")).getMessage());
    }

    @Test
    void requireDeployable_misspelled_namesTheNearestOfThoseThatTheKernelScoresBy() {
        ModelKinds kinds = ModelKinds.onClassPath();

        assertEquals(
                "--type 'kmeens': expected kmeans, cpu-sigma, maximum, prototypes or quantile, did you mean 'kmeans'?",
                assertThrows(ReplayException.class, () -> kinds.requireDeployable("--type", "kmeens")).getMessage());
    }

    @Test
    void requireDeployable_modelThatTheKernelCantScoreBy_saysSo() {
        ModelKinds kinds = ModelKinds.onClassPath();

        assertEquals("the ecod model can't be deployed to the kernel, and has no run directory: compare it by --sweep;"
                + " these can: kmeans, cpu-sigma, maximum, prototypes, quantile",
                assertThrows(ReplayException.class, () -> kinds.requireDeployable("--type", "ecod")).getMessage());
    }

    @Test
    void of_twoOfTheSameName_namesBothClasses() throws IOException {
        String message = messageFor(SecondQuantile.class.getName());

        assertTrue(message.startsWith("two model kinds are named 'quantile': "), message);
        assertTrue(message.contains(QuantileKind.class.getName()), message);
        assertTrue(message.contains(SecondQuantile.class.getName()), message);
    }

    @Test
    void of_classThatIsMissing_saysWhich() throws IOException {
        String message = messageFor("example.Forgotten");

        assertTrue(message.startsWith("a model kind on the class path can't be loaded: "), message);
        assertTrue(message.contains("example.Forgotten"), message);
    }

    private String messageFor(String className) throws IOException {
        Path services = Files.createDirectories(directory.resolve("META-INF/services"));
        Files.writeString(services.resolve(ModelKind.class.getName()), className + "\n");
        try (URLClassLoader loader = new URLClassLoader(new URL[]{directory.toUri().toURL()})) {
            return assertThrows(ReplayException.class, () -> ModelKinds.of(loader)).getMessage();
        }
    }
}
