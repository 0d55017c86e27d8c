"""Three members of which one is told to die, or to fail, at a failpoint, and what can be done to them meanwhile."""

import contextlib
import time

from load import grpc, revision, rpc_pb2, rpc_pb2_grpc

# As small as they may be, so that a second's load changes the log's files, makes checkpoints, and leaves a member
# that was away for another second in need of a snapshot.
CONFIGURATION = """
[limits]
max-request-bytes = "256KiB"
log-segment-bytes = "1MiB"
delta-bytes = "1MiB"
log-keep-entries = 200
log-keep-bytes = "1MiB"
snapshot-chunk-bytes = "64KiB"
"""
PADDING = 2000
# Writes after which one that was away needs a snapshot.
LAG = 700
# How long a member may take to come to its point, in seconds.
PATIENCE = 30


class Stage:
    """A cluster under load, and the member that is to die."""

    def __init__(self, cluster, load, member, record):
        self.cluster = cluster
        self.load = load
        self.member = member
        # Where the member writes down what it reached.
        self.record = record
        self.identity = member_id(member)
        # Things that were done once.
        self.done = set()
        # Up to here nobody needs history any more.
        self.past = revision(cluster)

    # What befalls the member that is to die.

    def arm(self, order, gate=None):
        """The order is in force once `gate` is there, or from the start."""
        self.member.environment = {"TERN_FAILPOINTS": order, "TERN_FAILPOINTS_REACHED": str(self.record)}
        if gate:
            self.member.environment["TERN_FAILPOINTS_GATE"] = str(gate)
        self.member.start()
        self.started = time.monotonic()

    def disarm(self):
        self.member.environment = {}

    @property
    def has_died(self):
        return not self.member.is_running

    @property
    def reached(self):
        return [line for line in self._lines if not line.endswith("!")]

    @property
    def fired(self):
        """Points whose orders were carried out."""
        return [line[:-1] for line in self._lines if line.endswith("!")]

    @property
    def _lines(self):
        return self.record.read_text().split() if self.record.exists() else []

    def once(self, name):
        """True the first time."""
        return name not in self.done and not self.done.add(name)

    def wait(self, seconds, until=lambda: False):
        """Less when the member dies or `until` holds."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not self.has_died and not until():
            time.sleep(0.01)

    def wait_for_writes(self, count):
        before, deadline = self.load.writes, time.monotonic() + PATIENCE
        while self.load.writes < before + count and time.monotonic() < deadline:
            time.sleep(0.02)

    # What happens to the others.

    @property
    def others(self):
        return [m for m in self.cluster.members if m is not self.member]

    def start_others(self):
        for member in self.others:
            if not member.is_running:
                member.start()

    def lead(self, member=None):
        """Has it lead; false when that takes another try."""
        member = member or self.member
        if not member.is_healthy():
            time.sleep(0.02)
            return False
        leader = self.cluster.leader(timeout=5)
        if leader is member:
            return True
        call(leader, "Maintenance", "MoveLeader", rpc_pb2.MoveLeaderRequest(targetID=member_id(member)),
             rpc_pb2.MoveLeaderResponse)
        self.wait(2, member.is_leader)
        return member.is_leader()

    # The end.

    @property
    def is_renewed(self):
        """Whether it goes by another ID than before."""
        return member_id(self.member) != self.identity

    def settle(self, timeout=30):
        """Until all members serve and are voters."""
        self.cluster.wait_healthy(timeout=timeout)
        deadline = time.monotonic() + timeout
        while True:
            with contextlib.suppress(grpc.RpcError):
                answers = [member_list(m) for m in self.cluster.members]
                own = sorted(a.header.member_id for a in answers)
                # A learner stands beside the voter whose place it will take.
                if all(sorted(m.ID for m in a.members) == own for a in answers):
                    return
            said = "\n".join(f"--- {m.name}\n{m.log_tail(15)}" for m in self.cluster.members)
            assert time.monotonic() < deadline, f"the members don't agree on who they are:\n{said}"
            time.sleep(0.05)


# Calls to one member.


def call(member, service, method, request, answer, timeout=2):
    with grpc.insecure_channel(member.endpoint) as channel:
        return channel.unary_unary(
            f"/etcdserverpb.{service}/{method}", type(request).SerializeToString, answer.FromString)(
                request, timeout=timeout)


def member_list(member):
    return call(member, "Cluster", "MemberList", rpc_pb2.MemberListRequest(), rpc_pb2.MemberListResponse)


def member_id(member):
    return member_list(member).header.member_id


def put(member, key, value, lease=0, timeout=2):
    request = rpc_pb2.PutRequest(key=key.encode(), value=value.encode(), lease=lease)
    return call(member, "KV", "Put", request, rpc_pb2.PutResponse, timeout)


def grant(member, lease, ttl):
    request = rpc_pb2.LeaseGrantRequest(ID=lease, TTL=ttl)
    return call(member, "Lease", "LeaseGrant", request, rpc_pb2.LeaseGrantResponse)


def revoke(member, lease):
    request = rpc_pb2.LeaseRevokeRequest(ID=lease)
    return call(member, "Lease", "LeaseRevoke", request, rpc_pb2.LeaseRevokeResponse)


def keys_of(member, lease):
    """The time that the lease has left in seconds, and its keys."""
    request = rpc_pb2.LeaseTimeToLiveRequest(ID=lease, keys=True)
    answer = call(member, "Lease", "LeaseTimeToLive", request, rpc_pb2.LeaseTimeToLiveResponse, timeout=10)
    return answer.TTL, [key.decode() for key in answer.keys]


def renew(member, lease):
    with grpc.insecure_channel(member.endpoint) as channel:
        next(rpc_pb2_grpc.LeaseStub(channel).LeaseKeepAlive(
            iter([rpc_pb2.LeaseKeepAliveRequest(ID=lease)]), timeout=2))


def compact(member, revision):
    request = rpc_pb2.CompactionRequest(revision=revision)
    return call(member, "KV", "Compact", request, rpc_pb2.CompactionResponse)


def delete(member, prefix):
    start = prefix.encode()
    request = rpc_pb2.DeleteRangeRequest(key=start, range_end=start[:-1] + bytes([start[-1] + 1]))
    return call(member, "KV", "DeleteRange", request, rpc_pb2.DeleteRangeResponse, timeout=10)


def watch(member, *requests, answers):
    """Sends these requests, as bytes, and waits for so many answers."""
    with grpc.insecure_channel(member.endpoint) as channel:
        stream = channel.stream_stream("/etcdserverpb.Watch/Watch")(iter_open(requests), timeout=2)
        for _ in range(answers):
            next(stream)
        stream.cancel()


def iter_open(requests):
    """Doesn't end for some time: a client that has said all it wants ends its watches."""
    yield from requests
    time.sleep(2)


def watch_from(revision):
    create = rpc_pb2.WatchCreateRequest(key=b"\0", range_end=b"\0", start_revision=revision)
    return rpc_pb2.WatchRequest(create_request=create).SerializeToString()


# Field 3, progress_request, empty.
PROGRESS_REQUEST = b"\x1a\x00"


def back_up(member):
    with grpc.insecure_channel(member.endpoint) as channel:
        for _ in rpc_pb2_grpc.MaintenanceStub(channel).Snapshot(rpc_pb2.SnapshotRequest(), timeout=5):
            pass
