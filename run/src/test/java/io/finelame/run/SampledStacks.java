package io.finelame.run;

import io.finelame.run.stacks.RequestStacks;
import io.finelame.run.stacks.StackCount;
import io.finelame.run.stacks.StackSampling;
import io.finelame.run.table.RunFile;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * Gives the requests of the sample run stacks, one for each 10 ms of CPU time: requests of the attack on regular expressions those that
 * {@code perf} found in Node.js as it matched {@code ([a-zA-Z]+)*}, others those of a server that makes pages.
 */
final class SampledStacks {

    private static final Path FOLDED = Path.of("../run/src/test/resources/stacks");
    private static final String ATTACKER = "2001:db8:bad:";
    private static final double PERIOD_NS = 10e6;
    /** So that stacks that are neighbours in the file don't go to one request. */
    private static final int STRIDE = 101;

    private final DemoRun run;
    private final List<String> stacks = new ArrayList<>();
    private final List<StackCount> counts = new ArrayList<>();
    private final Source redos;
    private final Source pages;

    /** Samples in turn, as often as {@code perf} took each. */
    private final class Source {

        private final List<Integer> samples = new ArrayList<>();
        private double cpuTime;
        private int taken;

        Source(String name) throws IOException {
            for (String line : Files.readAllLines(FOLDED.resolve(name))) {
                int blank = line.lastIndexOf(' ');
                samples.addAll(Collections.nCopies(Integer.parseInt(line.substring(blank + 1)), stacks.size()));
                stacks.add(line.substring(0, blank));
            }
        }

        void add(long request, double ns) {
            cpuTime += ns;
            Map<Integer, Long> taking = new TreeMap<>();
            for (; (taken + 1) * PERIOD_NS <= cpuTime; taken++) {
                taking.merge(samples.get((int) ((long) taken * STRIDE % samples.size())), 1L, Long::sum);
            }
            taking.forEach((stack, times) -> counts.add(new StackCount(request, stack, times)));
        }
    }

    SampledStacks(DemoRun run) throws IOException {
        this.run = run;
        this.redos = new Source("redos.folded");
        this.pages = new Source("pages.folded");
    }

    void write() throws IOException {
        Requests test = RunDirectory.read(run.directory()).test();
        double[] cpuTime = test.feature(Requests.CPU_TIME);
        for (int row = 0; row < test.size(); row++) {
            Source source = test.addressTexts()[row].startsWith(ATTACKER) ? redos : pages;
            source.add(test.ids()[row], cpuTime[row]);
        }
        RequestStacks all = new RequestStacks(stacks, counts);
        csv(RunFile.STACKS, all.stackLines());
        csv(RunFile.STACK_SAMPLES, all.sampleLines());
        long samples = counts.stream().mapToLong(StackCount::samples).sum();
        String fields = new StackSampling(10, samples, 12, 0).fields().entrySet().stream()
                .map(field -> "\"" + field.getKey() + "\": " + field.getValue() + ", ")
                .collect(Collectors.joining());
        run.edit("run.json", "\"configuration\":", fields + "\"configuration\":");
    }

    private void csv(RunFile file, List<List<Object>> lines) throws IOException {
        try (Writer out = Files.newBufferedWriter(run.file(file.name("demo")));
                CSVPrinter printer = new CSVPrinter(out,
                        CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get())) {
            printer.printRecord(file.header());
            printer.printRecords(lines);
        }
    }
}
