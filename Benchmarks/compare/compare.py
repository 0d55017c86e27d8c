#!/usr/bin/env python3
"""Tern beside a real etcd: three members of each on this machine, with their default settings, put under the same
load by turns. Prints one table; README.md says how to read it."""

import argparse
import datetime
import json
import os
import pathlib
import platform
import statistics
import sys
import time

import clusters
import executables
import load
from clusters import Failure
from lines import GROUPS, LINES
from report import svg, table

MANY = {"clients": 1000, "connections": 100}
# Work of others, before anything was started, that spoils a comparison.
BUSY_CORES = 0.2
RESULTS = executables.BENCHMARKS / "results"


class Workload:
    """One load. `target` is whom it talks to: `all` members, each connection one of them by turns, or the `leader`
    or a `follower` alone."""

    def __init__(self, kind, target="all", **options):
        self.kind = kind
        self.target = target
        self.options = options


WORKLOADS = {
    "put-alone": Workload("put", target="leader", clients=1, connections=1),
    "put-alone-follower": Workload("put", target="follower", clients=1, connections=1),
    "put": Workload("put", **MANY),
    "linearizable": Workload("range", consistency="linearizable", **MANY),
    "serializable": Workload("range", consistency="serializable", **MANY),
    # 200 puts/s to 100 watchers: a load that both bear, for latency; then as much as there is room for.
    "watch": Workload("watch", clients=100, connections=100, watchers=100, rate=200),
    "watch-flood": Workload("watch", clients=20, connections=100, watchers=100),
}


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="TERN and ETCD in the environment name the two programs' files.")
    parser.add_argument("--rounds", type=int, default=3, help="how often each side is measured (default 3)")
    parser.add_argument(
        "--seconds", type=float, default=5, help="how long each measurement takes, after a second of warm-up")
    parser.add_argument(
        "--only", action="append", choices=[*GROUPS, "tern", "etcd"], metavar="WHAT",
        help=f"measure this alone: {', '.join(GROUPS)}; or one side: tern, etcd. May be given several times")
    parser.add_argument("--quick", action="store_true", help="one round of 2 s: to see that it works")
    parser.add_argument("--threads", type=int, default=1, help="of the load generator (default 1)")
    parser.add_argument("--keep", action="store_true", help="keep the members' data and logs")
    given = parser.parse_args()
    if given.quick:
        given.rounds, given.seconds = 1, 2
    if given.rounds < 1 or given.seconds < 0.5:
        parser.error("at least one round, and half a second")
    only = set(given.only or [])
    given.groups = [group for group in GROUPS if group in only] or list(GROUPS)
    given.sides = [side for side in ("tern", "etcd") if side in only] or ["tern", "etcd"]
    return given


def say(text):
    print(f"{datetime.datetime.now():%H:%M:%S} {text}", file=sys.stderr, flush=True)


