"""Three real processes on free ports of the loopback, of Tern or (TERN_SUT=etcd) of a real etcd.

The suites say what etcd does; running them against etcd itself keeps them honest.
"""

import contextlib
import itertools
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
SYSTEM = os.environ.get("TERN_SUT", "tern")


def tern_binary():
    """TERN, or the newest build in this checkout."""
    if "TERN" in os.environ:
        return os.environ["TERN"]
    built = [ROOT / ".build" / kind / "tern" for kind in ("release", "debug")]
    built = sorted((p for p in built if p.exists()), key=lambda p: p.stat().st_mtime)
    if not built:
        raise SystemExit("no tern is built: run `swift build`, or name one with TERN=/path/to/tern")
    return str(built[-1])


# Below those that the kernel gives to connections and to whoever asks for any, so that nobody takes one between
# here and the member's own bind; and elsewhere for each process, as several may test at once.
PORTS = itertools.cycle(range(10_000, 30_000))
next(itertools.islice(PORTS, os.getpid() * 97 % 20_000, None))


def free_ports(count):
    """Ports that nobody listens on, and that weren't given out before."""
    found = []
    while len(found) < count:
        with socket.socket() as s, contextlib.suppress(OSError):
            port = next(PORTS)
            s.bind(("127.0.0.1", port))
            found.append(port)
    return found


class Member:
    def __init__(self, cluster, name, client, peer, metrics, address="127.0.0.1"):
        self.cluster = cluster
        self.name = name
        self.address = address
        self.client = client
        self.peer = peer
        self.metrics = metrics
        self.process = None
        self.log = cluster.directory / f"{name}.log"
        self.data = cluster.directory / "data" / name
        # Runs it: `nsenter ...` and the like.
        self.wrapper = []
        # What it is told beside this process's own variables.
        self.environment = {}

    @property
    def endpoint(self):
        return f"{self.address}:{self.client}"

    def start(self):
        assert self.process is None or self.process.poll() is not None
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                self.wrapper + self.cluster.command(self), stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                cwd=self.cluster.directory, start_new_session=True,
                env={**os.environ, **self.environment})

    def signal(self, number):
        os.kill(self.process.pid, number)

    def kill(self):
        """With what it may have started: one that falls starts swift-backtrace, which keeps its ports."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self, timeout=20):
        """SIGTERM; its exit code."""
        self.process.terminate()
        return self.process.wait(timeout)

    @property
    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def get(self, path, timeout=2):
        with urllib.request.urlopen(f"http://{self.address}:{self.metrics}{path}", timeout=timeout) as answer:
            return answer.read().decode()

    def is_healthy(self):
        try:
            return json.loads(self.get("/health"))["health"] == "true"
        except (OSError, ValueError, KeyError):
            return False

    def is_leader(self):
        try:
            return "\netcd_server_is_leader 1" in self.get("/metrics")
        except OSError:
            return False

    def log_tail(self, lines=30):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


# The tests that failed, as conftest.py tells.
FAILED = []


class Cluster:
    def __init__(self, size=3, system=None, config=""):
        """`config` is added to cluster.conf, below the top-level keys and above the members."""
        self.failed_before = len(FAILED)
        self.system = system or SYSTEM
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="tern-test-"))
        self.name = self.directory.name
        self.members = self.make_members(size)
        if self.system == "tern":
            self.binary = tern_binary()
            (self.directory / "cluster.conf").write_text(self.configuration(config))

    def make_members(self, size):
        ports = free_ports(3 * size)
        return [Member(self, "abcdefg"[i], *ports[3 * i:3 * i + 3]) for i in range(size)]

    def configuration(self, extra):
        # For members that a sanitizer slows down.
        everywhere = os.environ.get("TERN_CLUSTER_CONF", "")
        text = f'cluster = "{self.name}"\n{everywhere}\n{extra}\n'
        for m in self.members:
            text += (
                f'[[members]]\nname = "{m.name}"\nclient = "{m.endpoint}"\n'
                f'peer = "{m.address}:{m.peer}"\nmetrics = "{m.address}:{m.metrics}"\n'
                f'data-dir = "{m.data}"\n')
        return text

    def command(self, member):
        if self.system == "tern":
            return [self.binary, "master", "--config", "cluster.conf", "--name", member.name]
        client, peer = f"http://{member.endpoint}", f"http://{member.address}:{member.peer}"
        peers = ",".join(f"{m.name}=http://{m.address}:{m.peer}" for m in self.members)
        return [
            "etcd", "--name", member.name, "--data-dir", str(member.data),
            "--listen-client-urls", client, "--advertise-client-urls", client,
            "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer,
            "--initial-cluster", peers, "--initial-cluster-token", self.name,
            "--listen-metrics-urls", f"http://{member.address}:{member.metrics}"]

    @property
    def endpoints(self):
        return ",".join(m.endpoint for m in self.members)

    def start(self):
        for m in self.members:
            m.start()
        self.wait_healthy()
        return self

    def wait_healthy(self, members=None, timeout=30):
        members = self.members if members is None else members
        deadline = time.monotonic() + timeout
        while True:
            waiting = [m for m in members if not m.is_healthy()]
            if not waiting:
                return
            for m in waiting:
                if not m.is_running:
                    raise AssertionError(f"{m.name} ended ({m.process.returncode}):\n{m.log_tail()}")
            if time.monotonic() > deadline:
                logs = "\n".join(f"--- {m.name}\n{m.log_tail()}" for m in waiting)
                raise AssertionError(f"not healthy after {timeout} s:\n{logs}")
            time.sleep(0.02)

    def leader(self, timeout=10):
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            for m in self.members:
                if m.is_running and m.is_leader():
                    return m
            time.sleep(0.02)
        raise AssertionError("no member says that it leads")

    def close(self, keep=False):
        for m in self.members:
            if m.process is not None:
                Member.kill(m)
        if not keep:
            shutil.rmtree(self.directory, ignore_errors=True)

    def __enter__(self):
        try:
            return self.start()
        except BaseException:
            self.close()
            raise

    def __exit__(self, kind, *_):
        # It may serve several tests, and hears of no failure then.
        has_failed = kind is not None or len(FAILED) > self.failed_before
        self.close(keep=has_failed and "TERN_KEEP" in os.environ)
