"""Clients that hold leases while something befalls the members: none expires before its time, all expire."""

import random
import threading
import time

from load import OPTIONS, Client, grpc, rpc_pb2, rpc_pb2_grpc

TTL = 2


class Leases(threading.Thread):
    """Grants leases, one after the other, each with a key; renews some of them for a while, then lets them
    expire. `fastest`: how much faster than ours a member's clock may run."""

    def __init__(self, cluster, number, fastest=1.0):
        super().__init__(daemon=True)
        self.cluster = cluster
        self.fastest = fastest
        self.rng = random.Random(number)
        self.client = Client(cluster, number)
        self.prefix = f"leased/{time.monotonic_ns():x}/{number}/"
        self.is_over = False
        # Violations, as text; how late each expired lease was (s).
        self.early = []
        self.late = []

    def call(self, stub, method, request):
        while not self.is_over:
            turn = self.client.turn % len(self.client.channels)
            try:
                return getattr(stub(self.client.channels[turn]), method)(request, timeout=2)
            except grpc.RpcError:
                self.client.turn += 1
                time.sleep(0.02)
        return None

    def run(self):
        count = 0
        while not self.is_over:
            count += 1
            self.live(f"{self.prefix}{count}".encode(), self.rng.randrange(4))
        self.client.close()

    def live(self, key, renewals):
        """One lease, from its grant until its key is gone."""
        started = time.monotonic()
        lease = self.call(rpc_pb2_grpc.LeaseStub, "LeaseGrant", rpc_pb2.LeaseGrantRequest(TTL=TTL))
        if lease is None:
            return
        safe_until = started + lease.TTL / self.fastest
        put = rpc_pb2.PutRequest(key=key, value=b"leased", lease=lease.ID)
        if self.client.call("Put", put) is None:
            # It may have expired while no member answered; and the put may have been done or not.
            return
        while not self.is_over:
            if renewals and time.monotonic() > safe_until - lease.TTL / self.fastest / 2:
                started = time.monotonic()
                if self.renew(lease.ID):
                    safe_until = started + lease.TTL / self.fastest
                renewals -= 1
            answer = self.client.call("Range", rpc_pb2.RangeRequest(key=key))
            now = time.monotonic()
            if answer is not None and not answer.kvs:
                if now < safe_until:
                    self.early.append(f"{key.decode()} was gone {safe_until - now:.3f} s before its time")
                self.late.append(now - safe_until)
                return
            if now > safe_until + 20:
                self.early.append(f"{key.decode()} is still there {now - safe_until:.0f} s after its time")
                return
            time.sleep(0.02)

    def renew(self, lease):
        turn = self.client.turn % len(self.client.channels)
        stub = rpc_pb2_grpc.LeaseStub(self.client.channels[turn])
        try:
            request = rpc_pb2.LeaseKeepAliveRequest(ID=lease)
            return next(stub.LeaseKeepAlive(iter([request]), timeout=2)).TTL > 0
        except (grpc.RpcError, StopIteration):
            self.client.turn += 1
            return False

    def stop(self):
        self.is_over = True
        self.join()


class Holders:
    """Several of them, in a `with`."""

    def __init__(self, cluster, count=4, fastest=1.0):
        self.holders = [Leases(cluster, n, fastest) for n in range(count)]

    def __enter__(self):
        for holder in self.holders:
            holder.start()
        return self

    def __exit__(self, *_):
        for holder in self.holders:
            holder.is_over = True
        for holder in self.holders:
            holder.join()

    def check(self):
        early = [text for holder in self.holders for text in holder.early]
        assert not early, f"{len(early)} leases: {early[:5]}"
        assert self.late, "no lease expired"
        return f"{len(self.late)} leases expired, none early, at most {max(self.late):.1f} s late"

    @property
    def late(self):
        return [seconds for holder in self.holders for seconds in holder.late]
