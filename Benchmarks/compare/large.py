#!/usr/bin/env python3
"""Tern with a large data set: 1 M keys of 2 KiB on three members. How soon a member serves after a restart, and what
a follower that catches up by snapshot costs the writers. README.md says how to read it."""

import argparse
import datetime
import json
import os
import signal
import statistics
import sys
import threading
import time

import clusters
import executables
import load
from clusters import Failure, wait_until
from compare import RESULTS, say

RESTART_BUDGET_SECONDS = 2
DENT_BUDGET = 0.20
PROBES_PER_SECOND = 50


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="TERN in the environment names the program's file.")
    parser.add_argument("--keys", type=int, default=1_000_000)
    parser.add_argument("--value-size", type=int, default=2048, help="bytes (default 2048)")
    parser.add_argument("--rate", type=int, default=2000, help="puts/s while a follower catches up (default 2000)")
    parser.add_argument(
        "--away", type=int, default=200_000,
        help="puts that a follower misses before it comes back; must make the others cut their logs (default 200000)")
    parser.add_argument(
        "--window", type=int, default=60, help="seconds of load around the catching up, 15 of them before (default 60)")
    parser.add_argument("--restarts", type=int, default=3, help="of each kind (default 3)")
    parser.add_argument("--only", choices=["restart", "catch-up"])
    parser.add_argument("--keep", action="store_true", help="keep the members' data and logs")
    return parser.parse_args()


class Large:
    def __init__(self, given, tern, cluster):
        self.given = given
        self.tern = tern
        self.cluster = cluster
        self.results = {}

    def puts(self, members, **options):
        endpoints = ",".join(member.endpoint for member in members)
        return load.start(
            self.tern, "put", endpoints, keys=self.given.keys,
            **{"value_size": self.given.value_size, "clients": 256, "connections": 32, "warmup": 0, **options})

    def fill(self):
        given = self.given
        say(f"writing {given.keys:,} keys of {given.value_size:,} bytes")
        began = time.monotonic()
        report = load.finish(
            self.puts(self.cluster.members, total=given.keys, key_distribution="sequential"), 3600)
        if report["operations"] < given.keys:
            raise Failure(f"only {report['operations']:,} of {given.keys:,} puts succeeded: {report['errors']}")
        seconds = time.monotonic() - began
        on_disk = [directory_bytes(member.directory) / 2**20 for member in self.cluster.members]
        say(f"written in {seconds:.0f} s, {given.keys / seconds:,.0f} puts/s; "
            f"{', '.join(f'{each:,.0f}' for each in on_disk)} MiB on disk")
        say(f"memory of a member: {memory(self.cluster)}")
        self.results["fill"] = {"seconds": seconds, "diskMiB": on_disk, "memory": self.cluster.memory()}

    # Restart

    def restart(self):
        """A follower and the leader, stopped and killed: until they are healthy, and until one reads."""
        self.results["restarts"] = []
        for how, signal_number in (("SIGTERM", signal.SIGTERM), ("SIGKILL", signal.SIGKILL)):
            for number in range(self.given.restarts):
                leads = number % 2 == 1
                leader = self.cluster.leader()
                member = leader if leads else next(each for each in self.cluster.members if each is not leader)
                member.stop(signal_number)
                time.sleep(1)
                began = time.monotonic()
                member.start()
                self.read_seconds = None
                readable = threading.Thread(target=self.read_until_answered, args=(member, began), daemon=True)
                readable.start()
                wait_until(lambda: self.alive(member).is_healthy, 120, f"{member.name} is not healthy", every=0.005)
                health_seconds = time.monotonic() - began
                readable.join(120)
                one = {"how": how, "led": leads, "health": health_seconds, "read": self.read_seconds}
                self.results["restarts"].append(one)
                met = "✓" if max(health_seconds, self.read_seconds or 1e9) <= RESTART_BUDGET_SECONDS else "✗"
                say(f"restart of the {'leader' if leads else 'follower'} after {how}: healthy in "
                    f"{health_seconds:.2f} s, read in {self.read_seconds or float('nan'):.2f} s  {met}")
                self.cluster.wait_until_healthy(120)

    def alive(self, member):
        member.check()
        return member

    def read_until_answered(self, member, began):
        """A serializable read, begun anew until it is answered; it needs this member alone."""
        while time.monotonic() - began < 120:
            read = load.start(
                self.tern, "range", member.endpoint, preload=False, consistency="serializable", total=1, warmup=0,
                keys=self.given.keys, timeout=5)
            try:
                if load.finish(read, 10)["operations"] == 1:
                    self.read_seconds = time.monotonic() - began
                    return
            except Failure:
                pass
            time.sleep(0.01)

    # Catching up

    def catch_up(self):
        """A follower that was away until the log was cut past it comes back while clients write."""
        given = self.given
        leader = self.cluster.leader()
        follower = next(member for member in self.cluster.members if member is not leader)
        others = [member for member in self.cluster.members if member is not follower]
        follower.stop()
        say(f"{follower.name} is stopped; it misses {given.away:,} puts")
        load.finish(self.puts(others, total=given.away), 3600)
        time.sleep(5)

        say(f"{given.rate:,} puts/s for {given.window} s; {follower.name} comes back after 15 of them")
        term = leader.metric("tern_raft_term")
        probe = Probe(self.tern, others, given)
        probe.start()
        puts = self.puts(others, rate=given.rate, duration=given.window, clients=4096, value_size=256)
        time.sleep(15)
        began = time.monotonic()
        follower.start()
        caught_up = None
        while puts.poll() is None:
            follower.check()
            if caught_up is None and self.has_caught_up(follower, others):
                caught_up = time.monotonic()
                say(f"{follower.name} has caught up after {caught_up - began:.1f} s")
            time.sleep(0.05)
        ended = time.monotonic()
        report = load.finish(puts, 60)
        probe.stop()
        elections = (leader.metric("tern_raft_term") or 0) - (term or 0)
        if elections:
            say(f"the leader changed meanwhile: {elections:.0f} new terms; that dents the puts too")
        self.results["elections"] = elections
        self.report_catch_up(report, probe, ended - report["seconds"], began, caught_up, follower)

    def has_caught_up(self, follower, others):
        mine, *theirs = (member.metric("tern_raft_applied_index") for member in (follower, *others))
        return None not in (mine, *theirs) and max(theirs) - mine < self.given.rate * 0.1

    def report_catch_up(self, report, probe, start, began, caught_up, follower):
        rows, last = [], len(report["timeline"]) - 1
        for second in report["timeline"][:last]:
            begin = start + second["second"]
            if begin + 1 <= began:
                phase = "before"
            elif caught_up is None or begin < caught_up + 1:
                phase = "during"
            else:
                phase = "after"
            rows.append({"second": second["second"], "phase": phase, "puts": second["operations"],
                         "errors": second["errors"], **probe.during(begin)})
        # The first second is a ramp.
        before = statistics.median(row["puts"] for row in rows[1:] if row["phase"] == "before")
        worst = min((row["puts"] for row in rows if row["phase"] == "during"), default=before)
        dent = 1 - worst / before
        by_snapshot = "snapshot" in follower.log.read_text(errors="replace").rpartition("starting")[2]
        seconds = caught_up - began if caught_up else None

        print(f"\n{'second':>6}  {'phase':<7} {'puts/s':>7} {'errors':>7} {'p50 ms':>8} {'p99 ms':>8}")
        for row in rows:
            print(f"{row['second']:>6}  {row['phase']:<7} {row['puts']:>7,} {row['errors']:>7,} "
                  f"{shown(row['p50']):>8} {shown(row['p99']):>8}")
        print(f"\nputs over the whole time: {latency(report)}")
        print(f"caught up in {f'{seconds:.1f} s' if seconds else 'more than the window'}, "
              f"{'by snapshot' if by_snapshot else 'without a word of a snapshot in its log'}")
        print(f"worst second: {worst:,} puts/s where it was {before:,.0f} before: a dent of {dent:.0%} "
              f"(at most {DENT_BUDGET:.0%}) {'✓' if dent <= DENT_BUDGET else '✗'}")
        self.results["catchUp"] = {
            "seconds": seconds, "bySnapshot": by_snapshot, "dent": dent, "timeline": rows, "report": report,
        }


