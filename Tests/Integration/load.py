"""Clients that write, read, swap and watch while something befalls the members, and what must hold after.

- No write that was acknowledged is lost, none that was refused took place.
- What clients saw of each register has an order that explains it.
- Each watcher, over all its reconnections, saw every change once and in order.
- All members hold the same keys, versions and leases at the same revision (HashKV).

TERN_HISTORY names a directory in which each run with watchers leaves its history (history.py).
"""

import itertools
import os
import pathlib
import random
import threading
import time
from dataclasses import dataclass, field

import pytest

import history
from linearizability import FOREVER, Operation, is_linearizable

grpc = pytest.importorskip("grpc", reason="needs `pip install -r requirements.txt`")
pytest.importorskip("etcd3")
from etcd3.etcdrpc import rpc_pb2, rpc_pb2_grpc  # noqa: E402

OPTIONS = [
    ("grpc.initial_reconnect_backoff_ms", 50), ("grpc.min_reconnect_backoff_ms", 50),
    ("grpc.max_reconnect_backoff_ms", 200), ("grpc.max_receive_message_length", 64 << 20)]
HISTORIES = pathlib.Path(os.environ["TERN_HISTORY"]) if "TERN_HISTORY" in os.environ else None
# Answers after which a request certainly had no effect.
REFUSALS = {
    grpc.StatusCode.INVALID_ARGUMENT, grpc.StatusCode.RESOURCE_EXHAUSTED, grpc.StatusCode.FAILED_PRECONDITION,
    grpc.StatusCode.OUT_OF_RANGE, grpc.StatusCode.UNIMPLEMENTED}


def was_refused(error):
    # The first is gRPC's of one connection, the second of several that are taken in turn.
    never_sent = any(text in (error.details() or "") for text in (
        "failed to connect to all addresses", "connections to all backends failing"))
    return error.code() in REFUSALS or error.code() == grpc.StatusCode.UNAVAILABLE and never_sent


def swap_request(key, expected, value):
    """Puts `value` if the key holds `expected` (None: if there is no such key)."""
    compare = rpc_pb2.Compare(key=key.encode(), result=rpc_pb2.Compare.EQUAL)
    if expected is None:
        compare.target, compare.version = rpc_pb2.Compare.VERSION, 0
    else:
        compare.target, compare.value = rpc_pb2.Compare.VALUE, expected.encode()
    put = rpc_pb2.PutRequest(key=key.encode(), value=value.encode())
    return rpc_pb2.TxnRequest(compare=[compare], success=[rpc_pb2.RequestOp(request_put=put)])


def first_value(answer):
    return answer.kvs[0].value.decode() if answer.kvs else None


class Client:
    """Speaks to one member, and goes to another one when a call fails. Never repeats a write: whether the
    first try took place is what the tests are about."""

    def __init__(self, cluster, number):
        self.channels = [grpc.insecure_channel(m.endpoint, OPTIONS) for m in cluster.members]
        self.stubs = [
            (rpc_pb2_grpc.KVStub(channel), rpc_pb2_grpc.LeaseStub(channel)) for channel in self.channels]
        self.turn = number
        # Of the last call: "ok", "failed" (it had no effect) or "unknown".
        self.outcome = None

    def call(self, method, request, timeout=2):
        """Its answer, or None."""
        keys, leases = self.stubs[self.turn % len(self.stubs)]
        try:
            if method == "LeaseKeepAlive":
                answer = next(leases.LeaseKeepAlive(iter([request]), timeout=timeout))
            else:
                answer = getattr(leases if method == "LeaseGrant" else keys, method)(request, timeout=timeout)
            self.outcome = "ok"
            return answer
        except (grpc.RpcError, StopIteration) as error:
            refused = isinstance(error, grpc.RpcError) and was_refused(error)
            self.outcome = "failed" if refused else "unknown"
            self.turn += 1
            time.sleep(0.01)
            return None

    def close(self):
        for channel in self.channels:
            channel.close()


