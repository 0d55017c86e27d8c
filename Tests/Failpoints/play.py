"""What each test with a failpoint begins and ends with."""

import contextlib
import os
import time

import stage
from load import Load, revision, wait_for_progress
from stage import Stage

LEASE_TTL = 120


@contextlib.contextmanager
def play(shared, record):
    """A `Stage` under load, whose member takes its turn; when the body is through, and all members are back, nothing is
    lost that was acknowledged."""
    cluster = shared.get()
    member = cluster.members[shared.turn % len(cluster.members)]
    try:
        lease = Lease(cluster)
        with Load(cluster, clients=4, watchers=2, padding=stage.PADDING) as load:
            scene = Stage(cluster, load, member, record)
            wait_for_progress(load)
            yield scene
            wait_for_progress(load)
            load.stop()
            load.check()
        lease.check()
        tidy(cluster)
    except BaseException:
        shared.drop(keep="TERN_KEEP" in os.environ)
        raise


class Lease:
    """One with a key, which lasts."""

    def __init__(self, cluster):
        self.cluster = cluster
        self.id = time.monotonic_ns()
        self.key = f"leased/{self.id}"
        leader = cluster.leader()
        stage.grant(leader, self.id, LEASE_TTL)
        stage.put(leader, self.key, "leased", lease=self.id)

    def check(self):
        for member in self.cluster.members:
            left, keys = stage.keys_of(member, self.id)
            assert left > 0 and keys == [self.key], f"{member.name} has the lease with {left} s and {keys}"
        stage.revoke(self.cluster.members[0], self.id)
        for member in self.cluster.members:
            left, keys = stage.keys_of(member, self.id)
            assert left == -1 and not keys, f"{member.name} has a revoked lease with {left} s and {keys}"


def tidy(cluster):
    """Keeps the keyspace small for the next one."""
    member = cluster.leader()
    for prefix in ("own/", "register/", "alone/"):
        stage.delete(member, prefix)
    # Not the newest, so that the next one has something to compact.
    stage.compact(member, revision(cluster) - 1)
