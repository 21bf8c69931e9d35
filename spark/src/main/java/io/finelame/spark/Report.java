package io.finelame.spark;

import io.finelame.cli.file.InputException;
import io.finelame.replay.sweep.SweepJob;
import java.io.IOException;
import java.io.Serializable;

/** What is reported to the driver about a group or the job. */
sealed interface Report extends Serializable {
    record Done(SweepJob.Finished finished) implements Report {
        private static final long serialVersionUID = 1L;
    }

    /**
     * What fails a group would fail it on any other executor, too: it is an answer, so that Spark doesn't try again.
     *
     * @param host the executor's
     */
    record Failed(int group, String host, Exception problem) implements Report {
        private static final long serialVersionUID = 1L;

        /** @param problem of whatever class: its text and its trace are what crosses the wire */
        static Failed of(int group, String host, Throwable problem) {
            boolean expected = problem instanceof IOException || problem instanceof InputException;
            Exception copy = new Exception(expected ? problem.getMessage() : problem.toString());
            copy.setStackTrace(problem.getStackTrace());
            return new Failed(group, host, copy);
        }

        String line() {
            return "group " + group + " failed on " + host + ": " + problem.getMessage();
        }
    }

    /** The job ended before its groups were done. */
    record Ended(Throwable problem) implements Report {
        private static final long serialVersionUID = 1L;
    }
}