class BalancedClient:
    """Knows all members, and repeats what etcd's client repeats: reads when a member is not available, and
    writes that were certainly not sent."""

    def __init__(self, cluster, number):
        addresses = ",".join(m.endpoint for m in cluster.members)
        self.channel = grpc.insecure_channel(
            f"ipv4:{addresses}", [*OPTIONS, ("grpc.lb_policy_name", "round_robin")])
        self.stub = rpc_pb2_grpc.KVStub(self.channel)
        self.outcome = None
        # What was not answered, as text.
        self.failures = []

    def call(self, method, request, timeout=5):
        deadline = time.monotonic() + timeout
        while True:
            try:
                answer = getattr(self.stub, method)(request, timeout=deadline - time.monotonic())
                self.outcome = "ok"
                return answer
            except grpc.RpcError as error:
                self.outcome = "failed" if was_refused(error) else "unknown"
                is_unavailable = error.code() == grpc.StatusCode.UNAVAILABLE
                if is_unavailable and (method == "Range" or self.outcome == "failed"):
                    if time.monotonic() < deadline - 0.1:
                        time.sleep(0.02)
                        continue
                self.failures.append(f"{method}: {error.code().name} {error.details()}")
                return None

    def close(self):
        self.channel.close()


@dataclass
class Call:
    """One line of the history. Times in nanoseconds of one monotonic clock."""

    client: int
    op: str  # "get", "put", "swap", "grant" or "keepalive"
    key: str = ""
    # What was written, or would have been by a swap; what a get gave.
    value: str | None = None
    expected: str | None = None
    # What a put attaches to, a grant makes, a keepalive renews.
    lease: int = 0
    # What a grant asks for, in seconds.
    ttl: int = 0
    start: int = 0
    # None: no answer.
    end: int | None = None
    outcome: str = "unknown"
    swapped: bool | None = None
    # As it came, for the history.
    answer: object = field(default=None, repr=False)

    @property
    def revision(self):
        """Of the store, as the answer's header gave it."""
        return self.answer.header.revision

    @property
    def wrote(self):
        """Whether it certainly did."""
        return self.outcome == "ok" and (self.op == "put" or self.op == "swap" and self.swapped)

    def operation(self):
        kind = {"get": "read", "put": "write", "swap": "swap"}[self.op]
        end = FOREVER if self.end is None else self.end
        return Operation(kind, self.start, end, self.value, self.expected, self.swapped)


class Load:
    """Clients that write keys of their own and use registers together, until stopped. `padding` makes what
    they write longer by so many bytes."""

    def __init__(self, cluster, clients=6, registers=4, watchers=0, padding=0, client=Client):
        self.cluster = cluster
        self.clients = [client(cluster, number) for number in range(clients)]
        self.registers = registers
        self.padding = "." * padding
        # Sets its keys apart from those of others in the same cluster.
        self.tag = f"{time.monotonic_ns():x}"
        self.calls = []
        # How many writes were acknowledged.
        self.writes = 0
        self.lock = threading.Lock()
        self.epoch = 0
        self.is_over = False
        self.watchers = []
        if watchers:
            start = revision(cluster)
            self.before = start, key_values(cluster.leader(), at=start) if HISTORIES else []
            self.watchers = [Watcher(cluster, n, start + 1) for n in range(watchers)]
        self.threads = [threading.Thread(target=self.run, args=(n, c)) for n, c in enumerate(self.clients)]

    def run(self, number, client):
        rng = random.Random(number)
        for count in itertools.count():
            if self.is_over:
                break
            value = f"{self.tag}-{number}-{count}"
            self.put(client, number, f"own/{self.tag}/{number}/{count}", value + self.padding)
            register = f"register/{self.tag}/{self.epoch}/{rng.randrange(self.registers)}"
            use = rng.choice([self.put, self.put, self.get, self.get, self.swap])
            use(client, number, register, value)
        client.close()

    def put(self, client, number, key, value):
        call = Call(number, "put", key, value)
        self.perform(client, call, "Put", rpc_pb2.PutRequest(key=key.encode(), value=value.encode()))

    def get(self, client, number, key, _=None):
        call = Call(number, "get", key, None)
        answer = self.perform(client, call, "Range", rpc_pb2.RangeRequest(key=key.encode()))
        if answer is not None:
            call.value = first_value(answer)
        return call

    def swap(self, client, number, key, value):
        # What to compare with has to be looked up first: a read like any other.
        seen = self.get(client, number, key)
        if seen.outcome == "ok":
            call = Call(number, "swap", key, value, seen.value)
            self.perform(client, call, "Txn", swap_request(key, seen.value, value))

    def perform(self, client, call, method, request):
        call.start = time.monotonic_ns()
        answer = client.call(method, request)
        if client.outcome == "ok":
            call.end = time.monotonic_ns()
            call.answer = answer
            call.swapped = answer.succeeded if call.op == "swap" else None
        call.outcome = client.outcome
        with self.lock:
            self.calls.append(call)
            self.writes += call.wrote
        return answer

    def longest_gap(self, start):
        """Between two acknowledged writes from `start` (ns) on, and from it to the first, in seconds."""
        ends = [start] + sorted(call.end for call in self.calls if call.wrote and call.end > start)
        return max((b - a for a, b in zip(ends, ends[1:])), default=0) / 1e9

    def next_registers(self):
        """New ones from here on, so that no history grows too long to check."""
        self.epoch += 1

    def __enter__(self):
        for thread in self.watchers + self.threads:
            thread.start()
        return self

    def __exit__(self, kind, *_):
        if kind is None:
            self.stop()
        else:
            self.end(0)

    def stop(self):
        if not self.is_over:
            self.end()

    def end(self, last=None):
        """`last`: the revision up to which the watchers watch; None: the newest."""
        self.is_over = True
        for thread in self.threads:
            thread.join()
        if self.watchers and last is None:
            last = revision(self.cluster)
        for watcher in self.watchers:
            watcher.until = last
        for watcher in self.watchers:
            watcher.join(60)

    def check(self, members=None):
        """All that is promised above, of these members (all); after `stop`."""
        self.save()
        assert self.writes >= 50, f"hardly anything was written: {self.writes}"
        events = check_watchers(self.watchers)
        for member in members or self.cluster.members:
            found = everything(member, f"own/{self.tag}/")
            own = [call for call in self.calls if call.key.startswith("own/")]
            lost = [c.key for c in own if c.wrote and found.get(c.key) != c.value]
            assert not lost, f"{member.name} lost {len(lost)} of {self.writes}: {sorted(lost)[:10]}"
            ghosts = [c.key for c in own if c.outcome == "failed" and c.key in found]
            assert not ghosts, f"{member.name} holds what was refused: {sorted(ghosts)[:10]}"
        self.check_registers(events)
        check_hashes(members or self.cluster.members)

    def check_registers(self, events):
        took_place = {(e.key, e.value) for e in events} if events is not None else None
        histories = {}
        for call in self.calls:
            if not call.key.startswith("register/") or call.outcome == "failed":
                continue
            if call.outcome == "unknown" and took_place is not None:
                # The watchers saw all that ever happened: what isn't there had no effect.
                if (call.key, call.value) not in took_place:
                    continue
            histories.setdefault(call.key, []).append(call.operation())
        for key, history in sorted(histories.items()):
            assert is_linearizable(history), f"{key}: no order explains\n" + "\n".join(map(str, sorted(
                history, key=lambda o: o.start)))

    def save(self):
        if HISTORIES is not None and self.watchers:
            HISTORIES.mkdir(parents=True, exist_ok=True)
            history.write(HISTORIES / f"{self.tag}.jsonl", self.calls, self.watchers, self.before)


