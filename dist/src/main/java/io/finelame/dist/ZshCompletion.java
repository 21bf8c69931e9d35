package io.finelame.dist;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The function by which zsh completes a command with subcommands; picocli has none of zsh's own. */
final class ZshCompletion {
    private final StringBuilder text = new StringBuilder();

    private ZshCompletion() {}

    static String of(String name, CommandLine command) {
        return new ZshCompletion().write(name, command);
    }

    private String write(String name, CommandLine command) {
        line("#compdef " + name);
        line("");
        line("local context state state_descr line");
        line("typeset -A opt_args");
        line("_arguments -C '(- *)'{-h,--help}'[list the commands]' '(- *)'{-V,--version}'[print the version]' \\");
        line("    '1:command:->command' '*::argument:->argument' && return");
        line("case $state in");
        line("command)");
        line("    local -a commands=(");
        command.getSubcommands().forEach((subcommand, its) -> line("        " + quoted(subcommand + ":"
                + escaped(summary(its.getCommandSpec())))));
        line("    )");
        line("    _describe command commands");
        line("    ;;");
        line("argument)");
        line("    case $words[1] in");
        command.getSubcommands().forEach((subcommand, its) -> arguments(subcommand, its.getCommandSpec()));
        line("    esac");
        line("    ;;");
        line("esac");
        return text.toString();
    }

    private void arguments(String name, CommandSpec command) {
        List<String> specs = new ArrayList<>();
        for (OptionSpec option : command.options()) {
            for (String each : option.names()) {
                specs.add(quoted(option(each, option)));
            }
        }
        for (PositionalParamSpec positional : command.positionalParameters()) {
            specs.add(quoted("*:" + escaped(positional.paramLabel().replaceAll("[\\[\\]]", "")) + ":"
                    + values(positional)));
        }
        line("    " + name + ")");
        line("        _arguments -s " + String.join(" \\\n            ", specs));
        line("        ;;");
    }

    private static String option(String name, OptionSpec option) {
        String description = "[" + escaped(firstSentence(option)) + "]";
        if (option.arity().max() == 0) {
            return (option.usageHelp() || option.versionHelp() ? "(- *)" : "") + name + description;
        }
        return "*" + name + (name.startsWith("--") ? "=" : "") + description + ":" + escaped(option.paramLabel()) + ":"
                + values(option);
    }

    private static String values(ArgSpec argument) {
        if (argument.completionCandidates() != null) {
            String names = StreamSupport.stream(argument.completionCandidates().spliterator(), false)
                    .collect(Collectors.joining(" "));
            return argument.splitRegex().isEmpty() ? "(" + names + ")" : "_sequence compadd - " + names;
        }
        boolean files = argument.isPositional() || argument.paramLabel().matches("FILE|DIR|RECORDING");
        return files ? "_files" : " ";
    }

    private static String firstSentence(OptionSpec option) {
        String whole = String.join(" ", option.description()).replace("${DEFAULT-VALUE}",
                String.valueOf(option.defaultValue()));
        return whole.replaceFirst("\\.\\s.*", "").replaceFirst("\\.$", "");
    }

    private static String summary(CommandSpec command) {
        String[] header = command.usageMessage().header();
        return (header.length > 0 ? header[0] : command.usageMessage().description()[0]).replaceFirst("\\.$", "");
    }

    private static String escaped(String text) {
        return text.replaceAll("([\\[\\]:\\\\])", "\\\\$1");
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
