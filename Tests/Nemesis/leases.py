"""Clients that hold leases while something befalls the members: none expires before its time, all expire."""

import random
import threading
import time

from load import Call, Client, rpc_pb2

TTL = 2


class Holder(threading.Thread):
    """Grants leases, one after the other, each with a key; renews some of them for a while, then lets them
    expire. What it calls is part of the load's history."""

    def __init__(self, load, number, fastest):
        super().__init__(daemon=True)
        self.load = load
        self.number = 2000 + number
        self.fastest = fastest
        self.rng = random.Random(f"{load.tag} {number}")
        self.client = Client(load.cluster, number)
        self.is_over = False
        # Violations, as text; how late each expired lease was (s).
        self.early = []
        self.late = []

    def run(self):
        count = 0
        while not self.is_over:
            count += 1
            self.live(f"leased/{self.load.tag}/{self.number}/{count}", self.rng.randrange(4))
        self.client.close()

    def perform(self, call, method, request):
        self.load.perform(self.client, call, method, request)
        return call

    def live(self, key, renewals):
        """One lease, from its grant until its key is gone."""
        # An id of ours, small enough for the history's numbers.
        lease = self.rng.randrange(1, 1 << 59)
        grant = self.perform(
            Call(self.number, "grant", lease=lease, ttl=TTL), "LeaseGrant",
            rpc_pb2.LeaseGrantRequest(ID=lease, TTL=TTL))
        if grant.outcome != "ok":
            return
        ttl = grant.answer.TTL / self.fastest
        safe_until = grant.start / 1e9 + ttl
        put = self.perform(
            Call(self.number, "put", key, key, lease=lease), "Put",
            rpc_pb2.PutRequest(key=key.encode(), value=key.encode(), lease=lease))
        if put.outcome != "ok":
            # It may have expired while no member answered; and the put may have been done or not.
            return
        while not self.is_over:
            if renewals and time.monotonic() > safe_until - ttl / 2:
                renewal = self.perform(
                    Call(self.number, "keepalive", lease=lease), "LeaseKeepAlive",
                    rpc_pb2.LeaseKeepAliveRequest(ID=lease))
                if renewal.outcome == "ok" and renewal.answer.TTL > 0:
                    safe_until = renewal.start / 1e9 + ttl
                renewals -= 1
            seen = self.load.get(self.client, self.number, key)
            if seen.outcome == "ok" and seen.value is None:
                self.note_end(key, seen.end / 1e9 - safe_until)
                return
            if time.monotonic() > safe_until + 20:
                self.early.append(f"{key} is still there 20 s after its time")
                return
            time.sleep(0.02)

    def note_end(self, key, late):
        if late < 0:
            self.early.append(f"{key} was gone {-late:.3f} s before its time")
        self.late.append(late)


class Holders:
    """Several of them, in a `with`. `fastest`: how much faster than ours a member's clock may run."""

    def __init__(self, load, count=4, fastest=1.0):
        self.holders = [Holder(load, n, fastest) for n in range(count)]

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
        wrong = [text for holder in self.holders for text in holder.early]
        assert not wrong, f"{len(wrong)} leases: {wrong[:5]}"
        late = [seconds for holder in self.holders for seconds in holder.late]
        assert late, "no lease expired"
        return f"{len(late)} leases expired, none early, at most {max(late):.1f} s late"
