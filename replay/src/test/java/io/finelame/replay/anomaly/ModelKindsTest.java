package io.finelame.replay.anomaly;

import io.finelame.cli.text.KnownFeature;
import io.finelame.replay.anomaly.kinds.QuantileKind;
import io.finelame.replay.requests.RecordedRequests;
import io.finelame.replay.requests.ReplayException;
import io.finelame.replay.training.ModelParameters;
import io.finelame.replay.training.ThresholdRule;
import io.finelame.replay.training.TrainingSet;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Every model on the sample recording's training set. */
class ModelKindsTest {
    private static final Path RECORDING = Path.of("../datasets/nodejs/recording");
    private static final Path DOCS = Path.of("../docs/models.md");

    @TempDir
    private Path directory;

    private static TrainingData data() throws Exception {
        RecordedRequests recorded = RecordedRequests.read(RECORDING);
        ModelParameters parameters = new ModelParameters(1, recorded.table().features(),
                recorded.header().trainTime(), "l1", new ThresholdRule.Max(), 1, 1, 42, 1, 99.99);
        TrainingSet training = TrainingSet.of(recorded.table(), recorded.header().clock().monotonicNs(), parameters);
        return new TrainingData(parameters.features(), training.values(), new ThresholdRule.Max(), 42, Map.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"quantile", "gaussian-mixture", "isolation-forest", "one-class-svm", "nearest-neighbors",
            "maximum", "cpu-sigma",
            "prototypes"})
    void train_maxRule_flagsNoRequestThatHasJustBegun(String name) throws Exception {
        AnomalyModel model = ModelKinds.onClassPath().named(name).train(data());

        assertTrue(model.excess(new double[data().features().size()]) <= 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"quantile", "gaussian-mixture", "isolation-forest", "one-class-svm", "nearest-neighbors",
            "maximum", "cpu-sigma",
            "prototypes"})
    void train_hundredTimesTheCpuTime_isFlagged(String name) throws Exception {
        TrainingData data = data();
        AnomalyModel model = ModelKinds.onClassPath().named(name).train(data);
        for (int i = 0; i < data.values().length; i += 100) {
            double[] attack = data.values()[i].clone();
            attack[data.features().indexOf("REQ_CPUTIME")] = 1e9;

            assertTrue(model.excess(attack) > 1, Arrays.toString(attack));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"quantile", "gaussian-mixture", "isolation-forest", "one-class-svm", "nearest-neighbors",
            "maximum", "cpu-sigma",
            "prototypes"})
    void train_twice_isTheSameModel(String name) throws Exception {
        TrainingData data = data();
        AnomalyModel one = ModelKinds.onClassPath().named(name).train(data);
        AnomalyModel other = ModelKinds.onClassPath().named(name).train(data);
        Random random = new Random(1);
        for (int i = 0; i < 200; i++) {
            double[] values = data.values()[random.nextInt(data.values().length)].clone();
            values[0] *= random.nextInt(20);

            assertEquals(one.excess(values), other.excess(values));
        }
    }

    private static TrainingData withLogScale(TrainingData data) {
        return new TrainingData(data.features(), data.values(), data.threshold(), data.seed(), Map.of("scale", "log"));
    }

    @Test
    void trainQuantile_logScaleAndMaxRule_acceptsTrainingAndFlagsTwiceItsMaximum() throws Exception {
        TrainingData data = withLogScale(data());
        AnomalyModel model = new QuantileKind().train(data);
        double[] most = new double[data.features().size()];
        for (double[] request : data.values()) {
            assertTrue(model.excess(request) <= 1, Arrays.toString(request));
            Arrays.setAll(most, f -> Math.max(most[f], request[f]));
        }
        for (int f = 0; f < most.length; f++) {
            double[] attack = new double[most.length];
            attack[f] = 2 * most[f] + 2 * KnownFeature.resolutionOf(data.features().get(f));

            assertTrue(model.excess(attack) > 1, data.features().get(f));
        }
    }

    /** CPU time of 1 to 2 ms, and bytes sent of 1 to 1,000,000: the same factor says less of what varies by itself. */
    @Test
    void trainQuantile_logScale_twiceTheLimitOfWhatVariesLessIsTheGreaterExcess() {
        double[][] values = new Random(1).doubles(1_000).mapToObj(
                share -> new double[]{1e6 * Math.pow(2, share), Math.pow(1e6, share)}).toArray(double[][]::new);
        AnomalyModel model = new QuantileKind().train(withLogScale(new TrainingData(
                List.of("REQ_CPUTIME", "REQ_TCP_SENT"), values, new ThresholdRule.Max(), 42, Map.of())));

        double cpuTime = model.excess(new double[]{4e6, 0});
        double sent = model.excess(new double[]{0, 2e6});

        assertTrue(sent > 1 && cpuTime > 1.5 * sent, cpuTime + " and " + sent);
    }

    @Test
    void named_unknown_saysWhichThereAre() {
        ReplayException e = assertThrows(ReplayException.class, () -> ModelKinds.onClassPath().named("quantil"));

        assertTrue(e.getMessage().contains("there are connection-cpu-sigma, cpu-sigma, ecod, gaussian-mixture"),
                e.getMessage());
    }

    @Test
    void load_theExampleOfTheDocs_isFoundAndTrains() throws Exception {
        Matcher code = Pattern.compile("```java\n(.*?)```.*?```\n(.*?)\n```", Pattern.DOTALL)
                .matcher(Files.readString(DOCS));
        assertTrue(code.find());
        Path source = Files.writeString(directory.resolve("CpuPerByte.java"), code.group(1));
        Path classes = directory.resolve("classes");
        int compiled = ToolProvider.getSystemJavaCompiler().run(null, null, null, "-cp",
                System.getProperty("java.class.path"), "-d", classes.toString(), source.toString());
        assertEquals(0, compiled);
        Path services = Files.createDirectories(classes.resolve("META-INF/services"));
        Files.writeString(services.resolve(ModelKind.class.getName()), code.group(2));

        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        URL url = URI.create(classes.toUri() + "/").toURL();
        try (URLClassLoader loader = new URLClassLoader(new URL[]{url}, before)) {
            thread.setContextClassLoader(loader);
            TrainingData data = data();
            AnomalyModel model = ModelKinds.onClassPath().named("cpu-per-byte").train(data);
            double[] attack = data.values()[0].clone();
            attack[data.features().indexOf("REQ_CPUTIME")] = 1e10;
            assertTrue(model.excess(attack) > 1);
            assertTrue(List.of(data.values()).stream().allMatch(row -> model.excess(row) <= 1));
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
