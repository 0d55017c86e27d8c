"""Three members under load, and then a clean stop: does memory keep growing? `soak.py SECONDS`; TERN names the binary.

What grows by design (the Delta up to its bound, caches) has mostly done so after the first half. LeakSanitizer is of
no use here: it doesn't take Swift's references for pointers where they carry bits of their own.
"""

import pathlib
import re
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Integration"))

from cluster import Cluster  # noqa: E402
from load import Load  # noqa: E402

# Of what a member has after the first half.
GROWTH = 1.25


def resident(member):
    """MiB."""
    status = pathlib.Path(f"/proc/{member.process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


def main(seconds):
    with Cluster() as cluster:
        with Load(cluster, watchers=2) as load:
            time.sleep(seconds / 2)
            half = {m.name: resident(m) for m in cluster.members}
            time.sleep(seconds / 2)
            end = {m.name: resident(m) for m in cluster.members}
            load.stop()
            load.check()
        codes = {m.name: m.stop(60) for m in cluster.members}
        print(f"soak: {load.writes} writes; MiB after the first half {half}, at the end {end}; exits {codes}")
        failures = [f"{n} grew from {half[n]:.0f} to {end[n]:.0f} MiB" for n in half if end[n] > half[n] * GROWTH]
        failures += [f"{name} ended with {code}" for name, code in codes.items() if code != 0]
        for failure in failures:
            print(f"soak: {failure}")
        return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 60))
