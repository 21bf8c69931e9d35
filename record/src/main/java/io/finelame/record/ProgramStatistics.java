package io.finelame.record;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.BpfProgram;
import io.finelame.bpf.FinelameObject;
import io.finelame.bpf.RunStatistics;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /** @param file null where nobody asked: timing costs a few dozen ns per run */
    static ProgramStatistics begin(Path file) throws BpfException, FileAlreadyExistsException {
        if (file != null && Files.exists(file)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        return new ProgramStatistics(file, file == null ? null : RunStatistics.enable());
    }

    /** Columns: program, section, runs, nanoseconds (all CPUs together), recursion_misses. */
    void write(FinelameObject object) throws BpfException, IOException {
        if (file == null) {
            return;
        }
        try (CSVPrinter printer = new CSVPrinter(Files.newBufferedWriter(file), CSV)) {
            printer.printRecord("program", "section", "runs", "nanoseconds", "recursion_misses");
            for (BpfProgram program : object.programs()) {
                RunStatistics statistics = program.statistics();
                printer.printRecord(program.name(), program.section(), statistics.runs(), statistics.nanoseconds(),
                        statistics.recursionMisses());
            }
        }
    }

    @Override
    public void close() {
        if (accounting != null) {
            accounting.close();
        }
    }
}
