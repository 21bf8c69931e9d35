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
        ready, announce = os.pipe()
        self.messages = self.directory / "recorder.err"
        with (self.directory / "recorder.log").open("wb") as output, self.messages.open("wb") as messages:
            self.process = subprocess.Popen([*self.command, "--ready-fd", str(announce)], stdin=subprocess.DEVNULL,
                                            stdout=output, stderr=messages, pass_fds=[announce])
        os.close(announce)
        try:
            self.await_attached(ready)
        except BaseException:
            self.__exit__()
            raise
        return self

    def await_attached(self, ready):
        with os.fdopen(ready) as announced:
            if not announced.read():
                self.process.wait()
                raise Failure(f"the recorder ended with {self.process.returncode}: {self.last_message()}")

    def last_message(self):
        lines = self.messages.read_text().strip().splitlines()
        return lines[-1] if lines else "it said nothing"

    def end(self):
        """Stops the recorder, which completes the recording."""
        self.process.send_signal(signal.SIGTERM)
        if self.process.wait(60) != 0:
            raise Failure(f"the recorder ended with {self.process.returncode}: {self.last_message()}")

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(30)
