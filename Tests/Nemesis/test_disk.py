"""Full, slow, hanging, read-only and dead disks: the others go on, and the member loses nothing."""

import time

import pytest

import disk
from load import Load, wait_for_progress
from world import World, need

# What a member says when its disk is the reason.
FULL = ("space", "No space", "ENOSPC")


@pytest.fixture(scope="module")
def world(net):
    need(disk.missing())
    with World("ext4") as world:
        yield world


def choose(world, who):
    return world.leader() if who == "leader" else world.followers[0]


def wait_for_end(member, timeout=15):
    """Until it has ended, by itself: its exit code; None: it didn't."""
    deadline = time.monotonic() + timeout
    while member.is_running and time.monotonic() < deadline:
        time.sleep(0.05)
    return member.process.poll()


def bring_back(world, members):
    for member in members:
        if not member.is_running:
            member.start()
    world.wait_healthy()


def said(member, start, words):
    """What it logged since `start` (bytes) with one of the words in it."""
    text = member.log.read_bytes()[start:].decode(errors="replace")
    return [line for line in text.splitlines() if any(word in line for word in words)]


@pytest.mark.parametrize("who", ["leader", "follower", "all"])
def test_full_disk(world, tell, who):
    """It stops, or waits, and says so; once there is room, it goes on or can be started."""
    with Load(world, watchers=1, padding=8000) as load:
        wait_for_progress(load)
        members = world.members if who == "all" else [choose(world, who)]
        starts = {m.name: m.log.stat().st_size for m in members}
        for member in members:
            member.disk.fill()
        if who == "all":
            wait_for_silence(load)
        else:
            # As many as fill its segments and make it take checkpoints.
            wait_for_progress(load, 60, 1500)
        told = {m.name: said(m, starts[m.name], FULL) for m in members}
        ended = {m.name: m.process.poll() for m in members}
        again = start_while_full([m for m in members if not m.is_running])
        for member in members:
            member.disk.free()
        bring_back(world, members)
        wait_for_progress(load)
        load.stop()
        load.check()
        first = members[0].name
        tell(f"{load.writes} acknowledged writes; exit codes {ended}, started while full {again}; "
             f"said: {told[first][:1]}")
        for name, code in ended.items():
            assert code is None, f"{name} ended with {code}"
            assert told[name] or who == "all", f"{name} said nothing of it"


def start_while_full(members):
    """Name: its exit code (None: it runs) and what it said."""
    starts = [member.log.stat().st_size for member in members]
    for member in members:
        member.start()
    time.sleep(2)
    return {
        m.name: (m.process.poll(), said(m, start, ["stopped:", *FULL])[:1])
        for m, start in zip(members, starts)}


def wait_for_silence(load, timeout=60):
    """Until no write was acknowledged for two seconds."""
    deadline = time.monotonic() + timeout
    while True:
        before = load.writes
        time.sleep(2)
        if load.writes == before:
            return
        assert time.monotonic() < deadline, "writes are acknowledged though all disks are full"


@pytest.mark.parametrize("who", ["leader", "follower"])
def test_slow_disk(world, tell, who):
    need(disk.missing_throttle())
    with Load(world, watchers=1) as load:
        wait_for_progress(load)
        usual = rate(load)
        member = choose(world, who)
        with member.disk.throttled(member.process.pid, 10):
            before = syncs(member)
            wait_for_progress(load, 10, 1)
            slow = rate(load)
            count, seconds = (b - a for a, b in zip(before, syncs(member)))
        bring_back(world, [member])
        load.stop()
        load.check()
        tell(f"{usual:.0f} writes/s, {slow:.0f} with ten disk writes a second: "
             f"{count:.0f} syncs of {seconds / count * 1000:.0f} ms")
        assert seconds / count > 0.05, "the disk was not slow"


@pytest.mark.parametrize("who", ["leader", "follower"])
def test_hanging_disk(world, tell, who):
    with Load(world, watchers=1) as load:
        wait_for_progress(load)
        usual = rate(load)
        member = choose(world, who)
        with member.disk.frozen():
            gap = wait_for_progress(load, 10, 1)
            hanging = rate(load)
        bring_back(world, [member])
        load.stop()
        load.check()
        tell(f"{usual:.0f} writes/s, {hanging:.0f} while it hung, first after {gap:.1f} s")


@pytest.mark.tern
@pytest.mark.parametrize("who", ["leader", "follower"])
@pytest.mark.parametrize("how", ["read-only", "dead"])
def test_failing_disk(world, tell, how, who):
    """A failed sync is final: the member stops by itself, and says why."""
    with Load(world, watchers=1, padding=1000) as load:
        wait_for_progress(load)
        member = choose(world, who)
        start = member.log.stat().st_size
        if how == "dead":
            member.disk.cut_power()
        else:
            # What ext4 does with an error in its own structures.
            disk.run("mount", "-o", "remount,abort", str(member.disk.path))
        code = wait_for_end(member)
        gap = wait_for_progress(load, 10, 20)
        told = said(member, start, ["CRITICAL", "critical"])
        member.kill(may_have_ended=True)
        member.disk.unmount()
        member.disk.mount()
        bring_back(world, [member])
        load.stop()
        load.check()
        tell(f"20 writes in {gap:.1f} s then; exit code {code}; said: {told[:1]}")
        assert code == 1, f"it went on with a {how} disk, or fell: {code}\n{member.log_tail()}"
        assert told, "it didn't say why it stopped"


def syncs(member):
    """Of its log: how many there were, and the seconds they took in all."""
    name = "etcd_disk_wal_fsync_duration_seconds"
    found = dict(line.rsplit(" ", 1) for line in member.get("/metrics").splitlines() if line.startswith(name))
    return float(found[f"{name}_count"]), float(found[f"{name}_sum"])


def rate(load, seconds=2):
    """Acknowledged writes a second."""
    before = load.writes
    time.sleep(seconds)
    return (load.writes - before) / seconds
