package io.finelame.record.config;

import io.finelame.bpf.finelame.KernelTest;
import io.finelame.cli.file.InputException;
import io.finelame.record.probe.ProbePlanner;
import io.finelame.record.target.Selection;
import io.finelame.record.target.ServerFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ConfigurationTest {
    @TempDir
    private Path directory;

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("fl_cfg.yml"), text);
    }

    private String problemOf(String text) throws IOException {
        Path file = write(text);
        String message = assertThrows(InputException.class, () -> Configuration.load(file)).getMessage();
        return message.replace(file.toString(), "fl_cfg.yml");
    }

    private static String original() throws IOException {
        try (InputStream in = ConfigurationTest.class.getResourceAsStream("fl_cfg.yml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void load_originalsFile_loadsUnchanged() throws Exception {
        Configuration configuration = Configuration.load(write(original()));

        assertEquals(3, configuration.model().k());
        assertEquals(6, configuration.model().features().size());
        assertEquals(5, configuration.resourceMonitors().size());
        assertEquals(1, configuration.applications().size());
        assertEquals(7, configuration.applications().getFirst().mappers().size());
        assertEquals("cputime", configuration.datapointOf("REQ_CPUTIME"));
    }

    @Test
    void load_whatIsNormal_isReadAndChecked() throws Exception {
        Configuration.ModelParameters model = Configuration
                .load(write(
                        """
                        model_params: {scale: log, min_cluster: 5, type: maximum factor=2, leave_out: [unanswered, first:2]}
                        train_from: 10
                        applications:
                          - exec_path: /bin/true
                        """))
                .model();
        assertEquals("log", model.scale());
        assertEquals("5", model.minCluster().toString());
        assertEquals("maximum factor=2", model.type());
        assertEquals(10, model.trainFrom());
        assertEquals("first:2 unanswered", model.leaveOut().toString());
        assertEquals(
                """
                fl_cfg.yml:2: train_from: found 60.0: expected less than train_time, 60.0
                fl_cfg.yml:1: model_params.scale: found 'lin': expected log or mad or std
                fl_cfg.yml:1: model_params.min_cluster: found '80%': expected a number of requests such as 5, or a \
                percentage such as 1%
                fl_cfg.yml:1: model_params.leave_out: found 'last': expected first, first:N, unanswered or none""",
                problemOf("""
                          model_params: {min_cluster: 80%, scale: lin, leave_out: last}
                          train_from: 60
                          """));
    }

    @Test
    void load_keyTwice_namesBothPlacesAtEveryLevel() throws Exception {
        assertEquals("""
                     fl_cfg.yml:6: applications[0].monitors[0].event: found twice, first at line 5: \
                     expected one: remove or merge the other
                     fl_cfg.yml:9: anchors.k: found twice, first at line 8: expected one: remove or merge the other
                     fl_cfg.yml:10: applications: found twice, first at line 2: \
                     expected one: remove or merge the other""", problemOf("""
                                                                           model_params: {k: 3}
                                                                           applications:
                                                                             - exec_path: /bin/true
                                                                               monitors:
                                                                                 - event: accept
                                                                                   event: read
                                                                           anchors: &anchors
                                                                             k: 3
                                                                             "k": 4
                                                                           applications: *anchors
                                                                           """));
    }

    @Test
    void load_keyOnceInEachMapping_isNoDuplicate() throws Exception {
        Configuration configuration = Configuration.load(write("""
                                                               first: &first {exec_path: /bin/true}
                                                               applications:
                                                                 - *first
                                                                 - exec_path: /bin/sh
                                                                 - *first
                                                               """));

        assertEquals(3, configuration.applications().size());
    }

    @Test
    void load_misspeltKey_namesLineAndNearest() throws Exception {
        assertEquals("fl_cfg.yml:2: train_tim: unknown key, did you mean 'train_time'?",
                problemOf("""
                          applications: [{exec_path: /bin/true}]
                          train_tim: 20
                          """));
    }

    @Test
    void load_unknownProbeFunction_namesLineAndNearest() throws Exception {
        assertEquals("fl_cfg.yml:5: applications[0].monitors[0].in_fn_name: unknown request mapper 'new_asoc_2', "
                + "did you mean 'new_assoc_2'?", problemOf("""
                                                           applications:
                                                             - exec_path: /bin/true
                                                               monitors:
                                                                 - event: uv_accept
                                                                   in_fn_name: new_asoc_2
                                                           """));
    }

    @Test
    void load_wrongType_saysWhatWasExpected() throws Exception {
        assertEquals("fl_cfg.yml:1: model_params.k: found 'three': expected a whole number",
                problemOf("model_params: {k: three}\napplications: [{exec_path: /bin/true}]\n"));
    }

    @Test
    void load_outOfRange_saysTheRange() throws Exception {
        assertEquals("fl_cfg.yml:1: model_params.k: found 17: expected a whole number from 1 to 16",
                problemOf("model_params: {k: 17}\napplications: [{exec_path: /bin/true}]\n"));
    }

    @Test
    void load_notYaml_namesLine() throws Exception {
        assertTrue(problemOf("a: [1\nb: 2\n").startsWith("fl_cfg.yml:2: not YAML: "));
    }

    @Test
    void load_tagOfAClass_isNeverInstantiated() throws Exception {
        assertTrue(problemOf("applications: !!java.net.URLClassLoader [[!!java.net.URL ['http://127.0.0.1/']]]\n")
                .startsWith("fl_cfg.yml"));
    }

    @Test
    void load_missingFile_saysSo() {
        Path missing = directory.resolve("none.yml");

        assertEquals(missing + ": no such file: expected a configuration (fl_cfg.yml)",
                assertThrows(InputException.class, () -> Configuration.load(missing)).getMessage());
    }

    @Test
    void plan_missingExecutable_namesLine() throws Exception {
        Configuration configuration = Configuration
                .load(write("""
                            applications:
                              - exec_path: /nowhere/node
                                monitors: [{event: uv_accept, in_fn_name: new_assoc_2}]
                            """));

        String message = assertThrows(InputException.class,
                () -> ProbePlanner.plan(configuration, ServerFiles.ofThisMachine(), null, new Selection.Executables()))
                .getMessage();
        assertTrue(message.contains("no such executable: /nowhere/node"), message);
    }

    @Test
    void plan_missingSymbol_namesCandidates() throws Exception {
        Configuration configuration = Configuration.load(
                write("""
                      resource_monitors:
                        - {event: maloc, exec_path: /lib/x86_64-linux-gnu/libc.so.6, in_fn_name: probe_malloc, side: u}
                      applications: [{exec_path: /bin/true}]
                      """));

        String message = assertThrows(InputException.class,
                () -> ProbePlanner.plan(configuration, ServerFiles.ofThisMachine(), null, new Selection.Executables()))
                .getMessage();
        assertTrue(message.contains("no function 'maloc' in /lib/x86_64-linux-gnu/libc.so.6"), message);
        assertTrue(message.contains("malloc"), message);
    }

    @Test
    @KernelTest
    void plan_functionThatAStrippedServerLacks_namesExportedCandidates() throws Exception {
        Configuration configuration = Configuration
                .load(write("""
                            applications:
                              - exec_path: /usr/sbin/nginx
                                monitors: [{event: accept_request, in_fn_name: map_tid_to_rid_1}]
                            """));

        String message = assertThrows(InputException.class,
                () -> ProbePlanner.plan(configuration, ServerFiles.ofThisMachine(), null, new Selection.Executables()))
                .getMessage();
        assertTrue(message.contains("it is stripped") && message.contains("ngx_http_create_request"), message);
    }

    @Test
    void load_automaticMapperWithMonitors_saysThatTheyExclude() throws Exception {
        Path file = write("""
                          applications:
                            - exec_path: /usr/sbin/nginx
                              mapper: auto
                              monitors: [{event: accept, in_fn_name: new_assoc_2}]
                          """);

        String message = assertThrows(InputException.class, () -> Configuration.load(file)).getMessage();
        assertTrue(message.contains("request mappers can't be combined with mapper: auto"), message);
    }

    @Test
    void load_responseBoundaryWithTheApplicationsOwnIds_saysWhy() throws Exception {
        Path file = write("""
                          applications:
                            - exec_path: /usr/bin/server
                              request_boundary: response
                              monitors: [{event: process, in_fn_name: map_tid_to_rid}]
                          """);

        String message = assertThrows(InputException.class, () -> Configuration.load(file)).getMessage();
        assertTrue(message.contains("response can't be combined with map_tid_to_rid"), message);
    }

    @Test
    void plan_functionThatIsChosenWhenTheProgramStarts_isRefusedWithTheReason() throws Exception {
        Configuration configuration = Configuration
                .load(write("""
                            applications:
                              - exec_path: /lib/x86_64-linux-gnu/libc.so.6
                                monitors: [{event: memcpy, in_fn_name: map_tid_to_rid_1}]
                            """));

        String message = assertThrows(InputException.class,
                () -> ProbePlanner.plan(configuration, ServerFiles.ofThisMachine(), null, new Selection.Executables()))
                .getMessage();
        assertTrue(message.contains("'memcpy' only chooses the function that is run, once (GNU_IFUNC)"), message);
    }

    @Test
    void plan_returnProbeOnACppFunction_notesWhatAnExceptionWouldDo() throws Exception {
        Configuration configuration = Configuration
                .load(write("""
                            applications:
                              - exec_path: /usr/lib/x86_64-linux-gnu/libstdc++.so.6
                                monitors: [{event: _Znwm, ret_fn_name: unmap_tid_to_rid}]
                            """));

        String note = ProbePlanner.plan(configuration, ServerFiles.ofThisMachine(), null, new Selection.Executables())
                .getLast().note();
        assertTrue(note.startsWith("an exception that leaves _Znwm ends the server"), note);
    }

    @Test
    void load_monitorThatFindsAllocators_needsNoFile() throws Exception {
        Configuration configuration = Configuration.load(
                write("""
                      resource_monitors: [{event: allocators, in_fn_name: probe_memory}]
                      applications: [{exec_path: /bin/true}]
                      """));

        assertEquals(List.of("REQ_MEM_MALLOC"), ProbePlanner
                .plan(configuration, ServerFiles.ofThisMachine(), null, new Selection.Executables()).getFirst()
                .program().features());
    }

    @Test
    void load_thresholdBeyondItsRange_isRejected() throws Exception {
        for (String rule : java.util.List.of("quantile:2", "sigma:1e9", "quantile:0.5.5", "sigma:", "tail:1", "pooled-",
                "most")) {
            assertEquals("fl_cfg.yml:1: model_params.threshold: '" + rule
                    + "': expected sigma:N, mad:N, quantile:Q or tail:Q with Q from 0 to 1, or max, or one of them for all"
                    + " clusters together, such as pooled-max",
                    problemOf("""
                              model_params: {threshold: '%s'}
                              applications: [{exec_path: /bin/true}]
                              """.formatted(rule)));
        }
    }
}
