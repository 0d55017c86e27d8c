"""Three members under load, and then a clean stop: does memory keep growing, and is anything left that nothing points
to? `soak.py SECONDS`, TERN names the binary, built with AddressSanitizer for the second question.

What grows by design (the Delta up to its bound, caches) has done so after the first half.
"""

import os
import pathlib
import re
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Integration"))

from cluster import Cluster  # noqa: E402
from load import Load  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
# Of what a member has after the first half. Allocators and the sanitizer's quarantine move by less.
GROWTH = 1.25


def resident(member):
    """MiB."""
    status = pathlib.Path(f"/proc/{member.process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


def leaks(member):
    """Reports of leaked memory that name a file of ours."""
    reports = member.log.read_text(errors="replace").split("\n\n")
    return [r for r in reports if "leak of" in r and "/Sources/" in r.replace("/checkouts/", "")]


def main(seconds):
    os.environ.setdefault("ASAN_OPTIONS", "detect_leaks=1:quarantine_size_mb=8:malloc_context_size=20")
    os.environ.setdefault("LSAN_OPTIONS", f"suppressions={HERE}/leaks.supp:print_suppressions=0")
    with Cluster() as cluster:
        with Load(cluster, watchers=2) as load:
            time.sleep(seconds / 2)
            half = {m.name: resident(m) for m in cluster.members}
            time.sleep(seconds / 2)
            end = {m.name: resident(m) for m in cluster.members}
            load.stop()
            load.check()
        codes = {m.name: m.stop(60) for m in cluster.members}
        found = {m.name: leaks(m) for m in cluster.members}
        print(f"soak: {load.writes} writes; MiB after the first half {half}, at the end {end}; exits {codes}")
        failures = [f"{n} grew from {half[n]:.0f} to {end[n]:.0f} MiB" for n in half if end[n] > half[n] * GROWTH]
        for name, reports in found.items():
            failures += [f"{name}: {report}" for report in reports]
        for failure in failures:
            print(f"soak: {failure}")
        return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 60))
