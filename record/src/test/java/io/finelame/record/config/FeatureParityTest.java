package io.finelame.record.config;

import io.finelame.bpf.BpfObject;
import io.finelame.bpf.StructLayout;
import io.finelame.bpf.finelame.Feature;
import io.finelame.bpf.finelame.FinelameObject;
import io.finelame.cli.text.KnownFeature;
import io.finelame.recording.Loss;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/** The catalogue of features, what the kernel counts, and what monitors say that they count. */
class FeatureParityTest {
    /** Counted by a program of the user's own. */
    private static final String CUSTOM = Feature.REQ_CUSTOM.name();

    @Test
    void catalogue_hasWhatTheKernelCounts_inItsOrder() {
        assertEquals(Arrays.stream(Feature.values()).map(feature -> feature.name() + " " + feature.field()).toList(),
                KnownFeature.ALL.stream().map(feature -> feature.name() + " " + feature.field()).toList());
    }

    @Test
    void monitors_countWhatTheCatalogueHas_andNothingElse() {
        Set<String> counted = new TreeSet<>();
        new FeatureNames().forEach(counted::add);
        counted.add(CUSTOM);

        assertEquals(new TreeSet<>(KnownFeature.ALL.stream().map(KnownFeature::name).toList()), counted);
    }

    @Test
    void monitors_ofEachFeature_areSomething() {
        KnownFeature.ALL.stream().map(KnownFeature::name).filter(name -> !name.equals(CUSTOM))
                .forEach(name -> assertFalse(ProbeFunction.monitorsOf(name).isEmpty(), name));
    }

    @Test
    void losses_areThoseOfTheKernel_inItsOrder() throws Exception {
        List<String> expected = Arrays.stream(Loss.values()).map(loss -> loss.name().toLowerCase(Locale.ROOT)).toList();
        try (InputStream compiled = FinelameObject.class.getResourceAsStream("finelame.bpf.o");
                BpfObject object = BpfObject.open(compiled.readAllBytes())) {
            assertEquals(expected, object.struct("losses").fields().stream().map(StructLayout.Field::name).toList());
        }
    }
}
