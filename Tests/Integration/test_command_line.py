"""`tern master`, `tern up` and `tern down` as a user meets them."""

import json
import os
import pty
import re
import select
import signal
import socket
import subprocess
import time

import pytest

from cluster import SYSTEM, Cluster
from etcdctl import Etcdctl

pytestmark = pytest.mark.tern


@pytest.fixture
def here():
    """A cluster that is described but not started; its directory is where commands run."""
    if SYSTEM != "tern":
        pytest.skip("about Tern alone")
    cluster = Cluster()
    yield cluster
    tern(cluster, "down", "--config", "cluster.conf")
    cluster.close()


def tern(cluster, *arguments, timeout=90):
    return subprocess.run(
        [cluster.binary, *arguments], cwd=cluster.directory, capture_output=True, text=True, timeout=timeout,
        stdin=subprocess.DEVNULL)


def processes(cluster):
    """Of the members, from their pid files."""
    found = {}
    for member in cluster.members:
        file = cluster.directory / "data" / member.name / "tern.pid"
        text = file.read_text().strip() if file.exists() else ""
        if text and os.path.exists(f"/proc/{text}"):
            found[member.name] = int(text)
    return found


def test_up_detached_and_down(here):
    done = tern(here, "up", "--detach")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "the cluster serves at http://127.0.0.1:" in done.stdout
    assert "tern down" in done.stdout
    assert set(processes(here)) == {"a", "b", "c"}
    assert Etcdctl(here.endpoints)("put", "a", "1") == ["OK"]

    again = tern(here, "up", "--detach")
    assert again.returncode == 75
    assert "runs already" in again.stderr

    down = tern(here, "down")
    assert down.returncode == 0
    assert "stopped 3 members" in down.stdout
    assert processes(here) == {}
    assert "nothing to stop" in tern(here, "down").stdout

    assert tern(here, "up", "--detach").returncode == 0
    assert Etcdctl(here.endpoints)("get", "a", "--print-value-only") == ["1"], "data outlives the processes"