@dataclass
class Event:
    key: str
    # None: deleted.
    value: str | None
    revision: int
    version: int


class Watcher(threading.Thread):
    """Watches all keys from `start` on, and goes on at another member where it stopped when a stream breaks
    or nothing came for `patience` seconds. Ends at the revision `until`."""

    def __init__(self, cluster, number, start, patience=3):
        super().__init__(daemon=True)
        self.cluster = cluster
        self.number = number
        self.start_revision = start
        self.next = start
        self.patience = patience
        self.events = []
        # What was received when, and where it was resumed: (ns, answer) and (ns, revision).
        self.messages = []
        self.reconnections = -1
        self.until = None
        self.failure = None

    @property
    def is_done(self):
        return self.until is not None and self.next > self.until

    def events_until_end(self):
        """Without later ones, which came in the same answer: what a client gave up waiting for may still take place."""
        return [event for event in self.events if event.revision <= self.until]

    def run(self):
        for turn in itertools.count(self.number):
            if self.is_done or self.failure:
                return
            self.reconnections += 1
            if self.reconnections:
                self.messages.append((time.monotonic_ns(), self.next))
            members = self.cluster.members
            with grpc.insecure_channel(members[turn % len(members)].endpoint, OPTIONS) as channel:
                try:
                    self.follow(channel)
                except grpc.RpcError:
                    time.sleep(0.05)
                except AssertionError as failure:
                    self.failure = failure

    def follow(self, channel):
        request = rpc_pb2.WatchCreateRequest(key=b"\0", range_end=b"\0", start_revision=self.next)
        over = threading.Event()

        def requests():
            yield rpc_pb2.WatchRequest(create_request=request)
            over.wait()

        stream = rpc_pb2_grpc.WatchStub(channel).Watch(requests())
        heard = [time.monotonic()]

        def hang_up_on_silence():
            while not over.wait(0.1):
                if self.is_done or time.monotonic() - heard[0] > self.patience:
                    stream.cancel()

        threading.Thread(target=hang_up_on_silence, daemon=True).start()
        try:
            for answer in stream:
                heard[0] = time.monotonic()
                self.messages.append((time.monotonic_ns(), answer))
                assert not answer.canceled, f"watch ended: {answer.cancel_reason}"
                for event in answer.events:
                    self.take(event)
                if answer.events:
                    self.next = answer.events[-1].kv.mod_revision + 1
                if self.is_done:
                    return
        finally:
            over.set()
            stream.cancel()

    def take(self, event):
        kv = event.kv
        assert kv.mod_revision >= self.next, f"{kv.key} of {kv.mod_revision} came again"
        last = self.events[-1].revision if self.events else self.start_revision - 1
        assert last <= kv.mod_revision <= last + 1, f"{kv.mod_revision} came after {last}"
        deleted = event.type == 1
        self.events.append(Event(
            kv.key.decode(), None if deleted else kv.value.decode(), kv.mod_revision, kv.version))


