#!/usr/bin/env python3
"""Three members with both hands full for an hour: puts and reads as fast as they go, from clients on the same cores,
with a compaction every twenty seconds. Nobody may call an election, and no request may fail. Beside it stands when
the machine itself stood still: what no member can tell from a dead leader. README.md says more."""

import argparse
import os
import subprocess
import sys
import time

import clusters
import executables
import load
import stalls
from clusters import Failure
from compare import say

COMPACTION_SECONDS = 20
# Revisions that stay readable.
KEPT = 10_000


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="TERN in the environment names the program's file, ETCDCTL etcd's client.")
    parser.add_argument("--minutes", type=float, default=60, help="how long (default 60)")
    parser.add_argument("--clients", type=int, default=1000, help="one request each at a time (default 1000)")
    parser.add_argument("--keep", action="store_true", help="keep the members' data and logs")
    return parser.parse_args()


def changes(cluster):
    """How many changes of leader each member has seen."""
    for member in cluster.members:
        member.check()
    return [member.metric("etcd_server_leader_changes_seen_total") for member in cluster.members]


def compact(cluster, client):
    """Says what came of it."""
    leader = cluster.leader()
    revision = int(leader.metric("etcd_debugging_mvcc_current_revision") or 0) - KEPT
    if revision <= 1:
        return "nothing to compact"
    done = subprocess.run(
        [client, "--endpoints", leader.endpoint, "compact", str(revision)], env={**os.environ, "ETCDCTL_API": "3"},
        capture_output=True, text=True, check=False)
    return f"compacted at {revision:,}" if done.returncode == 0 else f"NOT compacted: {done.stderr.strip()}"


def run(given, cluster, tern, client):
    before = last = changes(cluster)
    elections = []
    machine = stalls.Stalls()
    if not machine.watching:
        say("not as root: when a core of the machine stands still, nobody tells")
    running = load.start(
        tern, "mixed", cluster.endpoints(), clients=given.clients, connections=100, keys=100_000, read_ratio=0.5,
        duration=given.minutes * 60, timeout=30)
    began = time.monotonic()
    # Its report fills the pipe before it ends: that is read when the time is over.
    while running.poll() is None and time.monotonic() < began + given.minutes * 60:
        time.sleep(COMPACTION_SECONDS)
        now = changes(cluster)
        compaction = compact(cluster, client)
        minutes = (time.monotonic() - began) / 60
        used = sum(sum(f.stat().st_size for f in m.directory.rglob("*") if f.is_file()) for m in cluster.members)
        memory = cluster.memory()
        say(
            f"{minutes:5.1f} min: {compaction}, {used / 2**30:.1f} GiB on disk, "
            f"{memory['VmRSS']:.0f} MiB a member ({memory['RssAnon']:.0f} anonymous), "
            f"changes of leader {[int(n - b) for n, b in zip(now, before)]}")
        for stall in machine.take():
            say("  the machine: " + stalls.text(stall))
        if now != last:
            last = now
            elections.append(minutes)
            say("  an election in these twenty seconds; --keep keeps the members' logs, which tell when")
    return load.finish(running, 120), elections


def main():
    given = arguments()
    tern, client = executables.tern(), executables.etcdctl()
    with clusters.scratch(executables.BENCHMARKS / ".build", given.keep) as directory:
        cluster = clusters.tern(tern, str(directory / "tern"))
        clusters.end_with(cluster)
        cluster.start()
        report, elections = run(given, cluster, tern, client)
        say(str({key: value for key, value in report.items() if not isinstance(value, list)}))
        cluster.kill()
        if report["errors"]:
            raise Failure(f"requests failed: {report['errors']}")
        if elections:
            raise Failure("elections: " + ", ".join(f"before minute {minutes:.1f}" for minutes in elections))
    say(f"{given.minutes:g} minutes without an election")


if __name__ == "__main__":
    try:
        main()
    except Failure as failure:
        sys.exit(f"steady: {failure}")
