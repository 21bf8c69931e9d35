package io.finelame.cli;

import io.finelame.cli.testing.CommandOutcome;
import io.finelame.cli.testing.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

@Tag("slow")
class FinelameTest {
    @TempDir
    private Path directory;

    private Shell shell;

    /** A command that is on the class path only here. */
    @Command(name = "finelame echo", header = "Print the arguments.")
    public static final class Echo implements Subcommand {
        @Parameters(arity = "0..*")
        private List<String> words = List.of();

        @Override
        public Integer call() {
            System.out.println(words);
            return 0;
        }
    }

    @BeforeEach
    void open() throws Exception {
        shell = Shell.in(directory);
        Path services = Files.createDirectories(directory.resolve("own/META-INF/services"));
        Files.writeString(services.resolve(Subcommand.class.getName()), Echo.class.getName() + "\n");
        Files.writeString(directory.resolve("arguments"), "one two");
    }

    private CommandOutcome run(String line) throws Exception {
        return shell.run(Map.of("FINELAME_CLASS_PATH",
                System.getProperty("java.class.path") + ":" + directory.resolve("own")), line);
    }

    @Test
    void main_commandOnTheClassPath_isRunAndListed() throws Exception {
        assertEquals(new CommandOutcome(0, "[a, b]\n", ""), run("finelame echo a b"));
        String help = run("finelame --help").out();
        assertTrue(help.contains("  echo     Print the arguments.\n") && help.contains("  setup "), help);
    }

    @Test
    void main_argumentsInAFile_areReadExceptForThoseOfAServer() throws Exception {
        assertEquals("[one, two]\n", run("finelame echo @arguments").out());
        assertEquals("[@arguments]\n", run("finelame echo -- @arguments").out());
    }

    @Test
    void main_unknownCommand_namesTheNearest() throws Exception {
        assertEquals(new CommandOutcome(2, "",
                "finelame: no command 'inclde', did you mean 'include'? 'finelame --help' lists them\n"),
                run("finelame inclde"));
    }

    @Test
    void main_nothing_printsUsageAsAnError() throws Exception {
        CommandOutcome outcome = run("finelame");
        assertEquals(2, outcome.exitCode());
        assertTrue(outcome.out().isEmpty() && outcome.err().contains("Usage: finelame"), outcome.toString());
    }

    @Test
    void main_rootsPrivilegesThatCanNotBeDropped_needAllowRoot() throws Exception {
        assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "only root has privileges to drop");
        String withoutSetpcap = "setpriv --inh-caps=-all --bounding-set=-setpcap ";
        assertEquals(
                new CommandOutcome(1, "",
                        "finelame: can't drop root's privileges here; --allow-root goes on with them\n"),
                run(withoutSetpcap + "finelame echo"));
        assertEquals(new CommandOutcome(0, "[]\n", ""), run(withoutSetpcap + "finelame echo --allow-root"));
        assertEquals("[]\n", run(withoutSetpcap + "finelame --allow-root echo").out());
    }
}
