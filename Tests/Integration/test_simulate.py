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


def test_an_unknown_fault_is_refused():
    run = simulate("--faults", "plague")
    assert run.returncode == 64
    assert "plague" in run.stderr
