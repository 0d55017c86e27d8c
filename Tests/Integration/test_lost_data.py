"""A member loses its data directory, or finds it damaged. It is only started again, and comes back from the others
under a new ID: with it, another one may go."""

import shutil
import time

import pytest

from cluster import Cluster
from etcdctl import Etcdctl
from load import Load, wait_for_progress

pytestmark = [pytest.mark.tern, pytest.mark.timeout(180)]


def member_list(cluster, apart_from=None):
    """(name, ID, whether it is a learner), as another member has it."""
    other = next(m for m in cluster.members if m.name != apart_from)
    listed = Etcdctl(other.endpoint).json("member", "list")["members"]
    return [(m["name"], m["ID"], m.get("isLearner", False)) for m in listed]


def wait_for_new_id(cluster, name, old, timeout=30):
    """Until the member is a voter again under an ID that it never had, and the list is of all as it was."""
    deadline = time.monotonic() + timeout
    names = sorted(m.name for m in cluster.members)
    while True:
        now = member_list(cluster, apart_from=name)
        ids = {n: i for n, i, learns in now if not learns}
        if sorted(n for n, _, _ in now) == names and ids.get(name) not in (None, *old):
            return ids[name]
        said = "\n".join(f"--- {m.name}\n{m.log_tail(15)}" for m in cluster.members)
        assert time.monotonic() < deadline, f"{now}\n{said}"
        time.sleep(0.05)


def test_members_lose_their_data_one_after_the_other():
    with Cluster() as cluster, Load(cluster, watchers=2) as load:
        used = [i for _, i, _ in member_list(cluster)]
        for member in cluster.members * 2:
            wait_for_progress(load)
            member.kill()
            shutil.rmtree(member.data)
            member.start()
            used.append(wait_for_new_id(cluster, member.name, used))
            cluster.wait_healthy()
            # With the new one and without another there is still a majority.
            other = next(m for m in cluster.members if m is not member)
            other.kill()
            wait_for_progress(load)
            other.start()
            cluster.wait_healthy()
            load.next_registers()
        lines = Etcdctl(cluster.endpoints)("member", "list")
        assert len(lines) == 3 and all(", started, " in line for line in lines), lines
        load.stop()
        load.check()


@pytest.mark.parametrize("part", ["log", "identity", "keyspace", "a byte of identity"])
def test_a_part_is_damaged(part):
    with Cluster() as cluster, Load(cluster) as load:
        used = [i for _, i, _ in member_list(cluster)]
        wait_for_progress(load)
        member = next(m for m in cluster.members if not m.is_leader())
        # A checkpoint, so that the log alone is not all.
        member.stop()
        if part == "a byte of identity":
            path = member.data / "identity"
            content = bytearray(path.read_bytes())
            content[len(content) // 2] ^= 1
            path.write_bytes(content)
        elif part == "identity":
            (member.data / part).unlink()
        else:
            shutil.rmtree(member.data / part)
        member.start()
        cluster.wait_healthy()
        if part == "keyspace" and "set aside" not in member.log.read_text():
            # The log still had everything from its first entry on.
            assert sorted(i for _, i, _ in member_list(cluster)) == sorted(used)
        else:
            wait_for_new_id(cluster, member.name, used)
            kept = list(member.data.glob("damaged-*"))
            assert len(kept) == 1, kept
            assert member.log.read_text().count("was set aside") == 1
        wait_for_progress(load)
        load.stop()
        load.check()
