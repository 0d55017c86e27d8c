"""A system call of one member fails: it goes on without what failed, or it ends and says why, and is started again.
Whichever, nothing that was acknowledged is lost."""

import contextlib
import errno
import time

import pytest

import scenarios
import stage
from load import grpc
from play import play
from points import FAILING

# Point, errno, how it is brought there, and whether the member goes on.
CASES = [
    ("log-before-write", errno.EIO, scenarios.SCENARIOS["log-before-write"], False),
    ("log-before-sync", errno.EIO, scenarios.SCENARIOS["log-before-sync"], False),
    ("log-before-spare", errno.ENOSPC, scenarios.SCENARIOS["log-before-spare"], True),
    ("log-before-spare", errno.EIO, scenarios.SCENARIOS["log-before-spare"], True),
    ("checkpoint-before-commit", errno.ENOSPC, scenarios.LOADED, True),
    ("checkpoint-before-commit", errno.EROFS, scenarios.LOADED, False),
    ("snapshot-before-write", errno.ENOSPC, scenarios.LAGGING, True),
    ("snapshot-before-sync", errno.EIO, scenarios.LAGGING, True),
    ("identity-before-replace", errno.ENOSPC, scenarios.NEW_DATA, False),
]


def test_every_failing_point_has_a_case():
    assert {case[0] for case in CASES} == set(FAILING)


@pytest.mark.parametrize(
    "point, code, scenario, goes_on", CASES, ids=[f"{c[0]} {errno.errorcode[c[1]]}" for c in CASES])
def test_error(point, code, scenario, goes_on, shared, record):
    with play(shared, record) as scene:
        member = scene.member
        member.kill()
        scenario.prepare(scene)
        scene.arm(f"{point}=fail:{code}@{scenario.turn}")
        scene.wait(stage.PATIENCE, lambda: point in scene.fired and goes_on)
        assert point in scene.fired, f"never failed at {point}:\n{member.log_tail()}"
        scene.disarm()
        if goes_on:
            scene.wait(2)
            assert member.is_running, f"ended by itself:\n{member.log_tail()}"
        else:
            scene.wait(stage.PATIENCE)
            assert not member.is_running and member.process.wait() == 1, f"went on:\n{member.log_tail()}"
            assert "stopped:" in member.log_tail(3), member.log_tail()
            member.start()
        scene.settle()
        assert scene.is_renewed == scenario.renews, member.log_tail()


@pytest.mark.parametrize("point, milliseconds", [
    ("log-before-sync", 1500), ("apply-before-batch", 1500), ("checkpoint-before-commit", 1500),
    ("peer-received", 600), ("leader-committed", 600), ("apply-before-answers", 600)])
def test_pause(point, milliseconds, shared, record):
    """The leader is held up where it hurts, for longer than anybody waits for it."""
    with play(shared, record) as scene:
        member = scene.member
        member.kill()
        gate = record.with_name("gate")
        scene.arm(f"{point}=pause:{milliseconds}", gate)
        deadline = time.monotonic() + stage.PATIENCE
        if point == "leader-committed":
            # Reached but once as a leader begins.
            gate.touch()
        while point not in scene.fired and time.monotonic() < deadline:
            with contextlib.suppress(grpc.RpcError, AssertionError):
                if scene.lead():
                    gate.touch()
                scene.wait(0.5, lambda: point in scene.fired)
        assert point in scene.fired, f"never held up at {point}:\n{member.log_tail()}"
        scene.wait(milliseconds / 1000 + 0.5)
        assert member.is_running, f"ended by itself:\n{member.log_tail()}"
        scene.disarm()
        scene.settle()
