"""A client library that was written for etcd, PyPI's etcd3, works as it does there."""

import queue
import threading

import pytest

etcd3 = pytest.importorskip("etcd3", reason="needs `pip install -r requirements.txt`")


@pytest.fixture(scope="module", params=[0, 1, 2], ids=["a", "b", "c"])
def client(cluster, request):
    """Through each member in turn: leader or follower must make no difference."""
    with etcd3.client(port=cluster.members[request.param].client, timeout=10) as client:
        yield client


@pytest.fixture
def prefix(request):
    return request.node.name + "/"


def test_put_get_delete(client, prefix):
    client.put(prefix + "a", "1")
    value, metadata = client.get(prefix + "a")
    assert value == b"1"
    assert metadata.version == 1
    assert metadata.mod_revision == metadata.response_header.revision
    assert client.put(prefix + "a", "2", prev_kv=True).prev_kv.value == b"1"
    assert client.delete(prefix + "a") is True
    assert client.delete(prefix + "a") is False
    assert client.get(prefix + "a") == (None, None)


def test_prefix_and_range(client, prefix):
    for i in range(10):
        client.put(f"{prefix}{i}", str(i))
    assert [v for v, _ in client.get_prefix(prefix)] == [str(i).encode() for i in range(10)]
    assert [v for v, _ in client.get_range(prefix + "3", prefix + "6")] == [b"3", b"4", b"5"]
    descending = client.get_prefix(prefix, sort_order="descend", sort_target="key")
    assert [v for v, _ in descending] == [str(i).encode() for i in range(9, -1, -1)]
    assert client.delete_prefix(prefix).deleted == 10


def test_transactions(client, prefix):
    key = prefix + "a"
    client.put(key, "1")
    t = client.transactions
    succeeded, (got,) = client.transaction(
        compare=[t.value(key) == "1", t.version(key) > 0], success=[t.get(key)], failure=[])
    assert succeeded and got[0][0] == b"1"
    succeeded, _ = client.transaction(
        compare=[t.value(key) == "nope"], success=[t.put(key, "bad")], failure=[t.delete(key)])
    assert not succeeded
    assert client.get(key) == (None, None)


def test_nested_transaction(client, prefix):
    key = prefix + "a"
    t = client.transactions
    inner = t.txn(compare=[t.version(key) == 0], success=[t.put(key, "inner")], failure=[])
    succeeded, _ = client.transaction(compare=[], success=[inner], failure=[])
    assert succeeded
    assert client.get(key)[0] == b"inner"


def test_put_if_not_exists_and_replace(client, prefix):
    assert client.put_if_not_exists(prefix + "a", "1") is True
    assert client.put_if_not_exists(prefix + "a", "2") is False
    assert client.replace(prefix + "a", "1", "3") is True
    assert client.replace(prefix + "a", "1", "4") is False
    assert client.get(prefix + "a")[0] == b"3"


def test_increments_by_compare_and_swap_lose_none(cluster, prefix):
    """Four threads on three members add to one counter."""
    def add(member, times):
        with etcd3.client(port=member.client, timeout=20) as client:
            for _ in range(times):
                while True:
                    old = int(client.get(prefix + "n")[0])
                    if client.replace(prefix + "n", str(old), str(old + 1)):
                        break

    with etcd3.client(port=cluster.members[0].client) as client:
        client.put(prefix + "n", "0")
        threads = [
            threading.Thread(target=add, args=(cluster.members[i % 3], 15)) for i in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert client.get(prefix + "n")[0] == b"60"


def test_watch(client, prefix):
    events, cancel = client.watch_prefix(prefix)
    try:
        seen = queue.Queue()
        threading.Thread(
            target=lambda: [seen.put(event) for event in events], daemon=True).start()
        client.put(prefix + "a", "1")
        client.put(prefix + "b", "2")
        client.delete(prefix + "a")
        got = [seen.get(timeout=10) for _ in range(3)]
        assert [(type(e).__name__, e.key.decode(), e.value) for e in got] == [
            ("PutEvent", prefix + "a", b"1"), ("PutEvent", prefix + "b", b"2"),
            ("DeleteEvent", prefix + "a", b"")]
    finally:
        cancel()


def test_watch_from_a_past_revision(client, prefix):
    start = client.put(prefix + "a", "0").header.revision
    for i in range(1, 200):
        client.put(prefix + "a", str(i))
    events, cancel = client.watch(prefix + "a", start_revision=start)
    try:
        assert [int(next(events).value) for _ in range(200)] == list(range(200))
    finally:
        cancel()


def test_watch_from_a_compacted_revision(client, prefix):
    old = client.put(prefix + "a", "0").header.revision
    now = client.put(prefix + "a", "1").header.revision
    client.compact(now)
    events, cancel = client.watch(prefix + "a", start_revision=old)
    with pytest.raises(etcd3.exceptions.RevisionCompactedError) as refused:
        next(events)
    assert refused.value.compacted_revision == now


def test_lease(client, prefix):
    lease = client.lease(60)
    client.put(prefix + "a", "1", lease=lease)
    assert lease.granted_ttl == 60
    assert 55 <= lease.remaining_ttl <= 60
    assert list(lease.keys) == [(prefix + "a").encode()]
    assert list(lease.refresh())[0].TTL == 60
    lease.revoke()
    assert client.get(prefix + "a") == (None, None)


def test_lock(client, prefix):
    """etcd3's lock is a transaction, a lease and a watch."""
    lock = client.lock(prefix + "lock", ttl=30)
    other = client.lock(prefix + "lock", ttl=30)
    assert lock.acquire(timeout=5)
    assert lock.is_acquired()
    assert not other.acquire(timeout=1)
    assert lock.release()
    assert other.acquire(timeout=10)
    other.release()


def test_members_and_status(cluster, client):
    assert {m.name for m in client.members} == {m.name for m in cluster.members}
    status = client.status()
    assert status.leader.name == cluster.leader().name
    assert status.raft_term > 0


def test_snapshot(client, tmp_path):
    with open(tmp_path / "snapshot", "wb") as file:
        client.snapshot(file)
    assert (tmp_path / "snapshot").stat().st_size > 4096


def test_many_clients_at_once(cluster, prefix):
    def write(number):
        with etcd3.client(port=cluster.members[number % 3].client, timeout=20) as client:
            for i in range(20):
                client.put(f"{prefix}{number}/{i}", "v")

    threads = [threading.Thread(target=write, args=(n,)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with etcd3.client(port=cluster.members[0].client) as client:
        assert len(list(client.get_prefix(prefix))) == 240
