"""A byte of a stopped member's files is turned. When it is started again the damage is found (it refuses to go on
and says so) or does no harm; there is never a wrong answer, and the others go on."""

import collections
import random
import shutil
import time

import pytest

import damage
from load import (
    OPTIONS, Load, check_hashes, everything, grpc, revision, rpc_pb2, rpc_pb2_grpc, wait_for_progress)
from world import ROUNDS, World

pytestmark = pytest.mark.tern

TRIALS = 3 * ROUNDS
# What may happen. Anything else is a failure.
FINE = {"refused", "no harm", "found when read"}


@pytest.fixture(scope="module")
def world(net):
    with World() as world:
        yield world


class Specimen:
    """A stopped member's directory, of which a copy is kept, and what the cluster holds."""

    def __init__(self, world, stop):
        with Load(world, clients=4, padding=500) as load:
            wait_for_progress(load, 30, 1500)
        # Some that fill pages of their own.
        with grpc.insecure_channel(world.members[0].endpoint, OPTIONS) as channel:
            for n in range(20):
                rpc_pb2_grpc.KVStub(channel).Put(
                    rpc_pb2.PutRequest(key=f"own/long/{n}".encode(), value=bytes([97 + n]) * 20_000), timeout=5)
        self.world = world
        self.member = world.followers[0]
        self.revision = revision(world)
        self.truth = everything(world.leader())
        time.sleep(0.3)
        stop(self.member)
        self.copy = world.directory / f"copy-{self.member.name}"
        shutil.rmtree(self.copy, ignore_errors=True)
        shutil.copytree(self.member.data, self.copy)

    def restore(self):
        if self.member.is_running:
            self.member.kill()
        shutil.rmtree(self.member.data)
        shutil.copytree(self.copy, self.member.data)

    def try_out(self):
        """Starts it as it is now; what came of it, and a sentence from its log."""
        member, start = self.member, self.member.log.stat().st_size
        member.start()
        deadline = time.monotonic() + 10
        while member.is_running and not member.is_healthy() and time.monotonic() < deadline:
            time.sleep(0.02)
        outcome = "never healthy"
        if member.is_running and member.is_healthy():
            outcome = self.ask()
        text = member.log.read_bytes()[start:].decode(errors="replace")
        said = [l for l in text.splitlines() if any(w in l for w in ("damaged", "corrupt", "CRITICAL", "rror"))]
        if not member.is_running:
            code = member.process.returncode
            if code < 0:
                outcome = f"fell by signal {-code}"
            elif outcome != "WRONG ANSWER":
                outcome = "refused" if said else f"ended with {code} and said nothing"
        return outcome, said[:1]

    def ask(self):
        """All that this member has of its own, against what is true."""
        try:
            with grpc.insecure_channel(self.member.endpoint, OPTIONS) as channel:
                rpc_pb2_grpc.KVStub(channel).Range(rpc_pb2.RangeRequest(key=b"x"), timeout=5)
            if everything(self.member, serializable=True) != self.truth:
                return "WRONG ANSWER"
            check_hashes([self.world.leader(), self.member])
            if not self.history_is_whole():
                return "WRONG ANSWER"
        except grpc.RpcError:
            time.sleep(0.2)
            return "found when read"
        except AssertionError:
            return "WRONG ANSWER"
        return "no harm"

    def history_is_whole(self):
        """Every revision, from its history."""
        request = rpc_pb2.WatchCreateRequest(key=b"\0", range_end=b"\0", start_revision=1)
        with grpc.insecure_channel(self.member.endpoint, OPTIONS) as channel:
            stream = rpc_pb2_grpc.WatchStub(channel).Watch(
                iter([rpc_pb2.WatchRequest(create_request=request)]), timeout=10)
            seen = 1
            for answer in stream:
                for event in answer.events:
                    if event.kv.mod_revision not in (seen, seen + 1):
                        return False
                    seen = event.kv.mod_revision
                    key = event.kv.key.decode()
                    if key in self.truth and key.startswith("own/"):
                        if event.kv.value.decode() != self.truth[key]:
                            return False
                if seen >= self.revision:
                    stream.cancel()
                    return True
        return False


