"""Debian's etcdctl, run against a cluster."""

import base64
import json
import os
import subprocess
import threading
import time

ENVIRONMENT = {**os.environ, "ETCDCTL_API": "3"}


class Result:
    def __init__(self, code, out, err):
        self.code = code
        self.out = out
        # Without the client's own log lines.
        self.err = "\n".join(l for l in err.splitlines() if not l.startswith("{"))

    @property
    def lines(self):
        return self.out.splitlines()


class Etcdctl:
    def __init__(self, endpoints):
        self.endpoints = endpoints

    def command(self, *arguments):
        return ["etcdctl", "--endpoints", self.endpoints, *arguments]

    def run(self, *arguments, stdin=None, timeout=15):
        done = subprocess.run(
            self.command(*arguments), input=stdin, capture_output=True, text=True, timeout=timeout,
            env=ENVIRONMENT, stdin=subprocess.DEVNULL if stdin is None else None)
        return Result(done.returncode, done.stdout, done.stderr)

    def __call__(self, *arguments, stdin=None, timeout=15):
        """The lines of its standard output; fails when it does."""
        result = self.run(*arguments, stdin=stdin, timeout=timeout)
        assert result.code == 0, f"etcdctl {arguments}: {result.code}\n{result.out}\n{result.err}"
        return result.lines

    def json(self, *arguments, stdin=None):
        return json.loads("\n".join(self(*arguments, "-w", "json", stdin=stdin)))

    def fails(self, *arguments, stdin=None, timeout=15):
        """Its error; fails when it doesn't."""
        result = self.run(*arguments, stdin=stdin, timeout=timeout)
        assert result.code != 0, f"etcdctl {arguments} was expected to fail:\n{result.out}"
        return result.err

    def revision(self):
        return self.json("get", "no such key")["header"]["revision"]

    def background(self, *arguments, stdin=None):
        return Background(self.command(*arguments), stdin)


class Background:
    """One that goes on: `watch`, `lock`, `elect`, `lease keep-alive`. Use it in a `with`."""

    def __init__(self, command, stdin):
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env=ENVIRONMENT)
        self.lines = []
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()
        if stdin is not None:
            self.send(stdin)

    def send(self, text):
        self.process.stdin.write(text)
        self.process.stdin.flush()

    def read(self):
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))

    def expect(self, *lines, timeout=10):
        """Waits until these lines are all that came, and takes them."""
        self.wait(len(lines), timeout)
        assert self.lines == list(lines)
        self.lines.clear()

    def wait(self, count, timeout=10):
        deadline = time.monotonic() + timeout
        while len(self.lines) < count and time.monotonic() < deadline:
            time.sleep(0.01)
        assert len(self.lines) >= count, f"only {self.lines}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


def text(encoded):
    return base64.b64decode(encoded).decode()
