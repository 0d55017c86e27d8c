"""Whatever is thrown at any port, every member stays up and goes on serving."""

import random
import socket
import struct
import time

import pytest

from cluster import SYSTEM
from etcdctl import Etcdctl

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
ROLES = ["client", "peer", "metrics"]


def frame(kind, flags, stream, payload, length=None):
    length = len(payload) if length is None else length
    return struct.pack(">I", length)[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def literal(name, value):
    """An HPACK field without any compression."""
    return bytes([0, len(name)]) + name + bytes([len(value)]) + value


def call(stream, path, message):
    """A whole unary call: HEADERS and DATA."""
    fields = b"".join(literal(*field) for field in [
        (b":method", b"POST"), (b":scheme", b"http"), (b":path", path), (b":authority", b"x"),
        (b"content-type", b"application/grpc"), (b"te", b"trailers")])
    body = b"\0" + struct.pack(">I", len(message)) + message
    return frame(1, 4, stream, fields) + frame(0, 1, stream, body)


CONVERSATION = PREFACE + frame(4, 0, 0, b"") + call(1, b"/etcdserverpb.KV/Range", b"\x0a\x01a") + call(
    3, b"/etcdserverpb.KV/Put", b"\x0a\x07garbage\x12\x01v") + frame(6, 0, 0, b"12345678")


def throw(port, data, pause=0.0, reset=False):
    """Sends it, reads what comes back for a moment, and hangs up; being hung up on is fine."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as s:
            if reset:
                s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            half = len(data) // 2 if pause else 0
            s.sendall(data[:half])
            time.sleep(pause)
            s.sendall(data[half:])
            s.settimeout(0.02)
            s.recv(65536)
    except OSError:
        pass


@pytest.fixture
def rng(request):
    return random.Random(request.node.name)


@pytest.fixture(autouse=True)
def still_serving(cluster):
    """After each test: all processes are the ones from before, and answer."""
    before = [m.process.pid for m in cluster.members]
    yield
    for member, pid in zip(cluster.members, before):
        assert member.is_running and member.process.pid == pid, f"{member.name} fell:\n{member.log_tail()}"
    cluster.wait_healthy()
    for member in cluster.members:
        ctl = Etcdctl(member.endpoint)
        assert ctl("put", "still", member.name) == ["OK"]
        assert ctl("get", "still", "--print-value-only") == [member.name]


@pytest.mark.parametrize("role", ROLES)
def test_random_bytes(cluster, rng, role):
    for _ in range(60):
        data = rng.randbytes(rng.choice([1, 9, 100, 5000]))
        throw(getattr(rng.choice(cluster.members), role), data, reset=rng.random() < 0.3)


@pytest.mark.parametrize("role", ROLES)
def test_what_belongs_to_another_protocol(cluster, role):
    others = [
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"POST /v3/kv/put HTTP/1.1\r\n"
        b"Content-Length: 99999999999999999999\r\n\r\n{}", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"SSH-2.0-OpenSSH_9.9\r\n", CONVERSATION, b"\n" * 5000, b"\0" * 70000, b"\xff" * 70000,
        b"GET /" + b"a" * 200_000, b"GET / HTTP/1.1\r\n" + b"x: y\r\n" * 20_000]
    for data in others:
        for member in cluster.members:
            throw(getattr(member, role), data)


@pytest.mark.parametrize("role", ROLES)
def test_half_requests(cluster, rng, role):
    for cut in sorted(rng.sample(range(len(CONVERSATION)), 30)):
        throw(getattr(rng.choice(cluster.members), role), CONVERSATION[:cut], reset=cut % 2 == 0)
    for _ in range(5):
        throw(getattr(rng.choice(cluster.members), role), CONVERSATION, pause=0.1)


def test_conversations_with_wrong_bytes(cluster, rng):
    for _ in range(200):
        data = bytearray(CONVERSATION)
        for _ in range(rng.choice([1, 1, 2, 8])):
            place = rng.randrange(len(PREFACE), len(data))
            if rng.random() < 0.5:
                data[place] = rng.randrange(256)
            elif rng.random() < 0.5:
                del data[place]
            else:
                data.insert(place, rng.randrange(256))
        throw(rng.choice(cluster.members).client, bytes(data))


def test_frames_that_break_the_rules(cluster):
    start = PREFACE + frame(4, 0, 0, b"")
    broken = [
        frame(0, 0, 0, b"data on stream 0"), frame(0, 0, 7, b"data on an idle stream"),
        frame(1, 4, 2, literal(b":method", b"GET")), frame(1, 4, 1, b"\xff" * 50), frame(1, 0, 1, b"") +
        frame(6, 0, 0, b"12345678"), frame(9, 4, 1, b""), frame(3, 0, 1, b"1"), frame(4, 0, 0, b"12345"),
        frame(4, 1, 0, b"123456"), frame(6, 0, 0, b"1"), frame(8, 0, 0, b"\0\0\0\0"),
        frame(8, 0, 0, b"\x7f\xff\xff\xff") * 2, frame(0, 8, 1, b"\xff"), frame(1, 0x28, 1, b"\xff\0\0\0\1\1"),
        frame(5, 4, 1, b"\0\0\0\2"), frame(7, 0, 0, b""), frame(99, 255, 123, b"unknown"),
        frame(0, 0, 1, b"", length=0xFFFFFF), frame(4, 0, 0, struct.pack(">HI", 5, 1)),
        frame(4, 0, 0, struct.pack(">HI", 4, 0xFFFFFFFF)),
    ]
    for data in broken:
        for member in cluster.members:
            throw(member.client, start + data)


def test_grpc_that_breaks_the_rules(cluster, rng):
    start = PREFACE + frame(4, 0, 0, b"")
    paths = [
        b"", b"/", b"nonsense", b"/etcdserverpb.KV/", b"/etcdserverpb.KV/Nope", b"/x/Range",
        b"/etcdserverpb.KV/Txn", b"/etcdserverpb.Watch/Watch", b"/etcdserverpb.Lease/LeaseKeepAlive",
        b"/etcdserverpb.Maintenance/Snapshot", b"/etcdserverpb.Cluster/MemberList"]
    for path in paths:
        for message in (b"", b"\xff\xff\xff", rng.randbytes(40), b"\x0a\xff\xff\xff\xff\x0f", b"\x0a\x80" * 20):
            throw(rng.choice(cluster.members).client, start + call(1, path, message))
    # Deeply nested transactions: field 2 (success) holds an op, whose field 4 is a transaction.
    nested = b""
    for _ in range(2000):
        op = b"\x22" + varint(len(nested)) + nested
        nested = b"\x12" + varint(len(op)) + op
    # Frames hold 16 KiB at most, so it goes in several.
    body = b"\0" + struct.pack(">I", len(nested)) + nested
    pieces = [body[i:i + 16384] for i in range(0, len(body), 16384)]
    headers = call(1, b"/etcdserverpb.KV/Txn", b"")
    headers = headers[:headers.index(frame(0, 1, 1, b"\0\0\0\0\0"))]
    data = b"".join(frame(0, 1 if i == len(pieces) - 1 else 0, 1, p) for i, p in enumerate(pieces))
    throw(cluster.leader().client, start + headers + data)


def varint(number):
    out = b""
    while number > 0x7F:
        out += bytes([number & 0x7F | 0x80])
        number >>= 7
    return out + bytes([number])


def test_floods(cluster):
    """Of what costs the sender little: resets, pings, settings, window updates, headers without an end."""
    start = PREFACE + frame(4, 0, 0, b"")
    member = cluster.leader()
    opened = b"".join(
        call(1 + 2 * i, b"/etcdserverpb.KV/Range", b"\x0a\x01a")[:-1] + b"a" + frame(3, 0, 1 + 2 * i, b"\0\0\0\x08")
        for i in range(2000))
    for data in (
            opened, frame(6, 0, 0, b"12345678") * 5000, frame(4, 0, 0, b"") * 5000,
            frame(8, 0, 0, b"\0\0\0\1") * 5000, frame(1, 0, 1, literal(b"a", b"b")) +
            frame(9, 0, 1, literal(b"c" * 100, b"d" * 100)) * 2000, frame(9, 0, 1, b"") * 5000):
        throw(member.client, start + data)


@pytest.mark.parametrize("role", ROLES)
def test_many_connections_that_say_nothing(cluster, role):
    sockets = []
    try:
        for i in range(300):
            s = socket.create_connection(("127.0.0.1", getattr(cluster.members[i % 3], role)), timeout=5)
            if i % 2:
                s.sendall(PREFACE[:i % len(PREFACE)])
            sockets.append(s)
        # With all of them open.
        assert Etcdctl(cluster.endpoints)("put", "crowded", "v") == ["OK"]
    finally:
        for s in sockets:
            s.close()


@pytest.mark.tern
def test_memory_stays_bounded(cluster, rng):
    """None of the above was kept."""
    assert SYSTEM == "tern"
    for member in cluster.members:
        with open(f"/proc/{member.process.pid}/status") as status:
            (line,) = [l for l in status if l.startswith("VmRSS")]
        assert int(line.split()[1]) < 512 << 10, line
