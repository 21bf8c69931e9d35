package io.finelame.record.probe;

import io.finelame.bpf.BpfException;
import io.finelame.bpf.BpfProgram;
import io.finelame.bpf.Link;
import io.finelame.bpf.finelame.FinelameObject;
import io.finelame.record.config.ProbeFunction;
import java.util.List;

/** The eBPF program that a probe runs. */
public sealed interface ProbeProgram {
    /** As the configuration names it. */
    String name();

    /** The features that it counts; none for a request mapper. */
    List<String> features();

    BpfProgram in(FinelameObject object) throws BpfException;

    /**
     * Attaches it to its event in the kernel.
     *
     * @return what to close to detach it
     */
    List<Link> attach(FinelameObject object) throws BpfException;

    /**
     * Of finelame.bpf.c.
     *
     * @param program its name there: several monitors or mappers may share a program
     */
    record Shipped(String name, String program) implements ProbeProgram {
        /** Of the same name there. */
        Shipped(String name) {
            this(name, name);
        }

        @Override
        public List<String> features() {
            return ProbeFunction.BY_NAME.get(name) instanceof ProbeFunction.Monitor monitor
                    ? monitor.features()
                    : List.of();
        }

        @Override
        public BpfProgram in(FinelameObject object) throws BpfException {
            return object.program(program);
        }

        @Override
        public List<Link> attach(FinelameObject object) throws BpfException {
            return object.attach(program);
        }
    }

    /** Of the user's {@code ebpf_prog}. */
    record Own(String name, List<String> features) implements ProbeProgram {
        @Override
        public BpfProgram in(FinelameObject object) {
            return object.ownProgram(name);
        }

        @Override
        public List<Link> attach(FinelameObject object) throws BpfException {
            return List.of(in(object).attach());
        }
    }
}
