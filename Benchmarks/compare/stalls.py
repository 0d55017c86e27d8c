"""When a core stood still: time that its hypervisor, or a host that is too full, took from all programs on it alike.

A thread on each core that goes before all others sleeps for 5 ms again and again, and tells of each time that it woke
late. No program's own load can hold it up, so what it sees is the machine's."""

import multiprocessing
import os
import time

NAP = 0.005
# Below that it is what a sleep costs.
LEAST = 0.03


def _watch(core, told):
    os.sched_setaffinity(0, {core})
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50))
    before = time.monotonic()
    while True:
        time.sleep(NAP)
        now = time.monotonic()
        late = now - before - NAP
        if late > LEAST:
            told.put((time.time(), core, late))
        before = time.monotonic()


class Stalls:
    """Needs root, as all that goes before others does; without it `watching` is false and nothing is told."""

    def __init__(self):
        self._told = multiprocessing.Queue()
        self._watchers = []
        self.watching = os.geteuid() == 0
        if not self.watching:
            return
        for core in sorted(os.sched_getaffinity(0)):
            watcher = multiprocessing.Process(target=_watch, args=(core, self._told), daemon=True)
            watcher.start()
            self._watchers.append(watcher)

    def take(self):
        """What was seen since the last time, as (seconds since 1970, core, seconds that it stood still)."""
        found = []
        while not self._told.empty():
            found.append(self._told.get())
        return sorted(found)


def text(stall):
    at, core, late = stall
    clock = time.strftime("%H:%M:%S", time.localtime(at)) + f".{int(at % 1 * 1000):03d}"
    return f"core {core} stood still for {late * 1000:.0f} ms until {clock}"