def examine(specimen, find_places, tell, seed):
    """Turns bytes in each structure; fails on what must not happen."""
    rng = random.Random(seed)
    specimen.restore()
    untouched, _ = specimen.try_out()
    assert untouched == "no harm", f"an untouched copy: {untouched}"
    outcomes = collections.defaultdict(collections.Counter)
    bad = []
    for _ in range(TRIALS):
        for structure in find_places(specimen.copy, rng):
            specimen.restore()
            path, offset = find_places(specimen.copy, rng)[structure]
            path = specimen.member.data / path.relative_to(specimen.copy)
            damage.turn_byte(path, offset, rng)
            outcome, said = specimen.try_out()
            outcomes[structure][outcome] += 1
            if outcome not in FINE:
                bad.append(f"{structure} ({path.name} at {offset}): {outcome} {said}")
    specimen.restore()
    specimen.member.start()
    specimen.world.wait_healthy()
    for structure, counts in outcomes.items():
        tell(f"{structure}: " + ", ".join(f"{n} {outcome}" for outcome, n in counts.items()))
    assert not bad, "\n".join(bad)


@pytest.mark.timeout(120 + 120 * ROUNDS)
def test_damaged_log(world, tell):
    examine(Specimen(world, lambda member: member.kill()), damage.log_places, tell, 1)


@pytest.mark.timeout(120 + 240 * ROUNDS)
def test_damaged_keyspace(world, tell):
    # Stopped with SIGTERM it writes a checkpoint: all lies in LMDB, nothing is applied from the log.
    examine(Specimen(world, lambda member: member.stop()), damage.database_places, tell, 2)


def test_damaged_identity(world, tell):
    def places(data, rng):
        path = data / "identity"
        return {"identity": (path, rng.randrange(path.stat().st_size))}
    examine(Specimen(world, lambda member: member.kill()), places, tell, 3)


@pytest.mark.timeout(120)
def test_missing_files(world, tell):
    """What is gone altogether is noticed as well."""
    specimen = Specimen(world, lambda member: member.kill())
    names = ["identity", "log", "keyspace", "keyspace/data.mdb", "log/newest", "log/oldest", "log/newest cut short"]
    bad = []
    for name in names:
        specimen.restore()
        data = specimen.member.data
        segments = damage.segments(data)
        path = {"log/newest": segments[-1], "log/oldest": segments[0]}.get(name, data / name)
        if name.endswith("cut short"):
            with open(segments[-1], "r+b") as file:
                file.truncate(segments[-1].stat().st_size // 2)
        elif path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
        outcome, said = specimen.try_out()
        tell(f"{name}: {outcome} {said}")
        if outcome not in FINE:
            bad.append(f"{name}: {outcome}")
    specimen.restore()
    specimen.member.start()
    world.wait_healthy()
    assert not bad, bad


def test_a_vote_from_damaged_state(net, tell):
    """A write is acknowledged by two, one of them then loses its last batch to a turned bit. With the third, which
    never had the write, it must not make a majority that goes on without it."""
    with World() as world:
        with Load(world, clients=2) as load:
            wait_for_progress(load)
        rng = random.Random(6)
        leader, (other, absent) = world.leader(), world.followers
        absent.kill()
        with grpc.insecure_channel(leader.endpoint, OPTIONS) as channel:
            rpc_pb2_grpc.KVStub(channel).Put(
                rpc_pb2.PutRequest(key=b"own/kept", value=b"yes"), timeout=5)
        leader.kill()
        other.kill()
        path, offset = damage.log_places(other.data, rng)["last batch's records"]
        content = path.read_bytes()
        last = damage.batches(path)[-1]
        holds = b"own/kept" in content[last[0]:last[0] + damage.BATCH_HEADER + last[1]]
        damage.turn_byte(path, offset, rng)
        absent.start()
        other.start()
        deadline = time.monotonic() + 5
        while other.is_running and not other.is_healthy() and time.monotonic() < deadline:
            time.sleep(0.05)
        elected = other.is_running and other.is_healthy()
        found = everything(other).get("own/kept") if elected else None
        leader.start()
        tell(f"the last batch held the write: {holds}; two went on: {elected}; found: {found}")
        assert not elected or found == "yes", "an acknowledged write was lost"
