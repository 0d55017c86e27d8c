"""What damage that wasn't found at once leads to."""

import random
import time

import pytest

import damage
from load import OPTIONS, Load, everything, grpc, revision, rpc_pb2, rpc_pb2_grpc, wait_for_progress
from specimen import Specimen, describe, is_right
from world import ROUNDS, World

pytestmark = pytest.mark.tern


def test_a_vote_from_damaged_state(net, tell):
    """A write is acknowledged by two, one of them then loses its last batch to a turned bit. With the third,
    which never had the write, it must not make a majority that goes on without it."""
    with World() as world:
        with Load(world, clients=2) as load:
            wait_for_progress(load)
        rng = random.Random(6)
        leader, (other, absent) = world.leader(), world.followers
        absent.kill()
        with grpc.insecure_channel(leader.endpoint, OPTIONS) as channel:
            rpc_pb2_grpc.KVStub(channel).Put(
                rpc_pb2.PutRequest(key=b"own/kept", value=b"yes"), timeout=5)
        # Until it has written its mark behind the last batch.
        time.sleep(0.2)
        leader.kill()
        other.kill()
        path, offset = damage.log_places(other.data, rng)["last batch's records"]
        content = path.read_bytes()
        last = [batch for batch in damage.batches(path) if batch[1] > damage.COMMIT_HINT][-1]
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


def test_a_key_that_a_damaged_page_drops(net, tell):
    """One bit in a leaf page's header, and a key is gone from what this member answers, linearizable reads
    included: unless it notices."""
    with World() as world:
        specimen = Specimen(world, lambda member: member.stop())
        damage.turn(*damage.place_that_drops_a_key(specimen.member.data, b"own/"))
        outcome, said = specimen.try_out()
        tell(f"{outcome} {said}")
        assert outcome == "repaired"
        found = everything(specimen.member)
        missing = sorted(specimen.truth.keys() - found.keys())
        tell(f"missing in linearizable reads: {missing}")
        assert not missing, "acknowledged writes are not found"


@pytest.mark.slow
@pytest.mark.timeout(60 + 120 * ROUNDS)
def test_writing_on_with_a_damaged_keyspace(net, tell):
    """What does no harm when it is read may do it when it is written: after writes, checkpoints and another
    restart the member still holds what the others hold, or has said that it doesn't."""
    bad = []
    structures = ["newest meta page's free list's root", "newest meta page's last page",
                  "newest meta page's transaction", "older meta page"]
    for turn, structure in enumerate(structures * ROUNDS):
        rng = random.Random(f"{structure} {turn}")
        with World() as world:
            specimen = Specimen(world, lambda member: member.stop())
            path, offset = damage.database_places(specimen.member.data, rng)[structure]
            damage.turn_byte(path, offset, rng)
            specimen.member.start()
            with Load(world, clients=4, padding=4000) as load:
                wait_for_progress(load, 30, 1000)
            specimen.revision = revision(world)
            specimen.truth = everything(world.leader())
            outcome, said = specimen.how_it_ended(0)
            if outcome is None:
                specimen.member.stop()
            outcome, said = specimen.try_out(is_again=outcome is not None)
            tell(describe(structure, outcome, said))
            if not is_right(structure, outcome):
                bad.append(f"{structure}: {outcome} {said}")
            specimen.member.kill(may_have_ended=True)
    assert not bad, bad
