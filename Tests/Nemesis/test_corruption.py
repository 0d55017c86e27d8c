"""A byte of a stopped member's files is turned. When it is started again the damage is found or does no harm: there is
never a wrong answer, and the others go on. What is found is set aside, and the member comes back from the others."""

import collections
import random
import shutil

import pytest

import damage
from specimen import Specimen, describe, is_right
from world import ROUNDS, World

pytestmark = pytest.mark.tern

TRIALS = 2 * ROUNDS


@pytest.fixture(scope="module")
def world(net):
    with World() as world:
        yield world


def examine(specimen, find_places, tell, seed):
    """Turns bytes in each structure; fails on what must not happen."""
    rng = random.Random(seed)
    specimen.restore()
    untouched, _ = specimen.try_out()
    assert untouched == "no harm", f"an untouched copy: {untouched}"
    outcomes = collections.defaultdict(collections.Counter)
    words, bad = {}, []
    for _ in range(TRIALS):
        for structure in find_places(specimen.copy, rng):
            specimen.restore()
            path, offset = find_places(specimen.copy, rng)[structure]
            path = specimen.member.data / path.relative_to(specimen.copy)
            damage.turn_byte(path, offset, rng)
            outcome, said = specimen.try_out()
            outcomes[structure][outcome] += 1
            words.setdefault((structure, outcome), said)
            if not is_right(structure, outcome):
                bad.append(f"{structure} ({path.name} at {offset}): {outcome} {said}")
    specimen.restore()
    specimen.member.start()
    specimen.world.wait_healthy()
    for structure, counts in outcomes.items():
        for outcome, n in counts.items():
            tell(f"{n} times " + describe(structure, outcome, words[structure, outcome]))
    assert not bad, "\n".join(bad)


@pytest.mark.slow
@pytest.mark.timeout(120 + 240 * ROUNDS)
def test_damaged_log(world, tell):
    examine(Specimen(world, lambda member: member.kill()), damage.log_places, tell, 1)


@pytest.mark.slow
@pytest.mark.timeout(120 + 240 * ROUNDS)
def test_damaged_keyspace(world, tell):
    # Stopped with SIGTERM it writes a checkpoint: all lies in LMDB, nothing is applied from the log.
    examine(Specimen(world, lambda member: member.stop()), damage.database_places, tell, 2)


def test_damaged_identity(world, tell):
    def places(data, rng):
        path = data / "identity"
        return {"identity": (path, rng.randrange(path.stat().st_size))}
    examine(Specimen(world, lambda member: member.kill()), places, tell, 3)


@pytest.mark.timeout(300)
def test_missing_files(world, tell):
    """What is gone altogether is noticed as well."""
    specimen = Specimen(world, lambda member: member.kill())
    names = ["identity", "log", "keyspace", "keyspace/data.mdb", "log/newest", "log/oldest",
             "log/newest cut short"]
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
        tell(describe(name, outcome, said))
        if not is_right(name, outcome):
            bad.append(f"{name}: {outcome}")
    specimen.restore()
    specimen.member.start()
    world.wait_healthy()
    assert not bad, bad
