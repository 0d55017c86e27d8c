"""Members whose clocks are wrong: no wrong answer, and no lease that expires before its time."""

import random
import time

import pytest

import clocks
from leases import Holders
from load import Load, wait_for_progress
from world import ROUNDS, World, need

DAY = 86400
SECONDS = 12 * ROUNDS


def restart(world, member, start=None):
    member.kill()
    (start or member.start)()
    world.wait_healthy()


@pytest.mark.slow
@pytest.mark.timeout(120 + 2 * SECONDS)
def test_monotonic_clocks_that_start_elsewhere(net, tell):
    """As on machines that were started at different times; and at each restart another, as after a reboot."""
    need(clocks.missing_namespaces())
    rng = random.Random(3)
    offsets = [clocks.Offset(seconds) for seconds in (0, 30 * DAY, 3 * DAY, -int(time.monotonic() * 0.9))]
    world = World()
    wrappers = {m.name: m.wrapper for m in world.members}

    def start(member):
        member.wrapper = rng.choice(offsets).wrapper + wrappers[member.name]
        member.start()

    try:
        for member in world.members:
            start(member)
        world.wait_healthy()
        restarts, end = 0, time.monotonic() + SECONDS
        with Load(world, clients=3, watchers=1) as load, Holders(load) as holders:
            while time.monotonic() < end:
                time.sleep(1)
                wait_for_progress(load)
                member = rng.choice([world.leader(), *world.members])
                restart(world, member, lambda: start(member))
                restarts += 1
                load.next_registers()
            time.sleep(3)
        load.check()
        tell(f"{restarts} restarts, {load.writes} acknowledged writes, {holders.check()}")
    finally:
        world.close()
        for offset in offsets:
            offset.close()


@pytest.mark.timeout(120 + 2 * SECONDS)
def test_wall_clocks_that_jump(net, tell, tmp_path):
    """By up to ten years, back and forth, also between the end of a process and the next one's start."""
    need(clocks.missing_library())
    rng = random.Random(4)
    world = World()
    turned = turn(world, clocks.build_library(tmp_path), tmp_path, [1, 1, 1])
    with world:
        jumps, restarts, end = 0, 0, time.monotonic() + SECONDS
        with Load(world, clients=3, watchers=1) as load, Holders(load) as holders:
            while time.monotonic() < end:
                time.sleep(0.2)
                turned[rng.choice("abc")].set(rng.choice([0, 1, -1]) * rng.choice([1, 60, 3600, 3650 * DAY]))
                jumps += 1
                if jumps % 10 == 0:
                    restart(world, rng.choice([world.leader(), *world.members]))
                    restarts += 1
                    wait_for_progress(load)
                    load.next_registers()
            time.sleep(3)
        load.check()
        tell(f"{jumps} jumps, {restarts} restarts, {load.writes} acknowledged writes, {holders.check()}")


@pytest.mark.slow
@pytest.mark.timeout(120 + 2 * SECONDS)
def test_clocks_that_drift(net, tell, tmp_path):
    """A tenth too fast and too slow: far more than any machine's."""
    need(clocks.missing_library())
    rng = random.Random(5)
    world = World()
    turn(world, clocks.build_library(tmp_path), tmp_path, [1.1, 1, 0.9])
    with world:
        restarts, end = 0, time.monotonic() + SECONDS
        with Load(world, clients=3, watchers=1) as load, Holders(load, fastest=1.1) as holders:
            while time.monotonic() < end:
                time.sleep(2.5)
                wait_for_progress(load)
                restart(world, rng.choice([world.leader(), *world.members]))
                restarts += 1
                load.next_registers()
            time.sleep(3)
        load.check()
        tell(f"{restarts} restarts, {load.writes} acknowledged writes, {holders.check()}")


def turn(world, library, directory, rates):
    turned = {}
    for member, rate in zip(world.members, rates):
        clock = turned[member.name] = clocks.Turned(library, directory / f"clock-{member.name}", rate)
        member.wrapper = member.wrapper + clock.wrapper
    return turned
