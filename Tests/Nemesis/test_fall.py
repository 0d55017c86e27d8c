"""A member falls, as on a bad pointer, and is killed while its runtime still tells why."""

import os
import signal
import subprocess
import time

import pytest

from load import Load, wait_for_progress
from world import World

pytestmark = pytest.mark.tern


def test_a_fallen_member_can_be_started_again(net, tell):
    with World() as world, Load(world, watchers=1) as load:
        wait_for_progress(load)
        member, start = world.leader(), time.monotonic_ns()
        member.signal(signal.SIGSEGV)
        time.sleep(0.5)
        # As a supervisor does it: the process alone, without what it started.
        os.kill(member.process.pid, signal.SIGKILL)
        member.process.wait()
        wait_for_progress(load)
        left = subprocess.run(
            ["ps", "-o", "pid=,comm=", "-g", str(member.process.pid)], capture_output=True, text=True).stdout
        group = member.process.pid
        member.start()
        time.sleep(2)
        runs = member.is_running
        try:
            os.killpg(group, signal.SIGKILL)
        except ProcessLookupError:
            pass
        gap = load.longest_gap(start)
        tell(f"no write for {gap:.2f} s; left behind: {left.split()}; started again: {runs}")
        if not runs:
            time.sleep(0.2)
            member.start()
        world.wait_healthy()
        load.stop()
        load.check()
        assert runs, f"it can't be started again:\n{member.log_tail(3)}"
