"""`tern simulate`: seeds lead to runs, the same seed to the same one."""

import json
import subprocess

import cluster


def simulate(*arguments):
    return subprocess.run(
        [cluster.tern_binary(), "simulate", *arguments], capture_output=True, text=True, timeout=300)


def fingerprint(seed):
    run = simulate("--seed", str(seed), "--duration", "5")
    assert run.returncode == 0, run.stdout + run.stderr
    return next(line for line in run.stdout.splitlines() if line.startswith("fingerprint"))


def test_the_same_seed_gives_the_same_run():
    assert fingerprint(7) == fingerprint(7)
    assert fingerprint(7) != fingerprint(8)


def test_some_seeds_keep_all_promises():
    run = simulate("--seeds", "4", "--duration", "10", "--output", "json")
    assert run.returncode == 0, run.stdout + run.stderr
    report = json.loads(run.stdout)
    assert report["seeds"] == 4
    assert report["acknowledged"] > 0
    assert report["failures"] == []


def situations(*arguments):
    """Runs worlds in which all must go well, and tells what none of them came to."""
    run = simulate("--first", "1", "--members", "3", "--output", "json", *arguments)
    assert run.returncode == 0, run.stdout + run.stderr
    return json.loads(run.stdout)["neverReached"]


def test_a_full_disk_holds_up_applying_until_there_is_room():
    missed = situations("--seeds", "12", "--duration", "20", "--faults", "disk-full")
    assert "a full disk held up applying" not in missed
    assert "a leader that could not apply handed over" not in missed
    assert "checkpoints found room again" not in missed


def test_rot_of_the_keyspace_is_found_at_the_start_and_in_use():
    missed = situations("--seeds", "16", "--duration", "20", "--faults", "bit-rot,kill")
    assert "a start found the keyspace damaged" not in missed
    assert "the keyspace was found damaged in use" not in missed
    assert "a member set damaged data aside" not in missed


def test_members_with_different_settings_get_along():
    missed = situations("--seeds", "6", "--duration", "15", "--faults", "mixed-configuration,kill")
    assert "a member came back with other settings" not in missed
    assert "a leader was replaced by another" not in missed


def test_an_unknown_fault_is_refused():
    run = simulate("--faults", "plague")
    assert run.returncode == 64
    assert "plague" in run.stderr