def settle(sides, seconds=10):
    """Waits until no member is busy with what the load before left it to do."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        before = sum(side.processor_seconds() for side in sides)
        time.sleep(0.5)
        if sum(side.processor_seconds() for side in sides) - before < 0.5 * 0.15:
            return


def busy_cores(seconds=1):
    """How much of the machine is taken right now."""
    def busy():
        ticks = [int(field) for field in pathlib.Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
        return sum(ticks) - ticks[3] - ticks[4]

    before = busy()
    time.sleep(seconds)
    return (busy() - before) / clusters.TICKS_PER_SECOND / seconds


def endpoints(cluster, target):
    if target == "all":
        return cluster.endpoints()
    leader = cluster.leader()
    if target == "leader":
        return cluster.endpoints(leader)
    return cluster.endpoints(next(member for member in cluster.members if member is not leader))


def measure_round(given, tern, sides, number, results):
    """One round: each load on both sides, one right after the other; the other side first in the next round."""
    ordered = sides if number % 2 == 0 else sides[::-1]
    for group in given.groups:
        for name in GROUPS[group]:
            workload = WORKLOADS[name]
            for cluster in ordered:
                settle(sides)
                report = load.measure(
                    tern, cluster, workload.kind, endpoints(cluster, workload.target), duration=given.seconds,
                    warmup=1, value_size=256, threads=given.threads, seed=number + 1,
                    **workload.options)
                for member in cluster.members:
                    member.check()
                results[cluster.name].setdefault(name, []).append(report)
                say(f"round {number + 1}/{given.rounds}  {name:<18} {cluster.name:<5} {summary(report)}")


def summary(report):
    latency = report["latencies"][-1]
    text = f"{report['operationsPerSecond']:>9,.0f}/s  p50 {latency['p50'] / 1000:.2f} ms"
    text += f"  p99 {latency['p99'] / 1000:.2f} ms"
    text += f"  servers {report['serverSeconds'] / report['seconds']:.2f} cores"
    text += f"  load {load_cores(report):.2f} cores"
    if report["errors"]:
        text += f"  {sum(report['errors'].values())} ERRORS: {next(iter(report['errors']))}"
    return text


def load_cores(report):
    """How much of a core the load generator itself took: near its number of threads, it was the bottleneck."""
    return report["clientProcessorMicrosecondsPerOperation"] * report["operationsPerSecond"] / 1e6


def evaluate(given, results):
    """Each line's value of each side (the median over rounds), their ratio, and all rounds' values."""
    rows = []
    for line in LINES:
        if line.group not in given.groups:
            continue
        row = {"line": line, "rounds": {}, "median": {}}
        for side, reports in results.items():
            values = [value for report in reports.get(line.workload, []) if (value := line.value(report)) is not None]
            if values:
                row["rounds"][side] = values
                row["median"][side] = statistics.median(values)
        if not row["median"]:
            continue
        both = [row["median"].get(side) for side in ("tern", "etcd")]
        row["ratio"] = both[0] / both[1] if None not in both and both[1] else None
        rows.append(row)
    return rows


def run(given):
    tern = executables.tern()
    etcd, etcd_version = executables.etcd() if "etcd" in given.sides else (None, None)
    started = datetime.datetime.now()
    RESULTS.mkdir(exist_ok=True)
    busy = busy_cores()
    with clusters.scratch(executables.BENCHMARKS / ".build", given.keep) as directory:
        sides = []
        if "tern" in given.sides:
            sides.append(clusters.tern(tern, directory / "tern"))
        if "etcd" in given.sides:
            sides.append(clusters.etcd(etcd, etcd_version, directory / "etcd"))
        kill = clusters.end_with(*sides)
        try:
            names = " and ".join(f"{side.name} {side.version}" for side in sides)
            say(f"starting {names}, three members each, data below {directory}")
            for side in sides:
                side.start()
            if clusters.file_system(directory) in ("tmpfs", "ramfs"):
                say("the data lies in memory: nothing here waits for a disk, and the figures mean little")
            results = {side.name: {} for side in sides}
            time.sleep(3)
            for side in sides:
                results[side.name]["memory-idle"] = [side.memory()]
            for number in range(given.rounds):
                measure_round(given, tern, sides, number, results)
            time.sleep(2)
            for side in sides:
                results[side.name]["memory-loaded"] = [side.memory()]
        finally:
            kill()
    heading = {
        "started": started.isoformat(timespec="seconds"),
        "sides": {side.name: side.version for side in sides},
        "rounds": given.rounds,
        "seconds": given.seconds,
        "cores": os.cpu_count(),
        "busyCores": round(busy, 2),
        "machine": f"{platform.system()} {platform.release()} {platform.machine()}",
    }
    rows = evaluate(given, results)
    print(table(heading, rows))
    if busy > BUSY_CORES:
        print(f"! other programs took {busy:.1f} of {os.cpu_count()} cores before the start: take no figure for more "
              "than a hint")
    for name, reports in results.items():
        for workload, all_rounds in reports.items():
            errors = sum(sum(report.get("errors", {}).values()) for report in all_rounds)
            if errors:
                print(f"! {errors} requests to {name} failed in {workload}: its lines are not to be trusted")
    save(started, heading, rows, results)


def save(started, heading, rows, results):
    base = RESULTS / f"compare-{started:%Y%m%d-%H%M%S}"
    lines = [
        {"name": row["line"].name, "unit": row["line"].unit, "group": row["line"].group, "rounds": row["rounds"],
         "median": row["median"], "ratio": row["ratio"], "budget": row["line"].budget, "aim": row["line"].aim,
         "met": row["line"].met(row["ratio"], row["median"].get("tern"), row["line"].budget)}
        for row in rows
    ]
    document = {"heading": heading, "lines": lines, "reports": results}
    base.with_suffix(".json").write_text(json.dumps(document, indent=1))
    base.with_suffix(".svg").write_text(svg(heading, rows))
    here = pathlib.Path.cwd()
    print(f"\nwritten: {os.path.relpath(base, here)}.json and .svg")


def main():
    try:
        run(arguments())
    except Failure as failure:
        print(f"compare: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
