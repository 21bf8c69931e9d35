package io.finelame.cli.file;

import io.finelame.cli.text.OneLine;
import java.util.List;
import java.util.stream.Collectors;

/** A configuration that can't be used: one line for each problem. */
public final class ConfigurationException extends WrongInputException {
    private static final long serialVersionUID = 1L;

    private static final int MOST = 20;

    public ConfigurationException(List<String> problems) {
        super(text(problems));
    }

    private static String text(List<String> problems) {
        String shown = problems.stream().limit(MOST).map(OneLine::of).collect(Collectors.joining("\n"));
        return problems.size() > MOST ? shown + "\nand " + (problems.size() - MOST) + " more problems" : shown;
    }
}
