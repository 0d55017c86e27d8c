"""Power cuts: the file system under a member is shut down (nothing reaches the disk from then on, what wasn't
synced is lost), the process is killed, the file system mounted anew, the member started again."""

import random
import signal

import pytest

import disk
from load import Load, wait_for_progress
from world import ROUNDS, World, need


def cut_power(members, flags, at_one_moment):
    if at_one_moment:
        for member in members:
            member.signal(signal.SIGSTOP)
    for member in members:
        member.disk.cut_power(flags)
    for member in members:
        member.kill(may_have_ended=True)
    for member in members:
        member.disk.unmount()
        member.disk.mount()
        member.start()


@pytest.mark.timeout(120 + 60 * ROUNDS)
@pytest.mark.parametrize("who", ["one", pytest.param("all", marks=pytest.mark.slow)])
@pytest.mark.parametrize("kind", ["ext4", "xfs"])
def test_power_cuts(net, tell, kind, who):
    need(disk.missing(kind))
    rng = random.Random(f"{kind} {who}")
    rounds = 12 * ROUNDS
    with World(kind) as world, Load(world, watchers=2, padding=1000) as load:
        for _ in range(rounds):
            wait_for_progress(load, writes=rng.choice([20, 200]))
            members = world.members if who == "all" else [rng.choice([world.leader(), *world.members])]
            for member in members:
                assert member.is_running, f"{member.name} ended by itself:\n{member.log_tail()}"
            cut_power(members, rng.choice([disk.NOLOGFLUSH, disk.LOGFLUSH]), rng.random() < 0.5)
            world.wait_healthy()
            load.next_registers()
        wait_for_progress(load)
        load.stop()
        load.check()
        tell(f"{rounds} cuts of {who}, {load.writes} acknowledged writes, none lost")
