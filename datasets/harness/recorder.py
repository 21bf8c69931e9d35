"""`finelame record` or `finelame detect` beside an experiment."""
import os
import pathlib
import signal
import subprocess

from processes import Failure

FINELAME = os.environ.get("FINELAME") or pathlib.Path(__file__).resolve().parents[2] / "finelame"


class Recorder:
    """As a context: records from its begin on, until it is ended or left."""

    def __init__(self, directory, label, *options, command="record"):
        """The recording is DIRECTORY/recordings/LABEL."""
        self.directory = directory
        self.command = [str(FINELAME), command, "--out", str(directory / "recordings"), *map(str, options), label]

    def __enter__(self):
        with (self.directory / "recorder.log").open("wb") as output:
            self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.PIPE,
                                            text=True)
        try:
            self.await_attached()
        except BaseException:
            self.__exit__()
            raise
        return self

    def await_attached(self):
        self.said = []
        for line in self.process.stderr:
            self.said.append(line)
            if line.startswith("attached"):
                return
        self.process.wait()
        raise Failure(f"the recorder ended with {self.process.returncode}: {(self.said or ['it said nothing'])[-1].strip()}")

    def end(self):
        """Stops the recorder, which completes the recording."""
        self.process.send_signal(signal.SIGTERM)
        rest = self.process.stderr.read()
        (self.directory / "recorder.err").write_text("".join(self.said) + rest)
        if self.process.wait(60) != 0:
            raise Failure(f"the recorder ended with {self.process.returncode}: {rest.strip().splitlines()[-1:]}")

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(30)
