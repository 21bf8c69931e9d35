package io.finelame.record.machine;

import io.finelame.bpf.BpfException;
import io.finelame.cli.ErrorText;
import java.util.Optional;

/** A command that loads eBPF programs: it also reports what libbpf and the verifier printed. */
public interface BpfErrorText extends ErrorText {
    @Override
    default Optional<String> errorText(Exception e) {
        if (!(e instanceof BpfException refused)) {
            return Optional.empty();
        }
        return Optional
                .of(refused.log().isEmpty() ? refused.getMessage() : refused.getMessage() + "\n" + refused.log());
    }
}
