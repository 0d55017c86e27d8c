"""How a member is brought to each failpoint."""

import shutil
import signal
import time
from dataclasses import dataclass
from typing import Callable

import stage as s
from load import rpc_pb2, wait_for_progress


def nothing(stage):
    pass


def rest(stage):
    """The load alone brings it there."""
    stage.wait(1)


@dataclass(frozen=True)
class Scenario:
    """`turn`: the how-manieth time counts. `before` is done while the member still runs, `prepare` while it is down,
    `drive` over and over from when it is up again until it has died."""

    drive: Callable = rest
    turn: int = 1
    before: Callable = nothing
    prepare: Callable = nothing
    # What it is told beside that.
    also: str = ""
    # Whether what it had is lost, so that it comes back as somebody else.
    renews: bool = False
    # In a cluster that is just being founded, in which all start at once.
    founding: bool = False


# What brings it there: elections.


def lead(stage):
    stage.lead()


def give_leadership_away(stage):
    if stage.lead():
        stage.lead(stage.others[0])


def follow(stage):
    """And has a client write at it."""
    if stage.lead(stage.others[0]):
        s.put(stage.member, "own/forwarded", "here")


def elect_another(stage):
    for member in stage.others:
        stage.lead(member)


def kill_leader(stage):
    if not stage.member.is_healthy():
        return
    leader = stage.cluster.leader()
    if leader is stage.member:
        stage.lead(stage.others[0])
        return
    leader.kill()
    stage.wait(1, lambda: any(m.is_leader() for m in stage.cluster.members if m is not leader))
    leader.start()
    stage.wait(3, leader.is_healthy)


# Snapshots and log.


def lag(stage):
    stage.wait_for_writes(s.LAG)


def lag_again(stage):
    """It has lagged already; once more if that was not enough."""
    stage.wait(4)
    if not stage.has_died:
        stage.member.kill()
        lag(stage)
        stage.member.start()


def let_another_lag(stage):
    if not stage.lead():
        return
    other = stage.others[1]
    other.kill()
    lag(stage)
    other.start()
    stage.wait(4)


def diverge(stage):
    """It leads, and gets entries that nobody else has."""
    while not stage.lead():
        pass
    for member in stage.others:
        member.kill()
    try:
        s.put(stage.member, f"alone/{stage.load.tag}", "nobody else has it", timeout=0.1)
    except s.grpc.RpcError:
        pass


def go_on_without(stage):
    stage.start_others()
    wait_for_progress(stage.load)


def remove_spares(stage):
    for path in (stage.member.data / "log").glob("spare-*"):
        path.unlink()


# Data that is lost or damaged.


def lose_data(stage):
    shutil.rmtree(stage.member.data)


def lose_log(stage):
    # Nothing is set aside for the third time within a day.
    for folder in stage.member.data.glob("damaged-*"):
        shutil.rmtree(folder)
    shutil.rmtree(stage.member.data / "log")


def let_another_lose_data(stage):
    if not stage.lead() or not stage.once("lost"):
        return stage.wait(0.2)
    other = stage.others[1]
    other.kill()
    shutil.rmtree(other.data)
    other.start()
    stage.wait(8)


# What a client asks of it.


def asking(action, *arguments):
    """`action(member, *arguments)`, over and over."""

    def drive(stage):
        if stage.member.is_healthy():
            action(stage.member, *arguments)
        stage.wait(0.02)

    return drive


def asking_leases(action):
    """Of a lease that is granted before."""

    def drive(stage):
        if not stage.member.is_healthy():
            return stage.wait(0.02)
        lease = time.monotonic_ns()
        s.grant(stage.member, lease, 2)
        action(stage, lease)

    return drive


def let_expire(stage, lease):
    stage.lead()
    stage.wait(4)


def read(member):
    s.call(member, "KV", "Range", rpc_pb2.RangeRequest(key=b"x"), rpc_pb2.RangeResponse)


def maintain(method, request, answer):
    return asking(lambda member: s.call(member, "Maintenance", method, request, answer))


