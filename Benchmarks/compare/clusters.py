"""Clusters of three members on loopback, Tern's and etcd's, handled alike: started, watched, ended."""

import atexit
import contextlib
import ctypes
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

NAMES = ("a", "b", "c")
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
PR_SET_PDEATHSIG = 1
libc = ctypes.CDLL(None)


class Failure(Exception):
    """Ends a run; its text is all that the user needs."""


def free_ports(count):
    """Ports that are free now; all are held until the last is found, so that they differ."""
    with contextlib.ExitStack() as sockets:
        held = [sockets.enter_context(socket.socket()) for _ in range(count)]
        for each in held:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in held]


def get(url, timeout=1.0):
    """The body of an answer, whatever its status; None when nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=timeout) as answer:
            return answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.read().decode()
    except OSError:
        return None


def wait_until(condition, seconds, what, every=0.02):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise Failure(f"waited {seconds:g} s in vain: {what}")
        time.sleep(every)


def die_with_parent():
    """In the child: so that no member outlives this script, however it ends."""
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Member:
    """One member: how it is started, and its process while it has one."""

    def __init__(self, name, command, directory, client, metrics):
        self.name = name
        self.command = command
        self.directory = pathlib.Path(directory)
        self.client = client
        self.metrics = metrics
        self.log = self.directory.parent / f"{name}.log"
        self.process = None

    @property
    def endpoint(self):
        return f"127.0.0.1:{self.client}"

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=die_with_parent,
                start_new_session=True)

    def stop(self, how=signal.SIGTERM):
        if self.process is None:
            return
        self.process.send_signal(how)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def page(self, path):
        return get(f"http://127.0.0.1:{self.metrics}{path}")

    @property
    def is_healthy(self):
        return re.search(r'"health"\s*:\s*"?true', self.page("/health") or "") is not None

    def metric(self, name):
        found = re.search(rf"^{name}(?:{{[^}}]*}})? (\S+)", self.page("/metrics") or "", re.MULTILINE)
        return float(found.group(1)) if found else None

    def check(self):
        if self.process is None or self.process.poll() is not None:
            raise Failure(f"member {self.name} has ended; its last words are in {self.log}:\n{self.last_words()}")

    def last_words(self):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-8:])

    def processor_seconds(self):
        """User and system time until now."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND

    def memory(self):
        """Resident MiB: all, of anonymous memory, of files."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return {
            key: int(re.search(rf"^{key}:\s+(\d+) kB", status, re.MULTILINE).group(1)) / 1024
            for key in ("VmRSS", "RssAnon", "RssFile")
        }


class Cluster:
    def __init__(self, name, version, members):
        self.name = name
        self.version = version
        self.members = members

    def start(self):
        for member in self.members:
            member.start()
        self.wait_until_healthy()

    def wait_until_healthy(self, seconds=30):
        def healthy():
            for member in self.members:
                member.check()
            return all(member.is_healthy for member in self.members)

        wait_until(healthy, seconds, f"{self.name}'s members are not all healthy")

    def leader(self):
        for member in self.members:
            if member.process and member.metric("etcd_server_is_leader") == 1:
                return member
        raise Failure(f"no member of {self.name} says in its metrics that it leads")

    def endpoints(self, first=None):
        """All members', or one's alone."""
        return first.endpoint if first else ",".join(member.endpoint for member in self.members)

    def processor_seconds(self):
        return sum(member.processor_seconds() for member in self.members)

    def memory(self):
        """The mean over members."""
        each = [member.memory() for member in self.members]
        return {key: sum(one[key] for one in each) / len(each) for key in each[0]}

    def kill(self):
        for member in self.members:
            member.stop(signal.SIGKILL)


def tern(executable, directory, limits=""):
    """Three masters with default settings, but for `limits`: lines of the file's section of that name."""
    ports = free_ports(9)
    lines = ['cluster = "compare"', f'data-dir = "{directory}"']
    for name, client, peer, metrics in zip(NAMES, ports[0:3], ports[3:6], ports[6:9]):
        lines += [
            "[[members]]", f'name = "{name}"', f'client = "127.0.0.1:{client}"', f'peer = "127.0.0.1:{peer}"',
            f'metrics = "127.0.0.1:{metrics}"',
        ]
    if limits:
        lines += ["[limits]", limits]
    os.makedirs(directory, exist_ok=True)
    configuration = pathlib.Path(directory) / "cluster.conf"
    configuration.write_text("\n".join(lines) + "\n")
    members = [
        Member(
            name, [
                executable, "master", "--config", str(configuration), "--name", name, "--data-dir",
                str(directory)
            ], pathlib.Path(directory) / name, client, metrics)
        for name, client, metrics in zip(NAMES, ports[0:3], ports[6:9])
    ]
    version = subprocess.run([executable, "--version"], capture_output=True, text=True).stdout.strip()
    return Cluster("tern", version.splitlines()[-1] if version else "", members)


def etcd(executable, version, directory):
    """Three members of a real etcd with default settings."""
    ports = free_ports(6)
    cluster = ",".join(f"{name}=http://127.0.0.1:{port}" for name, port in zip(NAMES, ports[3:6]))
    os.makedirs(directory, exist_ok=True)
    members = []
    for name, client, peer in zip(NAMES, ports[0:3], ports[3:6]):
        data = pathlib.Path(directory) / name
        client_url, peer_url = f"http://127.0.0.1:{client}", f"http://127.0.0.1:{peer}"
        command = [
            executable, "--name", name, "--data-dir", str(data), "--listen-client-urls", client_url,
            "--advertise-client-urls", client_url, "--listen-peer-urls", peer_url,
            "--initial-advertise-peer-urls", peer_url, "--initial-cluster", cluster,
        ]
        members.append(Member(name, command, data, client, client))
    return Cluster("etcd", version, members)


@contextlib.contextmanager
def scratch(parent, keep=False):
    """A directory for the members' data, on the same disk for all, gone in the end."""
    os.makedirs(parent, exist_ok=True)
    directory = pathlib.Path(tempfile.mkdtemp(prefix="data-", dir=parent))
    try:
        yield directory
    finally:
        if keep:
            print(f"kept {directory}")
        else:
            shutil.rmtree(directory, ignore_errors=True)


def end_with(*clusters):
    """Ends the clusters' processes however this script ends, short of a SIGKILL, which they notice themselves."""
    def kill():
        for cluster in clusters:
            cluster.kill()

    def stop(number, _):
        raise SystemExit(128 + number)

    atexit.register(kill)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    return kill


def file_system(path):
    """The kind of file system that holds `path`, as /proc/mounts names it."""
    path, best = str(pathlib.Path(path).resolve()), ("", "unknown")
    for line in pathlib.Path("/proc/mounts").read_text().splitlines():
        mount, kind = line.split()[1:3]
        inside = path == mount or path.startswith(mount.rstrip("/") + "/")
        if inside and len(mount) >= len(best[0]):
            best = (mount, kind)
    return best[1]