def test_up_without_a_terminal_prints_lines_and_stops_on_ctrl_c(here):
    up = subprocess.Popen(
        [here.binary, "up"], cwd=here.directory, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    seen = ""
    for line in up.stdout:
        seen += line
        if "the cluster serves" in line:
            break
    assert re.search(r"^\d\d:\d\d:\d\d\.\d{3}  [abc] leads, in term \d+$", seen, re.M), seen
    up.send_signal(signal.SIGINT)
    rest, _ = up.communicate(timeout=30)
    assert up.returncode == 0
    assert "all stopped" in rest
    assert processes(here) == {}


def test_up_on_a_terminal_kills_and_restarts_on_a_key(here):
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(here.directory)
        os.execv(here.binary, ["tern", "up"])
    try:
        screen = Screen(terminal)
        screen.wait("3 of 3 members serve")
        before = processes(here)
        os.write(terminal, b"2k")
        screen.wait("b was killed")
        screen.wait("2 of 3 members serve")
        os.write(terminal, b"r")
        screen.wait("b is started")
        screen.wait("3 of 3 members serve")
        after = processes(here)
        assert after["b"] != before["b"] and after["a"] == before["a"]
        os.write(terminal, b"q")
        screen.wait("all stopped")
        assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 0
    finally:
        os.close(terminal)


class Screen:
    """What comes on a terminal, without its control sequences."""

    def __init__(self, terminal):
        self.terminal = terminal

    def wait(self, text, timeout=30):
        seen, deadline = "", time.monotonic() + timeout
        while text not in re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", seen):
            assert time.monotonic() < deadline, f"no '{text}' on the screen:\n{seen[-3000:]}"
            if select.select([self.terminal], [], [], 0.1)[0]:
                seen += os.read(self.terminal, 65536).decode(errors="replace")


def test_a_data_directory_has_one_master(here):
    first = here.members[0]
    first.start()
    wait_until(lambda: "a" in processes(here))
    second = tern(here, "master", "--config", "cluster.conf", "--name", "a")
    assert second.returncode == 75
    assert f"in use by process {first.process.pid}" in second.stderr
    first.kill()


def test_a_second_signal_ends_a_master_at_once(here):
    """Alone it has no quorum to hand anything over to; whatever it waits for, the second signal ends it."""
    member = here.members[0]
    member.start()
    wait_until(lambda: "a" in processes(here))
    member.signal(signal.SIGTERM)
    member.signal(signal.SIGTERM)
    assert member.process.wait(10) in (0, 143)


def test_logs_in_json(here):
    member = here.members[0]
    log = here.directory / "json.log"
    with open(log, "wb") as file:
        process = subprocess.Popen(
            here.command(member) + ["--log-format", "json"], cwd=here.directory, stderr=file)
    wait_until(lambda: log.read_text().count("\n") > 0)
    process.terminate()
    assert process.wait(20) == 0
    for line in log.read_text().splitlines():
        entry = json.loads(line)
        assert entry["member"] == "a" and entry["message"] and entry["level"] and entry["time"].endswith("Z")


@pytest.mark.parametrize("change, expected", [
    (('name = "b"', 'name = "a"'), "members[1].name"), (("[[members]]", "[[member]]"), "members"),
    (('cluster = ', 'clutser = '), "Did you mean 'cluster'?")])
def test_mistakes_in_the_file_are_named(here, change, expected):
    file = here.directory / "cluster.conf"
    file.write_text(file.read_text().replace(*change))
    for command in (["up", "--detach"], ["master", "--name", "a", "--config", "cluster.conf"], ["down"]):
        done = tern(here, *command)
        assert done.returncode == 78, done.stdout + done.stderr
        assert expected in done.stderr and "cluster.conf:" in done.stderr


def test_an_unknown_member_and_a_missing_file(here):
    done = tern(here, "master", "--config", "cluster.conf", "--name", "z")
    assert done.returncode == 78 and "a, b, c" in done.stderr
    done = tern(here, "up", "--config", "nowhere.conf")
    assert done.returncode == 78 and "nowhere.conf: can't be read" in done.stderr
    assert tern(here, "master").returncode == 64


def test_a_port_in_use_is_told_with_the_log(here):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", here.members[1].client))
        taken.listen()
        done = tern(here, "up", "--detach")
    assert done.returncode == 1
    assert "b " in done.stderr and str(here.members[1].client) in done.stderr, done.stderr
    assert processes(here) == {}


def wait_until(is_true, timeout=20):
    deadline = time.monotonic() + timeout
    while not is_true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_check_data(here):
    tern(here, "up", "--detach")
    etcd = Etcdctl(here.endpoints)
    for n in range(21):
        etcd("put", f"key{n}", "value")
    busy = tern(here, "check", "data")
    assert busy.returncode == 75, busy.stderr
    tern(here, "down")
    whole = tern(here, "check", "data")
    assert whole.returncode == 0, whole.stderr
    assert whole.stdout.count("whole; ") == 3 and "at revision 22" in whole.stdout

    database = here.directory / "data" / "a" / "keyspace" / "data.mdb"
    content = bytearray(database.read_bytes())
    at = content.rindex(b"key7")
    content[at] ^= 1
    database.write_bytes(content)
    one = tern(here, "check", "data", "--name", "b")
    assert one.returncode == 0, one.stderr
    damaged = tern(here, "check", "data")
    assert damaged.returncode == 1, damaged.stdout
    assert "data/a: " in damaged.stderr and "damaged" in damaged.stderr
    assert damaged.stdout.count("whole; ") == 2


def test_a_check_that_works_for_another_closes_only_what_is_its_own(here, tmp_path):
    """By the time it knows for whom it works its runtime may have opened files, and falls without them."""
    os.mkfifo(tmp_path / "snapshot")
    mine, given = os.pipe()
    check = subprocess.Popen(
        [here.binary, "check", "data", "--for-process", str(os.getpid()), "--snapshot", tmp_path / "snapshot"],
        pass_fds=[given], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(given)
    try:
        # Until it waits for the snapshot's first byte.
        with open(tmp_path / "snapshot", "wb"):
            is_closed, _, _ = select.select([mine], [], [], 0)
            assert check.poll() is None
            assert not is_closed
    finally:
        check.kill()
        check.wait()
        os.close(mine)


def test_a_suspicion_is_looked_into(here):
    """Left by a member that fell, or that found damage: the next start checks everything first."""
    tern(here, "up", "--detach")
    Etcdctl(here.endpoints)("put", "a", "1")
    victim = processes(here)["b"]
    os.kill(victim, signal.SIGSEGV)
    wait_until(lambda: "b" not in processes(here))
    directory = here.directory / "data" / "b"
    assert "signal 11" in (directory / "suspect").read_text()
    assert "has fallen" in (directory / "tern.log").read_text()
    tern(here, "down")
    again = tern(here, "up", "--detach")
    assert again.returncode == 0, again.stderr
    assert not (directory / "suspect").exists()
    assert "the data is whole" in (directory / "tern.log").read_text()
