"""What a network and a scheduler do to members, while clients write: each fault for a while, then none.

A fault that leaves a majority connected must not stop writes for long; after any, all members serve again,
and everything that `load.Load` promises holds.
"""

import contextlib
import random
import signal
import threading
import time

import pytest

import network
from cluster import SYSTEM
from load import Load, wait_for_progress
from network import CLIENTS, links
from world import ROUNDS, World, need

PEER = 2380
HOLD = 1.5


@pytest.fixture(scope="module")
def world(filters):
    with World() as world:
        yield world


# Each: a context in which the fault lasts. `l` leads, `f` and `g` follow.

def cut(rules, is_used=True):
    """`is_used`: something is said over these links."""
    @contextlib.contextmanager
    def fault(net, world, l, f, g):
        names = {"l": l.name, "f": f.name, "g": g.name, "clients": CLIENTS}
        with net.filtered([(names[s], names[t], what) for s, t, what in rules]):
            yield
            assert net.dropped() or not is_used, "no packet was there to be dropped"
    return fault


@contextlib.contextmanager
def flapping(net, world, l, f, g):
    over = threading.Event()
    rules = links((l.name, f.name), (l.name, g.name))

    def flap():
        rng = random.Random(2)
        while not over.is_set():
            net.filter(rules)
            over.wait(rng.uniform(0.02, 0.4))
            net.filter([])
            over.wait(rng.uniform(0.02, 0.4))

    thread = threading.Thread(target=flap)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@contextlib.contextmanager
def connections_closed(net, world, l, f, g):
    need(network.missing_resets())
    closed = 0
    for _ in range(5):
        for member in (l, f):
            closed += net.close_connections(member.name, PEER)
        time.sleep(0.1)
    assert closed > 0, "no connection was there to be closed"
    yield


@contextlib.contextmanager
def refused(net, world, l, f, g):
    with net.refused(l.name, PEER):
        yield


def relayed(*numbers):
    @contextlib.contextmanager
    def fault(net, world, l, f, g):
        with net.delayed(l.name, *numbers):
            yield
    return fault


def killed(*who):
    @contextlib.contextmanager
    def fault(net, world, l, f, g):
        chosen = [{"l": l, "f": f, "g": g}[w] for w in who]
        for member in chosen:
            member.kill()
        yield
        for member in chosen:
            member.start()
    return fault


def frozen(who, seconds=None):
    """For as long as the fault lasts, or again and again for so many seconds."""
    @contextlib.contextmanager
    def fault(net, world, l, f, g):
        member = {"l": l, "f": f}[who]
        for _ in range(5 if seconds else 1):
            member.signal(signal.SIGSTOP)
            if seconds:
                time.sleep(seconds)
                member.signal(signal.SIGCONT)
                time.sleep(seconds)
        yield
        member.signal(signal.SIGCONT)
    return fault


ALL_LINKS = [("l", "f"), ("l", "g"), ("f", "g")]
LARGE = "meta length > 600"
# Name: (the fault, whether a majority can serve meanwhile).
FAULTS = {
    "leader cut off, clients still reach it": (cut(links(("l", "f"), ("l", "g"))), True),
    "leader cut off from all": (cut(links(("l", "f"), ("l", "g"), ("l", "clients"))), True),
    "follower cut off": (cut(links(("f", "l"), ("f", "g"))), True),
    "nobody hears the leader": (cut([("l", "f", ""), ("l", "g", "")]), True),
    "the leader hears nobody": (cut([("f", "l", ""), ("g", "l", "")]), True),
    "one follower does not hear the leader": (cut([("l", "f", "")]), True),
    "the leader does not hear one follower": (cut([("f", "l", "")]), True),
    "leader and one follower apart, the other sees both": (cut(links(("l", "f"))), True),
    "followers apart, the leader sees both": (cut(links(("f", "g")), False), True),
    "clients cut off from the leader": (cut(links(("l", "clients"))), True),
    "all apart": (cut(links(*ALL_LINKS)), False),
    "flapping links of the leader": (flapping, False),
    # To a real etcd's followers its heartbeats pass still, so it keeps the office.
    "large packets of the leader lost": (cut([("l", "f", LARGE), ("l", "g", LARGE)]), SYSTEM == "tern"),
    "large packets to one follower lost": (cut([("l", "f", LARGE)]), True),
    "large packets lost everywhere": (cut(links(*ALL_LINKS, what=LARGE)), False),
    "a tenth of packets lost": (cut(links(*ALL_LINKS, what="numgen random mod 10 == 0")), False),
    "peers' connections closed": (connections_closed, True),
    "peers' connections of the leader refused": (refused, False),
    "leader 20 ms away": (relayed(10), True),
    "leader behind a link that delays, reorders, loses and doubles": (relayed(2, 8, 0.02, 0.02), True),
    "leader killed": (killed("l"), True),
    "leader and follower killed": (killed("l", "f"), False),
    "all killed": (killed("l", "f", "g"), False),
    "leader frozen": (frozen("l"), True),
    "follower frozen": (frozen("f"), True),
    "leader frozen for moments": (frozen("l", 0.15), True),
}


def endure(net, world, load, name):
    """One fault, until the cluster is whole again. What happened, for the report."""
    fault, serves = FAULTS[name]
    wait_for_progress(load)
    leader = world.leader()
    followers = [m for m in world.members if m is not leader]
    before, start = load.writes, time.monotonic_ns()
    with fault(net, world, leader, *followers):
        if serves:
            wait_for_progress(load, 10)
        time.sleep(max(0.0, start / 1e9 + HOLD - time.monotonic()))
        during = load.writes - before
    world.wait_healthy()
    wait_for_progress(load, 15)
    load.next_registers()
    return f"{during} writes meanwhile, at most {load.longest_gap(start):.2f} s between two"


@pytest.mark.timeout(120 + 60 * ROUNDS)
@pytest.mark.parametrize("name", FAULTS)
def test_fault(filters, world, tell, name):
    with Load(world, watchers=2, padding=1000) as load:
        told = [endure(filters, world, load, name) for _ in range(ROUNDS)]
        load.stop()
        load.check()
    tell(f"{told[-1]}; {load.writes} acknowledged writes in all")


@pytest.mark.timeout(120 + 60 * ROUNDS)
def test_one_fault_after_the_other(filters, world, tell):
    """In a random order, with no pause between."""
    rng = random.Random(ROUNDS)
    done = []
    with Load(world, watchers=3, padding=1000) as load:
        for _ in range(4 * ROUNDS):
            done.append(rng.choice(list(FAULTS)))
            endure(filters, world, load, done[-1])
        load.stop()
        load.check()
    tell(f"{len(done)} faults, {load.writes} acknowledged writes, "
         f"{sum(w.reconnections for w in load.watchers)} reconnections of watchers")