class Probe(threading.Thread):
    """A few puts beside the load, in slices of a second: the load itself tells latencies only in the end."""

    def __init__(self, tern, members, given):
        super().__init__(daemon=True)
        self.tern = tern
        self.endpoints = ",".join(member.endpoint for member in members)
        self.slices = []
        self.ended = threading.Event()

    def run(self):
        while not self.ended.is_set():
            began = time.monotonic()
            slice_ = load.start(
                self.tern, "put", self.endpoints, rate=PROBES_PER_SECOND, duration=1, warmup=0, clients=256,
                connections=2, keys=1000)
            try:
                report = load.finish(slice_, 40)
            except Failure:
                continue
            put = report["latencies"][0] if report["latencies"] else None
            self.slices.append((began, time.monotonic(), put))

    def stop(self):
        self.ended.set()
        self.join(60)

    def during(self, begin):
        """Milliseconds, the worst of the slices that a second from `begin` on has a part in."""
        puts = [put for start, end, put in self.slices if put and start < begin + 1 and end > begin]
        return {key: max((put[key] / 1000 for put in puts), default=None) for key in ("p50", "p99")}


def shown(value):
    return "–" if value is None else f"{value:.1f}"


def latency(report):
    put = report["latencies"][0]
    text = ", ".join(f"{name} {put[key] / 1000:.1f} ms" for name, key in
                     (("p50", "p50"), ("p99", "p99"), ("p99.9", "p999"), ("max", "max")))
    errors = sum(report["errors"].values())
    return f"{report['operationsPerSecond']:,.0f}/s, {text}, {errors} errors"


def memory(cluster):
    each = cluster.memory()
    return f"{each['VmRSS']:,.0f} MiB resident, {each['RssAnon']:,.0f} of it anonymous"


def directory_bytes(directory):
    """As the disk has them: sparse files count what they hold."""
    return sum(
        os.stat(os.path.join(base, name)).st_blocks * 512
        for base, _, names in os.walk(directory) for name in names)


def run(given):
    tern = executables.tern()
    RESULTS.mkdir(exist_ok=True)
    with clusters.scratch(executables.BENCHMARKS / ".build", given.keep) as directory:
        cluster = clusters.tern(tern, directory / "tern")
        kill = clusters.end_with(cluster)
        large = Large(given, tern, cluster)
        try:
            say(f"starting tern {cluster.version}, three members, data below {directory}")
            cluster.start()
            large.fill()
            if given.only != "catch-up":
                large.restart()
            if given.only != "restart":
                large.catch_up()
        finally:
            kill()
    path = RESULTS / f"large-{datetime.datetime.now():%Y%m%d-%H%M%S}.json"
    path.write_text(json.dumps(large.results, indent=1))
    print(f"\nwritten: {os.path.relpath(path)}")


def main():
    try:
        run(arguments())
    except Failure as failure:
        print(f"large: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
