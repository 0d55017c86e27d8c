"""Members are killed and frozen while clients write: nothing that was acknowledged is lost, and what clients
saw of each register has an order that explains it.

TERN_ROUNDS sets how many members fall (20).
"""

import os
import random
import signal

import pytest

from cluster import Cluster
from load import Load, wait_for_progress

ROUNDS = int(os.environ.get("TERN_ROUNDS", "20"))


@pytest.mark.timeout(60 + ROUNDS * 20)
def test_kill_and_freeze_under_load():
    rng = random.Random(ROUNDS)
    with Cluster() as cluster, Load(cluster, watchers=2) as load:
        for round in range(ROUNDS):
            wait_for_progress(load)
            fault = ["kill the leader", "freeze the leader", "kill any"][round % 3]
            member = rng.choice(cluster.members) if fault == "kill any" else cluster.leader()
            if fault == "freeze the leader":
                member.signal(signal.SIGSTOP)
                wait_for_progress(load)
                member.signal(signal.SIGCONT)
            else:
                member.kill()
                wait_for_progress(load)
                member.start()
            cluster.wait_healthy()
            load.next_registers()
        load.stop()
        load.check()


@pytest.mark.timeout(180)
def test_all_killed_at_once():
    with Cluster() as cluster, Load(cluster) as load:
        for _ in range(3):
            wait_for_progress(load)
            for member in cluster.members:
                member.kill()
            for member in cluster.members:
                member.start()
            cluster.wait_healthy()
            load.next_registers()
        load.stop()
        load.check()


@pytest.mark.timeout(120)
def test_a_clean_stop_loses_nothing_and_ends_with_0():
    with Cluster() as cluster, Load(cluster) as load:
        for _ in range(3):
            wait_for_progress(load)
            leader = cluster.leader()
            code = leader.stop()
            assert code == 0 or cluster.system == "etcd", leader.log_tail()
            wait_for_progress(load)
            leader.start()
            cluster.wait_healthy()
            load.next_registers()
        load.stop()
        load.check()
