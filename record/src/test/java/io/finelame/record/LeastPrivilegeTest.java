package io.finelame.record;

import io.finelame.bpf.finelame.KernelTest;
import io.finelame.cli.Version;
import io.finelame.record.summary.RecordingSummary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The launcher as root, and as root under sudo: what the live recorder may do, in each of its threads. */
@KernelTest
@Tag("slow")
class LeastPrivilegeTest {
    private static final int NOBODY = 65534;
    private static final Map<String, String> SUDO = Map.of("SUDO_UID", "" + NOBODY, "SUDO_GID", "" + NOBODY);
    /** CAP_DAC_READ_SEARCH, CAP_SYS_PTRACE, CAP_PERFMON, CAP_BPF of capabilities(7). */
    private static final long RECORDING = 1L << 2 | 1L << 19 | 1L << 38 | 1L << 39;
    private static final long CAP_DAC_OVERRIDE = 1L << 1;
    private static final long CAP_SYS_ADMIN = 1L << 21;
    private static final long CAP_SYSLOG = 1L << 34;

    @TempDir
    private Path directory;

    private NodeServer server;
    private Path out;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "only root has rights to drop");
        server = NodeServer.start(directory);
        out = Files.createDirectory(directory.resolve("out"));
        Files.setAttribute(out, "unix:uid", NOBODY);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static String status(Path task, String field) throws IOException {
        return Files.readAllLines(task.resolve("status")).stream().filter(line -> line.startsWith(field + ":"))
                .map(line -> line.substring(field.length() + 1).strip()).findFirst().orElseThrow();
    }

    private static void requireRights(long pid, long rights, int uid) throws IOException {
        String expected = "%016x".formatted(rights);
        int threads = 0;
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
            for (Path task : tasks) {
                for (String set : List.of("CapPrm", "CapBnd")) {
                    assertEquals(expected, status(task, set), set + " of " + status(task, "Name"));
                }
                assertEquals("1", status(task, "NoNewPrivs"));
                assertEquals(Integer.toString(uid), status(task, "Uid").split("\\s+")[1]);
                threads++;
            }
        }
        assertTrue(threads > 5, threads + " threads");
    }

    @Test
    void record_underSudo_isTheUsersWithFourRightsInEachThread() throws Exception {
        NodeServer.Command recorder = server.launchScript(SUDO, "record", "--out", out.toString(), "--pid",
                Long.toString(server.pid()), "monday").awaitLine("attached");
        server.visit(20);
        requireRights(recorder.process().pid(), RECORDING, NOBODY);
        recorder.end();

        assertEquals(20, RecordingSummary.read(out.resolve("monday")).requests());
        List<String> wrong = new ArrayList<>();
        try (Stream<Path> made = Files.walk(out.resolve("monday"))) {
            for (Path path : made.toList()) {
                String rights = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
                if (!rights.equals(Files.isDirectory(path) ? "rwx------" : "rw-------")
                        || !Files.getAttribute(path, "unix:uid").equals(NOBODY)) {
                    wrong.add(path + " " + rights + " " + Files.getAttribute(path, "unix:uid"));
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    private NodeServer.Command sudo(String... arguments) throws IOException {
        return server.launchScript(SUDO, arguments);
    }

    private Path rootsSecret() throws IOException {
        return Files.writeString(Files.createFile(out.resolve("secret"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))),
                "root: $y$secret\n");
    }

    @Test
    void record_rootsFileAsConfiguration_isNotReadForACallerOfSudo() throws Exception {
        Path secret = rootsSecret();

        List<String> said = sudo("record", "--out", out.toString(), secret.toString(), "monday").awaitEnd();
        assertEquals(List.of("finelame: " + secret + ": permission denied"), said);
    }

    @Test
    void record_directoryOfRoot_isNotWrittenForACallerOfSudo() throws Exception {
        Path roots = Files.createDirectory(directory.resolve("roots"));

        List<String> said = sudo("record", "--out", roots.toString(), "--pid", Long.toString(server.pid()), "monday")
                .awaitEnd();
        assertTrue(said.getLast().endsWith("permission denied"), said.toString());
        assertEquals(0, roots.toFile().list().length);
    }

    @Test
    void record_ebpfOfTheCallersOwn_isRefusedUnderSudo() throws Exception {
        Path source = Files.writeString(out.resolve("own.bpf.c"), "int own;\n");
        Path configuration = Files.writeString(out.resolve("fl_cfg.yml"),
                "ebpf_prog: own.bpf.c\napplications: [{exec_path: /bin/true}]\n");

        List<String> said = sudo("record", "--out", out.toString(), configuration.toString(), "monday").awaitEnd();
        assertEquals(List.of("finelame: " + configuration + ": ebpf_prog: " + source
                + ": under sudo, expected a compiled object (.o) that only root can change, as well as its directories:"
                + " have root provide it, or record as root"), said);
    }

    @Test
    void record_agentOfTheSameUser_isNotLoaded() throws Exception {
        NodeServer.Command recorder = sudo("record", "--out", out.toString(), "--pid", Long.toString(server.pid()),
                "monday").awaitLine("attached");
        String pid = Long.toString(recorder.process().pid());
        Process attacker = new ProcessBuilder("setpriv", "--reuid", "" + NOBODY, "--regid", "" + NOBODY,
                "--clear-groups", "--inh-caps=-all", Path.of(System.getProperty("java.home"), "bin/jcmd").toString(),
                pid, "VM.version").redirectErrorStream(true).start();
        String said = new String(attacker.getInputStream().readAllBytes());
        assertTrue(attacker.waitFor() != 0 && !said.contains("JDK 2"), said);
        // What /proc shows of a process that can't be inspected is root's.
        assertEquals(0, Files.getAttribute(Path.of("/proc", pid, "mem"), "unix:uid"));
        recorder.process().toHandle().destroy();
        recorder.awaitEnd();
    }

    @Test
    void inspect_environmentOfACallerOfSudo_choosesNothing() throws Exception {
        Map<String, String> environment = new HashMap<>(SUDO);
        environment.put("JAVA_TOOL_OPTIONS", "-Dchosen=yes");
        environment.put("FINELAME_JAVA_OPTIONS", "-XX:NoSuchOption");
        environment.put("FINELAME_CLASS_PATH", out.toString());

        List<String> said = server.launchScript(environment, "--version").awaitEnd();
        assertEquals("finelame: ignored under sudo: JAVA_TOOL_OPTIONS FINELAME_JAVA_OPTIONS FINELAME_CLASS_PATH",
                said.getFirst());
        assertEquals("finelame " + Version.TEXT, said.getLast());
        assertEquals(2, said.size(), said.toString());
    }

    /** What a script that root runs makes, its caller must not be able to exchange. */
    @Test
    void script_temporaryDirectoryOfACallerOfSudo_isNotUsed() throws Exception {
        Path home = Installation.in(directory.resolve("home")).getParent();
        Path script = Files.writeString(home.resolve("launcher/commands/show"), "#!/bin/sh\nmktemp -u\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        Map<String, String> environment = new HashMap<>(SUDO);
        environment.put("TMPDIR", out.toString());

        String made = server.launchScript(environment, "show").awaitEnd().getFirst();
        assertTrue(made.startsWith("/tmp/tmp."), made);
    }

    @Test
    void record_temporaryDirectoryOfACallerOfSudo_isTheStartedServers() throws Exception {
        Map<String, String> environment = new HashMap<>(SUDO);
        environment.put("TMPDIR", out.toString());

        List<String> said = server.launchScript(environment, "record", "--out", out.toString(), "--", "sh", "-c",
                "echo TMPDIR is $TMPDIR").awaitEnd();
        assertTrue(said.contains("TMPDIR is " + out), said.toString());
    }

    @Test
    void inspect_underSudo_runsAsTheCaller() throws Exception {
        Path secret = Files.createDirectory(directory.resolve("roots"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));

        assertEquals(
                List.of("finelame: " + secret
                        + ": permission denied: expected a recording, as finelame record makes it"),
                sudo("inspect", secret.toString()).awaitEnd());
    }

    @Test
    void inspect_fewFilesMayBeOpen_isOneLine() throws Exception {
        Process limited = new ProcessBuilder("sh", "-c", "ulimit -n 64; exec \"$0\" inspect .",
                Installation.in(directory.resolve("home")).toString()).redirectErrorStream(true).start();

        assertEquals("finelame: at most 64 files may be open here: expected 512 or more: raise the limit (ulimit -n)\n",
                new String(limited.getInputStream().readAllBytes()));
        assertEquals(1, limited.waitFor());
    }

    @Test
    void doctor_withTwoRights_saysWhatRecordDoes() throws Exception {
        List<String> two = List.of("setpriv", "--inh-caps=-all", "--bounding-set=-all,+bpf,+perfmon",
                Installation.in(directory.resolve("home")).toString());
        assertEquals(0, exitCode(two, "doctor"));
        assertEquals(0, exitCode(two, "record", "--out", directory.toString(), "--duration", "0.1", "monday", "--",
                "sleep", "60"));
        int withFunctions = attachesToFunctionsWithoutAdministration() ? 0 : 1;
        assertEquals(withFunctions, exitCode(two, "doctor", server.configuration().toString()));
        assertEquals(withFunctions, exitCode(two, "record", "--out", directory.toString(), "--duration", "0.1",
                server.configuration().toString(), "tuesday"));
    }

    /** Perf events at functions want CAP_SYS_ADMIN; the links of newer kernels don't. */
    private static boolean attachesToFunctionsWithoutAdministration() throws Exception {
        return new String(Files.readAllBytes(Path.of("/sys/kernel/btf/vmlinux")), StandardCharsets.ISO_8859_1)
                .contains("BPF_TRACE_UPROBE_SESSION");
    }

    @Test
    void doctor_privilegesThatCanNotBeDropped_needAllowRoot() throws Exception {
        List<String> withoutSetpcap = List.of("setpriv", "--inh-caps=-all", "--bounding-set=-setpcap",
                Installation.in(directory.resolve("home")).toString());
        Process refused = new ProcessBuilder(
                Stream.concat(withoutSetpcap.stream(), Stream.of("doctor")).toList()).redirectErrorStream(true).start();

        assertEquals("finelame: can't drop root's privileges here; --allow-root goes on with them\n",
                new String(refused.getInputStream().readAllBytes()));
        assertEquals(1, refused.waitFor());
        assertEquals(0, exitCode(withoutSetpcap, "doctor", "--allow-root"));
    }

    private static int exitCode(List<String> launcher, String... arguments) throws Exception {
        List<String> line = Stream.concat(launcher.stream(), Stream.of(arguments)).toList();
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        return builder.start().waitFor();
    }

    @Test
    void record_asRootWithUprobes_keepsSysAdminIfTheKernelWantsIt() throws Exception {
        NodeServer.Command recorder = server.launchScript(Map.of(), "record", "--out", out.toString(),
                server.configuration().toString(), "monday").awaitLine("attached");
        requireRights(recorder.process().pid(), RECORDING | CAP_DAC_OVERRIDE
                | (attachesToFunctionsWithoutAdministration() ? 0 : CAP_SYS_ADMIN), 0);
        server.restart();
        server.visit(20);
        recorder.end();

        assertTrue(RecordingSummary.read(out.resolve("monday")).requests() >= 20);
    }

    @Test
    void record_asRootWithAutomaticMapping_keepsNoSysAdmin() throws Exception {
        Path configuration = Files.writeString(out.resolve("automatic.yml"),
                "applications: [{exec_path: " + server.node() + ", mapper: auto}]\n");
        NodeServer.Command recorder = server.launchScript(Map.of(), "record", "--out", out.toString(),
                configuration.toString(), "monday").awaitLine("attached");
        requireRights(recorder.process().pid(), RECORDING | CAP_DAC_OVERRIDE, 0);
        recorder.end();
    }

    @Test
    void record_stacksAsRoot_keepsWhatNamesTheKernelsFunctions() throws Exception {
        NodeServer.Command recorder = server
                .launchScript(Map.of(), "record", "--stacks", "--out", out.toString(), "--pid",
                        Long.toString(server.pid()), "monday")
                .awaitLine("attached");
        requireRights(recorder.process().pid(), RECORDING | CAP_DAC_OVERRIDE | CAP_SYSLOG, 0);
        recorder.end();
    }

    @Test
    void record_startedServerUnderSudo_isTheUsersWithoutRights() throws Exception {
        NodeServer.Command recorder = server.launchScript(SUDO, "record", "--out", out.toString(), "--", "sleep", "60")
                .awaitLine("attached");
        Path target = null;
        for (int tries = 0; tries < 1000 && target == null; tries++) {
            target = ProcessHandle.of(recorder.process().pid()).orElseThrow().descendants()
                    .filter(child -> child.info().command().orElse("").endsWith("/sleep"))
                    .map(child -> Path.of("/proc/" + child.pid())).findFirst().orElse(null);
            Thread.sleep(10);
        }
        for (String set : List.of("CapEff", "CapPrm", "CapInh", "CapAmb")) {
            assertEquals("0000000000000000", status(target, set), set);
        }
        assertEquals(Integer.toString(NOBODY), status(target, "Uid").split("\\s+")[1]);
        assertEquals(status(Path.of("/proc/self"), "Umask"), status(target, "Umask"));
        recorder.end();
    }
}
