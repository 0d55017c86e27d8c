"""Calls an echo server with gRPC's own Python client.

Opt-in: needs `pip install grpcio` and a server of test.Echo at the address given (see TestServices.swift).
"""

import subprocess
import sys
import threading

import grpc

address = sys.argv[1]


def raw(value):
    return value


with grpc.insecure_channel(address, options=[
    ("grpc.keepalive_time_ms", 1000), ("grpc.keepalive_permit_without_calls", 1),
    ("grpc.http2.max_pings_without_data", 0), ("grpc.max_receive_message_length", -1),
]) as channel:
    unary = channel.unary_unary("/test.Echo/Unary", raw, raw)
    for index in range(200):
        assert unary(b"hello %d" % index, timeout=5) == b"hello %d" % index
    assert unary(b"x" * 1_500_000, timeout=10) == b"x" * 1_500_000
    assert unary(b"", metadata=[("some-bin", b"\x00\xff")]) == b""

    futures = [unary.future(b"%d" % index) for index in range(500)]
    assert [future.result(timeout=10) for future in futures] == [b"%d" % index for index in range(500)]

    try:
        unary(b"fail", timeout=5)
        raise AssertionError("no error")
    except grpc.RpcError as error:
        assert error.code() == grpc.StatusCode.OUT_OF_RANGE
        assert error.details() == "100% of ümläut", error.details()

    for path, text in [("/test.Echo/No", "unknown method No for service test.Echo"),
                       ("/no.Such/No", "unknown service no.Such")]:
        try:
            channel.unary_unary(path, raw, raw)(b"", timeout=5)
            raise AssertionError("no error")
        except grpc.RpcError as error:
            assert error.code() == grpc.StatusCode.UNIMPLEMENTED and error.details() == text, error

    try:
        channel.unary_unary("/test.Echo/Unary", raw, raw)(b"a" * 3_000_000, timeout=5)
        raise AssertionError("no error")
    except grpc.RpcError as error:
        assert error.code() == grpc.StatusCode.RESOURCE_EXHAUSTED, error

    try:
        unary(b"gzip" * 100, timeout=5, compression=grpc.Compression.Gzip)
        raise AssertionError("no error")
    except grpc.RpcError as error:
        assert error.code() == grpc.StatusCode.UNIMPLEMENTED and "gzip" in error.details(), error

    stream = channel.stream_stream("/test.Echo/Stream", raw, raw)
    messages = [bytes([n % 256]) * (n * 100) for n in range(300)]
    assert list(stream(iter(messages), timeout=20)) == messages

    pause = threading.Event()

    def slowly():
        yield b"one"
        pause.wait(5)
        yield b"two"

    assert list(stream(slowly(), timeout=20)) == [b"one", b"two"]

body = subprocess.run(["curl", "-s", f"http://{address}/health?x=1"], capture_output=True, text=True).stdout
assert body in ("", "path /health\n"), body
print("grpcio: all checks passed")
