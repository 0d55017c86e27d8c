"""Members are killed and frozen while clients write: nothing that was acknowledged is lost, and what clients
saw of each register has an order that explains it.

TERN_ROUNDS sets how many members fall (20).
"""

import itertools
import os
import random
import signal
import threading
import time

import pytest

from cluster import Cluster
from linearizability import FOREVER, Operation, is_linearizable

grpc = pytest.importorskip("grpc", reason="needs `pip install -r requirements.txt`")
pytest.importorskip("etcd3")
from etcd3.etcdrpc import rpc_pb2, rpc_pb2_grpc  # noqa: E402

ROUNDS = int(os.environ.get("TERN_ROUNDS", "20"))
OPTIONS = [
    ("grpc.initial_reconnect_backoff_ms", 50), ("grpc.min_reconnect_backoff_ms", 50),
    ("grpc.max_reconnect_backoff_ms", 200)]


class Client:
    """Speaks to one member, and goes to another one when a call fails. Never repeats a write: whether the
    first try took place is what the tests are about."""

    def __init__(self, cluster, number):
        self.channels = [grpc.insecure_channel(m.endpoint, OPTIONS) for m in cluster.members]
        self.stubs = [rpc_pb2_grpc.KVStub(channel) for channel in self.channels]
        self.turn = number

    def call(self, method, request, timeout=2):
        try:
            return getattr(self.stubs[self.turn % len(self.stubs)], method)(request, timeout=timeout)
        except grpc.RpcError:
            self.turn += 1
            time.sleep(0.01)
            return None

    def put(self, key, value):
        return self.call("Put", rpc_pb2.PutRequest(key=key.encode(), value=value.encode())) is not None

    def get(self, key):
        """None when there was no answer; else a tuple of one."""
        answer = self.call("Range", rpc_pb2.RangeRequest(key=key.encode()))
        if answer is None:
            return None
        return (answer.kvs[0].value.decode() if answer.kvs else None,)

    def swap(self, key, expected, value):
        """True, False, or None when there was no answer."""
        compare = rpc_pb2.Compare(key=key.encode(), result=rpc_pb2.Compare.EQUAL)
        if expected is None:
            compare.target, compare.version = rpc_pb2.Compare.VERSION, 0
        else:
            compare.target, compare.value = rpc_pb2.Compare.VALUE, expected.encode()
        put = rpc_pb2.PutRequest(key=key.encode(), value=value.encode())
        answer = self.call("Txn", rpc_pb2.TxnRequest(
            compare=[compare], success=[rpc_pb2.RequestOp(request_put=put)]))
        return None if answer is None else answer.succeeded

    def close(self):
        for channel in self.channels:
            channel.close()


class Load:
    """Clients that write keys of their own and use registers together, until stopped."""

    def __init__(self, cluster, clients=6, registers=4):
        self.cluster = cluster
        self.registers = registers
        # What was acknowledged: key to value. One entry a write; threads add to it only.
        self.acknowledged = {}
        self.histories = {}
        self.lock = threading.Lock()
        self.epoch = 0
        self.is_over = False
        self.threads = [threading.Thread(target=self.run, args=(n,)) for n in range(clients)]

    def run(self, number):
        client = Client(self.cluster, number)
        rng = random.Random(number)
        for count in itertools.count():
            if self.is_over:
                break
            key, value = f"own/{number}/{count}", f"{number}-{count}"
            if client.put(key, value):
                self.acknowledged[key] = value
            self.use_register(client, rng, f"register/{self.epoch}/{rng.randrange(self.registers)}", value)
        client.close()

    def use_register(self, client, rng, key, value):
        kind = rng.choice(["write", "write", "read", "read", "swap"])
        operation = Operation(kind, 0, FOREVER, None if kind == "read" else value)
        if kind == "swap":
            # What to compare with has to be looked up first: a read like any other.
            look = Operation("read", time.monotonic())
            seen = client.get(key)
            if seen is None:
                return
            look.end, look.value = time.monotonic(), seen[0]
            self.record(key, look)
            operation.expected = seen[0]
        operation.start = time.monotonic()
        if kind == "read":
            seen = client.get(key)
            if seen is None:
                return
            operation.value, answered = seen[0], True
        elif kind == "write":
            answered = client.put(key, value)
        else:
            operation.swapped = client.swap(key, operation.expected, value)
            answered = operation.swapped is not None
        if answered:
            operation.end = time.monotonic()
        self.record(key, operation)

    def record(self, key, operation):
        with self.lock:
            self.histories.setdefault(key, []).append(operation)

    def next_registers(self):
        """New ones from here on, so that no history grows too long to check."""
        self.epoch += 1

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        self.is_over = True
        for thread in self.threads:
            thread.join()

    def check(self):
        """Everything that was acknowledged is there, on every member, and all histories are linearizable."""
        assert len(self.acknowledged) >= 50, "hardly anything was written"
        for member in self.cluster.members:
            found = everything(member)
            lost = {k: v for k, v in self.acknowledged.items() if found.get(k) != v}
            assert not lost, f"{member.name} lost {len(lost)} of {len(self.acknowledged)}: {sorted(lost)[:10]}"
        for key, history in sorted(self.histories.items()):
            assert is_linearizable(history), f"{key}: no order explains\n" + "\n".join(map(str, sorted(
                history, key=lambda o: o.start)))


def everything(member):
    """All keys of the clients, by linearizable reads through this member, in pages."""
    found, start = {}, b"own/"
    with grpc.insecure_channel(member.endpoint, OPTIONS) as channel:
        stub = rpc_pb2_grpc.KVStub(channel)
        while True:
            request = rpc_pb2.RangeRequest(key=start, range_end=b"own0", limit=2000)
            page = stub.Range(request, timeout=20, wait_for_ready=True)
            found.update((kv.key.decode(), kv.value.decode()) for kv in page.kvs)
            if not page.more:
                return found
            start = page.kvs[-1].key + b"\0"


def wait_for_progress(load, timeout=15):
    """Until writes are acknowledged again."""
    before, deadline = len(load.acknowledged), time.monotonic() + timeout
    while len(load.acknowledged) < before + 20:
        assert time.monotonic() < deadline, "no write was acknowledged for too long"
        time.sleep(0.02)


@pytest.mark.timeout(60 + ROUNDS * 20)
def test_kill_and_freeze_under_load():
    rng = random.Random(ROUNDS)
    with Cluster() as cluster, Load(cluster) as load:
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
