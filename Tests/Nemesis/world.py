"""Three members in namespaces and on disks of their own."""

import os

import pytest

import disk
import network
from cluster import Cluster, Member

ROUNDS = int(os.environ.get("TERN_ROUNDS", "1"))
# Small segments and a small Delta, so that a short test sees the log's files change and checkpoints.
LIMITS = '[limits]\nlog-segment-bytes = "4MiB"\nlog-keep-bytes = "16MiB"\ndelta-bytes = "4MiB"\n'


def need(reason):
    """Skips the test if there is a reason to."""
    if reason is not None:
        pytest.skip(reason)


class Node(Member):
    """One in a network namespace of its own, and on a disk of its own if the cluster has them."""

    def __init__(self, cluster, name, kind):
        super().__init__(cluster, name, 2379, 2380, 2381, network.ADDRESSES[name])
        self.wrapper = network.Network.inside(name)
        self.disk = None
        if kind is not None:
            self.disk = disk.Disk(cluster.directory, name, kind)
            self.data = self.disk.path / "data"

    def kill(self, may_have_ended=False):
        assert may_have_ended or self.is_running, f"{self.name} ended by itself:\n{self.log_tail()}"
        super().kill()


class World(Cluster):
    def __init__(self, kind=None, config=LIMITS):
        """`kind`: the file systems' kind; None: no disks of their own."""
        self.kind = kind
        super().__init__(config=config)

    def make_members(self, size):
        return [Node(self, name, self.kind) for name in "abcdefg"[:size]]

    @property
    def followers(self):
        leader = self.leader()
        return [m for m in self.members if m is not leader]

    def close(self, keep=False):
        for m in self.members:
            if m.process is not None:
                m.kill(may_have_ended=True)
            if m.disk is not None:
                m.disk.close()
        super().close(keep)