def check_watchers(watchers):
    """What all of them saw, which must be the same; None without watchers."""
    for watcher in watchers:
        assert watcher.failure is None, f"watcher {watcher.number}: {watcher.failure}"
        assert watcher.is_done, f"watcher {watcher.number} came to {watcher.next} of {watcher.until} only"
        # Revisions follow one another without a gap in each; so these are all changes.
        pairs = itertools.zip_longest(watchers[0].events_until_end(), watcher.events_until_end())
        different = next(((a, b) for a, b in pairs if a != b), None)
        assert different is None, f"watchers 0 and {watcher.number} saw different events: {different}"
    return watchers[0].events_until_end() if watchers else None


def check_hashes(members):
    """HashKV at one revision."""
    newest = revision_of(members[0])
    sums = {}
    for member in members:
        with grpc.insecure_channel(member.endpoint, OPTIONS) as channel:
            # A linearizable read first: this member has then applied all that was answered.
            rpc_pb2_grpc.KVStub(channel).Range(
                rpc_pb2.RangeRequest(key=b"x"), timeout=20, wait_for_ready=True)
            hash_kv = channel.unary_unary(
                "/etcdserverpb.Maintenance/HashKV", rpc_pb2.HashKVRequest.SerializeToString,
                rpc_pb2.HashKVResponse.FromString)
            sums[member.name] = hash_kv(rpc_pb2.HashKVRequest(revision=newest), timeout=60).hash
    assert len(set(sums.values())) == 1, f"members differ at revision {newest}: {sums}"


def revision_of(member):
    with grpc.insecure_channel(member.endpoint, OPTIONS) as channel:
        request = rpc_pb2.RangeRequest(key=b"x")
        return rpc_pb2_grpc.KVStub(channel).Range(request, timeout=20, wait_for_ready=True).header.revision


def revision(cluster, timeout=20):
    """The newest, from any member that knows it."""
    client, deadline = Client(cluster, 0), time.monotonic() + timeout
    try:
        while True:
            answer = client.call("Range", rpc_pb2.RangeRequest(key=b"x"))
            if answer is not None:
                return answer.header.revision
            assert time.monotonic() < deadline, "no member answers a read"
    finally:
        client.close()


def everything(member, prefix="own/", serializable=False):
    """Key to value of all with this prefix, as this member gives them."""
    start = prefix.encode()
    found = key_values(member, start, start[:-1] + bytes([start[-1] + 1]), serializable)
    return {kv.key.decode(): kv.value.decode() for kv in found}


def key_values(member, start=b"\0", end=b"\0", serializable=False, at=0):
    """In pages, all of one revision."""
    found = []
    with grpc.insecure_channel(member.endpoint, OPTIONS) as channel:
        stub = rpc_pb2_grpc.KVStub(channel)
        while True:
            request = rpc_pb2.RangeRequest(
                key=start, range_end=end, limit=2000, serializable=serializable, revision=at)
            page = stub.Range(request, timeout=20, wait_for_ready=True)
            at = at or page.header.revision
            found += page.kvs
            if not page.more:
                return found
            start = page.kvs[-1].key + b"\0"


def wait_for_progress(load, timeout=15, writes=20):
    """Until writes are acknowledged again; how many seconds that took."""
    before, start = load.writes, time.monotonic()
    while load.writes < before + writes:
        assert time.monotonic() < start + timeout, "no write was acknowledged for too long"
        time.sleep(0.02)
    return time.monotonic() - start
