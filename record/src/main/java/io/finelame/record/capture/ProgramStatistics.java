package io.finelame.record.capture;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.BpfProgram;
import io.finelame.bpf.RunStatistics;
import io.finelame.bpf.finelame.FinelameObject;
import io.finelame.cli.file.OutputFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** How often the kernel ran each eBPF program and for how long, where that was asked for. */
final class ProgramStatistics implements AutoCloseable {
    private static final CSVFormat CSV = CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();

    private final Path file;
    private final RunStatistics.Accounting accounting;

    private ProgramStatistics(Path file, RunStatistics.Accounting accounting) {
        this.file = file;
        this.accounting = accounting;
    }

    /** @param file null if not requested: timing costs a few dozen ns per run */
    static ProgramStatistics begin(Path file) throws BpfException, FileAlreadyExistsException {
        if (file != null) {
            OutputFile.requireNew(file);
        }
        return new ProgramStatistics(file, file == null ? null : RunStatistics.enable());
    }

    /** Columns: program, section, runs, nanoseconds (all CPUs together), recursion_misses. */
    void write(FinelameObject object) throws BpfException, IOException {
        if (file == null) {
            return;
        }
        List<List<Object>> rows = new ArrayList<>();
        for (BpfProgram program : object.programs()) {
            RunStatistics statistics = program.statistics();
            rows.add(List.of(program.name(), program.section(), statistics.runs(), statistics.nanoseconds(),
                    statistics.recursionMisses()));
        }
        OutputFile.writeText(file, out -> {
            CSVPrinter printer = new CSVPrinter(out, CSV);
            printer.printRecord("program", "section", "runs", "nanoseconds", "recursion_misses");
            printer.printRecords(rows);
        });
    }

    @Override
    public void close() {
        if (accounting != null) {
            accounting.close();
        }
    }
}
