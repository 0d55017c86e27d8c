"""A member that is stopped, damaged and started again, over and over."""

import shutil
import time
import types

from load import (
    OPTIONS, Load, Watcher, check_hashes, everything, grpc, revision, rpc_pb2, rpc_pb2_grpc,
    wait_for_progress)

# What may happen. Anything else is a failure. Repaired: the member set its data aside and came back from the others,
# with all that they have.
FINE = {"repaired", "no harm", "found when read"}


def is_right(structure, outcome):
    return outcome in FINE


def describe(structure, outcome, said):
    return f"{structure}: {outcome} {said[:150]}".rstrip()


class Specimen:
    """A stopped member's directory, of which a copy is kept, and what the cluster holds."""

    def __init__(self, world, stop):
        self.world = world
        self.stop = stop
        self.member = world.followers[0]
        self.copy = world.directory / f"copy-{self.member.name}"
        self.renew()

    def renew(self, writes=1500):
        """Has something written, and takes the copy."""
        world = self.world
        self.is_replaced = False
        with Load(world, clients=4, padding=500) as load:
            wait_for_progress(load, 30, writes)
        # Some that fill pages of their own.
        with grpc.insecure_channel(world.members[0].endpoint, OPTIONS) as channel:
            for n in range(20):
                put = rpc_pb2.PutRequest(key=f"own/long/{n}".encode(), value=bytes([97 + n]) * 20_000)
                rpc_pb2_grpc.KVStub(channel).Put(put, timeout=10, wait_for_ready=True)
        self.revision = revision(world)
        self.truth = everything(world.leader())
        time.sleep(0.3)
        self.stop(self.member)
        for folder in self.member.data.glob("damaged-*"):
            shutil.rmtree(folder)
        shutil.rmtree(self.copy, ignore_errors=True)
        shutil.copytree(self.member.data, self.copy)

    def restore(self):
        if self.is_replaced:
            # Nobody would hear the old directory any more.
            return self.renew(200)
        self.member.kill(may_have_ended=True)
        shutil.rmtree(self.member.data)
        shutil.copytree(self.copy, self.member.data)

    def try_out(self, is_again=False):
        """Starts it as it is now; what came of it, and what it said of it."""
        member, start = self.member, self.member.log.stat().st_size
        member.start()
        deadline = time.monotonic() + 10
        while member.is_running and not member.is_healthy() and time.monotonic() < deadline:
            time.sleep(0.02)
        outcome, said = "never healthy", ""
        if member.is_running and member.is_healthy():
            outcome, said = self.ask()
        ended, reason = self.how_it_ended(start)
        if ended is not None and not outcome.startswith("WRONG"):
            outcome, said = ended, reason
        elif reason := self.what_it_set_aside(start):
            said, self.is_replaced = f"{said} {reason}", True
            if outcome == "no harm":
                outcome = "repaired" if self.is_voter() else "never taken in"
        if ended is not None and outcome == ended and not is_again:
            # It found the damage while it was in use; or LMDB, which trusts its pages, fell over one. The next start
            # knows.
            return self.try_out(is_again=True)
        return outcome, said

    def what_it_set_aside(self, start):
        text = self.member.log.read_bytes()[start:].decode(errors="replace")
        return next((line for line in text.splitlines() if "was set aside" in line), None)

    def is_voter(self):
        """Whether the leader has it as one member, under the ID that it has now: a learner stands beside the one
        whose place it will take."""
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            own = self.member_list(self.member).header.member_id
            listed = self.member_list(self.world.leader()).members
            if [m.ID for m in listed if m.name == self.member.name] == [own]:
                return True
            time.sleep(0.05)
        return False

    @staticmethod
    def member_list(member):
        with grpc.insecure_channel(member.endpoint, OPTIONS) as channel:
            return channel.unary_unary(
                "/etcdserverpb.Cluster/MemberList", rpc_pb2.MemberListRequest.SerializeToString,
                rpc_pb2.MemberListResponse.FromString)(rpc_pb2.MemberListRequest(), timeout=5)

    def how_it_ended(self, start):
        """And what it said since its log had `start` bytes; None: it runs."""
        if self.member.is_running:
            return None, ""
        text = self.member.log.read_bytes()[start:].decode(errors="replace")
        said = "\n".join(line for line in text.splitlines() if "stopped:" in line)
        code = self.member.process.returncode
        if code < 0:
            return f"fell by signal {-code}", said
        return "refused" if said else f"ended with {code} and said nothing", said

    def ask(self):
        """All that this member has of its own, against what is true."""
        try:
            with grpc.insecure_channel(self.member.endpoint, OPTIONS) as channel:
                rpc_pb2_grpc.KVStub(channel).Range(
                    rpc_pb2.RangeRequest(key=b"x"), timeout=5, wait_for_ready=True)
        except grpc.RpcError as error:
            return "never caught up", error.details()
        try:
            assert everything(self.member, serializable=True) == self.truth, "keys"
            check_hashes([self.world.leader(), self.member])
            assert self.history_is_whole(), "history"
        except grpc.RpcError as error:
            time.sleep(0.2)
            return "found when read", f"{error.code().name} {error.details()}"
        except AssertionError as difference:
            return "WRONG ANSWER", str(difference)
        return "no harm", ""

    def history_is_whole(self):
        """Every revision, from its history. An error there is told as one of a call is."""
        watcher = Watcher(types.SimpleNamespace(members=[self.member]), 0, 2)
        watcher.until = self.revision
        watcher.start()
        watcher.join(3)
        if not watcher.is_done:
            watcher.until = 0
            assert watcher.failure is None, f"history: {watcher.failure}"
            raise Unreadable()
        last = {e.key: e.value for e in watcher.events if e.key.startswith("own/")}
        return last == self.truth


class Unreadable(grpc.RpcError):
    def code(self):
        return grpc.StatusCode.UNKNOWN

    def details(self):
        return "a watch of history does not come to its end"
