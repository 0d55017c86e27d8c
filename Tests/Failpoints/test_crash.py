"""A member dies at each failpoint, under load and with the others alive, and is started again: what was acknowledged
is there, all members hold the same, each watcher saw each revision once, and a lease kept its key."""

import signal
import time

import pytest

import stage
from cluster import Cluster
from load import Load, grpc, wait_for_progress
from play import play
from points import POINTS
from scenarios import SCENARIOS


def test_every_point_has_a_scenario():
    assert sorted(SCENARIOS) == sorted(POINTS)


@pytest.mark.parametrize("point", [p for p in POINTS if p in SCENARIOS and not SCENARIOS[p].founding])
def test_crash(point, shared, record):
    scenario = SCENARIOS[point]
    with play(shared, record) as scene:
        scenario.before(scene)
        scene.member.kill()
        scenario.prepare(scene)
        scene.arm(f"{point}=crash@{scenario.turn}{scenario.also}")
        die(scene, point, scenario.drive)
        scene.disarm()
        scene.member.start()
        scene.start_others()
        scene.settle()
        assert scene.is_renewed == scenario.renews, scene.member.log_tail()


def die(scene, point, drive):
    """Has the member come to its point, and sees that this is what it died of."""
    deadline = time.monotonic() + stage.PATIENCE
    met = []
    while not scene.has_died and time.monotonic() < deadline:
        try:
            drive(scene)
        except (grpc.RpcError, AssertionError, OSError) as error:
            # It may have died on the way, or the others have no leader yet.
            met.append(error.details() if isinstance(error, grpc.RpcError) else str(error))
            scene.wait(0.05)
    assert point in scene.fired, f"never came to {point}; met {met}:\n{scene.member.log_tail()}"
    assert scene.has_died, f"came to {point} and went on:\n{scene.member.log_tail()}"
    code = scene.member.process.wait()
    assert code == -signal.SIGKILL, f"ended with {code} instead of dying at {point}:\n{scene.member.log_tail()}"


@pytest.mark.parametrize("point", [p for p in POINTS if p in SCENARIOS and SCENARIOS[p].founding])
def test_crash_while_the_cluster_is_founded(point, record):
    cluster = Cluster(config=stage.CONFIGURATION)
    try:
        member = cluster.members[0]
        member.environment = {
            "TERN_FAILPOINTS": f"{point}=crash@{SCENARIOS[point].turn}", "TERN_FAILPOINTS_REACHED": str(record)}
        for one in cluster.members:
            one.start()
        assert member.process.wait(stage.PATIENCE) == -signal.SIGKILL, member.log_tail()
        assert f"{point}!" in record.read_text().split()
        member.environment = {}
        member.start()
        cluster.wait_healthy()
        with Load(cluster, clients=4, watchers=2) as load:
            wait_for_progress(load, writes=100)
            load.stop()
            load.check()
    finally:
        cluster.close()
