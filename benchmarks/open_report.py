#!/usr/bin/python3
"""Opens a report in headless Chromium and prints how long it took.

    open_report.py REPORT.html [ROUNDS]      one line per round, then the medians

By the page's own clock: until all that a window of 1440 x 900 shows is drawn, and until the last chart is; and the CPU
time of the page's process, which a busy machine disturbs less. Each round is a browser with an empty profile. Needs a
chromium on the path; talks to it through its debugging pipe.
"""
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--window-size=1440,900", "--remote-debugging-pipe"]
LINE = "opened after %d ms, last chart drawn after %d ms, CPU time %d ms"
OPENED = """new Promise(done => {
  const look = () => document.documentElement?.dataset.ready === 'true'
    ? done(['openedMs', 'drawnMs'].map(name => Number(document.documentElement.dataset[name]))) : setTimeout(look, 20);
  look();
})"""


class Browser:
    def __init__(self, profile):
        commands, self.to = os.pipe()
        self.answers, answers = os.pipe()
        redirect = f'exec "$@" 3<&{commands} 4>&{answers}'
        self.process = subprocess.Popen(
            ["bash", "-c", redirect, "bash", "chromium", *FLAGS, "--user-data-dir=" + profile, "about:blank"],
            pass_fds=(commands, answers), stderr=subprocess.DEVNULL)
        os.close(commands)
        os.close(answers)
        self.sent = 0
        self.unread = b""

    def call(self, method, session=None, **parameters):
        self.sent += 1
        message = {"id": self.sent, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.read()
            if answer.get("id") == self.sent:
                return answer

    def read(self):
        while b"\0" not in self.unread:
            block = os.read(self.answers, 1 << 16)
            if not block:
                sys.exit("open_report.py: the browser ended early")
            self.unread += block
        answer, self.unread = self.unread.split(b"\0", 1)
        return json.loads(answer)

    def close(self):
        self.call("Browser.close")
        self.process.wait(30)


def opened(report):
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Browser(profile)
        target = browser.call("Target.createTarget", url=report.resolve().as_uri())["result"]["targetId"]
        session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["result"]["sessionId"]
        while True:
            # Until the page has taken the empty one's place there is nobody to answer.
            answer = browser.call("Runtime.evaluate", session, expression=OPENED, awaitPromise=True,
                                  returnByValue=True)
            if "value" in answer.get("result", {}).get("result", {}):
                break
        processes = browser.call("SystemInfo.getProcessInfo")["result"]["processInfo"]
        cpu = max(process["cpuTime"] for process in processes if process["type"] == "renderer")
        browser.close()
        return *answer["result"]["result"]["value"], round(1000 * cpu)


if len(sys.argv) not in (2, 3):
    sys.exit(__doc__)
times = []
for _ in range(int(sys.argv[2]) if len(sys.argv) > 2 else 5):
    times.append(opened(pathlib.Path(sys.argv[1])))
    print(LINE % times[-1], flush=True)
print("median:", LINE % tuple(statistics.median(column) for column in zip(*times)))
