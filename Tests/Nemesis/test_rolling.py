"""One member after the other is restarted with SIGTERM, again and again: no request fails, no watch misses or
doubles a change. Ten restarts; with TERN_ROUNDS=10, a hundred."""

import time

import pytest

from load import BalancedClient, Load, wait_for_progress
from world import ROUNDS, World


@pytest.mark.timeout(60 + 60 * ROUNDS)
def test_rolling_restarts(net, tell):
    with World() as world, Load(world, clients=4, watchers=3, client=BalancedClient) as load:
        wait_for_progress(load)
        longest = 0.0
        for turn in range(10 * ROUNDS):
            # Every other time the leader, else one after the other.
            member = world.leader() if turn % 2 else world.members[turn // 2 % 3]
            start = time.monotonic_ns()
            code = member.stop()
            assert code == 0 or world.system == "etcd", member.log_tail()
            member.start()
            world.wait_healthy()
            longest = max(longest, load.longest_gap(start))
            wait_for_progress(load)
            load.next_registers()
        load.stop()
        failures = [failure for client in load.clients for failure in client.failures]
        tell(f"{10 * ROUNDS} restarts, {len(load.calls)} requests, {len(failures)} failed, "
             f"{sum(w.reconnections for w in load.watchers)} reconnections of watchers, "
             f"at most {longest * 1000:.0f} ms between two acknowledged writes")
        load.check()
        # A real etcd closes connections on requests that are on their way.
        assert not failures or world.system == "etcd", failures[:5]