def compact_past(stage):
    if not stage.member.is_healthy():
        return stage.wait(0.02)
    s.compact(stage.member, stage.past)
    # The watchers are far beyond it.
    stage.past += 1
    stage.wait(1)


def watch_past(stage):
    if stage.member.is_healthy():
        s.watch(stage.member, s.watch_from(stage.past), answers=2)


def ask_for_progress(stage):
    if stage.member.is_healthy():
        s.watch(stage.member, s.watch_from(0), s.PROGRESS_REQUEST, answers=3)


def range_over_all(stage):
    if stage.member.is_healthy() and stage.load.writes > 1000:
        request = rpc_pb2.RangeRequest(key=b"\0", range_end=b"\0")
        s.call(stage.member, "KV", "Range", request, rpc_pb2.RangeResponse)
    stage.wait(0.1)


def stop(stage):
    if not stage.member.is_healthy():
        return stage.wait(0.02)
    if stage.once("stopped"):
        stage.member.signal(signal.SIGTERM)
    stage.wait(5)


LOADED = Scenario()
LAGGING = Scenario(prepare=lag, drive=lag_again)
SENDING = Scenario(drive=let_another_lag)
NEW_DATA = Scenario(prepare=lose_data, renews=True)
DAMAGED = Scenario(prepare=lose_log, renews=True)
TAKING_IN = Scenario(drive=let_another_lose_data)
STOPPING = Scenario(drive=stop)

