package io.finelame.replay.sweep;

import io.finelame.replay.requests.ReplayException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Runs a sweep's groups on the threads of this JVM. */
public final class LocalEngine implements SweepEngine {
    private final int threads;

    public LocalEngine(int threads) {
        this.threads = threads;
    }

    @Override
    public String name() {
        return "local";
    }

    @Override
    public Recordings open(List<String> recordings) {
        recordings.forEach(LocalEngine::requirePath);
        List<Path> directories = recordings.stream().map(Path::of).toList();
        return new Recordings() {
            @Override
            public List<Path> directories() {
                return directories;
            }

            @Override
            public void close() {}
        };
    }

    private static void requirePath(String recording) {
        if (SweepRunner.isUri(recording)) {
            throw new ReplayException(recording + ": a URI is read by --engine spark only");
        }
    }

    @Override
    public void publish(Path directory, String uri) {
        requirePath(uri);
    }

    @Override
    public void run(SweepJob job, String master, Consumer<SweepJob.Finished> finished)
            throws IOException, InterruptedException {
        List<Path> recordings = job.recordings().stream().map(Path::of).toList();
        ExecutorService executor = Executors.newFixedThreadPool(threads, Thread.ofPlatform().daemon().factory());
        try {
            SweepWorker worker = SweepWorker.open(job.plan(), recordings);
            CompletionService<SweepJob.Finished> groups = new ExecutorCompletionService<>(executor);
            job.groups().forEach(group -> groups.submit(() -> new SweepJob.Finished(group, worker.run(group))));
            for (int done = 0; done < job.groups().size(); done++) {
                finished.accept(groups.take().get());
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UncheckedIOException failed) {
                throw failed;
            }
            throw new IllegalStateException("a run of the sweep failed: " + e.getCause(), e.getCause());
        } finally {
            executor.shutdownNow();
        }
    }
}