SCENARIOS = {
    "log-before-write": Scenario(turn=40),
    "log-before-sync": Scenario(turn=45),
    "log-after-sync": Scenario(turn=50),
    "log-hard-state-buffered": Scenario(elect_another),
    "log-suffix-replaced": Scenario(before=diverge, prepare=go_on_without),
    "log-before-mark": LOADED,
    "log-proof-written": LOADED,
    "log-marked": LOADED,
    "log-before-spare": Scenario(prepare=remove_spares),
    "log-spare-written": Scenario(prepare=remove_spares),
    "log-spare-renamed": Scenario(prepare=remove_spares),
    "log-segment-header-written": LOADED,
    "log-segment-before-rename": LOADED,
    "log-segment-renamed": LOADED,
    "log-segment-named": LOADED,
    "log-segment-end-written": LOADED,
    "log-segment-started": LOADED,
    "log-before-cut": LOADED,
    "log-cut-durable": LOADED,
    # It has to want a spare: so making one is held up.
    "log-segment-recycled": Scenario(prepare=remove_spares, also=",log-before-spare=pause:8000"),
    "log-recycled": LOADED,
    "log-reset-buffered": LAGGING,
    "log-reset-durable": LAGGING,
    "log-read-back": LOADED,
    "log-settled": LOADED,
    "log-recovered": LOADED,
    "store-made": NEW_DATA,
    "store-renamed": Scenario(founding=True),
    "checkpoint-begun": Scenario(turn=2),
    "checkpoint-frozen": Scenario(turn=2),
    "checkpoint-before-commit": Scenario(turn=2),
    "checkpoint-committed": Scenario(turn=2),
    "checkpoint-before-report": Scenario(turn=2),
    "compaction-before-commit": Scenario(compact_past),
    "compaction-committed": Scenario(compact_past),
    "snapshot-opened": SENDING,
    "snapshot-offer-taken": SENDING,
    "snapshot-first-chunk-sent": SENDING,
    "snapshot-chunk-sent": Scenario(let_another_lag, turn=4),
    "snapshot-done-sent": SENDING,
    "snapshot-delivered": SENDING,
    "snapshot-file-created": LAGGING,
    "snapshot-before-write": LAGGING,
    "snapshot-chunk-written": Scenario(lag_again, prepare=lag, turn=4),
    "snapshot-before-sync": LAGGING,
    "snapshot-synced": LAGGING,
    "snapshot-inspected": LAGGING,
    "snapshot-before-install": LAGGING,
    "install-before-sync": LAGGING,
    "install-before-rename": LAGGING,
    "install-renamed": LAGGING,
    "install-named": LAGGING,
    "install-reopened": LAGGING,
    "snapshot-before-reset": LAGGING,
    "snapshot-installed": LAGGING,
    "apply-before-batch": Scenario(turn=30),
    "apply-after-entry": Scenario(turn=150),
    "apply-after-batch": Scenario(turn=40),
    "apply-membership": TAKING_IN,
    "apply-before-answers": Scenario(turn=50),
    "apply-answered": Scenario(turn=60),
    "identity-before-replace": NEW_DATA,
    "small-file-before-rename": NEW_DATA,
    "small-file-renamed": NEW_DATA,
    "identity-replaced": NEW_DATA,
    "identity-peer-met": Scenario(founding=True),
    "identity-admitted": Scenario(founding=True),
    "identity-own-id-taken": NEW_DATA,
    "learner-added": TAKING_IN,
    "joint-entered": TAKING_IN,
    "joint-left": TAKING_IN,
    "set-aside-folder-made": DAMAGED,
    "set-aside-log-moved": DAMAGED,
    "set-aside-files-moved": DAMAGED,
    "set-aside-identity-copied": DAMAGED,
    "set-aside-identity-replaced": DAMAGED,
    "set-aside-note-removed": DAMAGED,
    "vote-before-write": Scenario(elect_another),
    "vote-before-answer": Scenario(elect_another),
    "became-pre-candidate": Scenario(kill_leader),
    "became-candidate": Scenario(lead),
    "became-leader": Scenario(lead),
    "leader-committed": Scenario(lead),
    "stepped-down": Scenario(give_leadership_away),
    "transfer-begun": Scenario(give_leadership_away),
    "timeout-now-sent": Scenario(give_leadership_away),
    "peer-dialling": LOADED,
    "peer-hello-sent": LOADED,
    "peer-welcome-sent": LOADED,
    "peer-link-opened": LOADED,
    "peer-before-send": Scenario(turn=100),
    "peer-received": Scenario(turn=100),
    "peer-closed": Scenario(kill_leader),
    "forward-sent": Scenario(follow, turn=5),
    "forward-taken": Scenario(lead, turn=20),
    "request-taken": Scenario(asking(s.put, "own/here", "here"), turn=10),
    "request-proposed": Scenario(asking(s.put, "own/here", "here"), turn=10),
    "request-before-answer": Scenario(asking(s.put, "own/here", "here"), turn=10),
    "request-answered": Scenario(asking(s.put, "own/here", "here"), turn=10),
    "read-confirmed": Scenario(asking(read), turn=5),
    "range-continued": Scenario(range_over_all),
    "watch-created": Scenario(watch_past),
    "watch-events-sent": Scenario(watch_past),
    "watch-resumed": Scenario(watch_past),
    "watch-history-read": Scenario(watch_past),
    "watch-progress-sent": Scenario(ask_for_progress),
    "lease-granted": Scenario(asking_leases(lambda stage, lease: None)),
    "lease-renewed": Scenario(asking_leases(lambda stage, lease: s.renew(stage.member, lease))),
    "lease-revoked": Scenario(asking_leases(lambda stage, lease: s.revoke(stage.member, lease))),
    "lease-expired": Scenario(asking_leases(let_expire)),
    "compaction-asked": Scenario(compact_past),
    "compaction-answered": Scenario(compact_past),
    "hash-taken": Scenario(maintain("HashKV", rpc_pb2.HashKVRequest(), rpc_pb2.HashKVResponse)),
    "defragment-asked": Scenario(
        maintain("Defragment", rpc_pb2.DefragmentRequest(), rpc_pb2.DefragmentResponse)),
    "backup-begun": Scenario(asking(s.back_up)),
    "backup-piece-sent": Scenario(asking(s.back_up)),
    "status-asked": Scenario(maintain("Status", rpc_pb2.StatusRequest(), rpc_pb2.StatusResponse)),
    "move-leader-asked": Scenario(give_leadership_away),
    "start-data-opened": LOADED,
    "start-peers-listening": LOADED,
    "start-serving": LOADED,
    "stop-begun": STOPPING,
    "stop-handed-over": STOPPING,
    "stop-drained": STOPPING,
    "stop-loop-ended": STOPPING,
    "stop-checkpointed": STOPPING,
    "stop-log-closed": STOPPING,
}
