"""`tern bench` against a cluster, and what the cluster's members spent meanwhile."""

import json
import subprocess
import threading
import time

from clusters import Failure, die_with_parent

SAMPLE_SECONDS = 0.05
# `tern bench watch` waits so long for the last events when the last put is answered.
WATCH_TAIL_SECONDS = 0.5


class ProcessorSamples(threading.Thread):
    """The members' processor time, over and over: the load's own report tells only afterwards which part of the
    time it measured, without connecting, writing keys to be read, and warming up."""

    def __init__(self, cluster):
        super().__init__(daemon=True)
        self.cluster = cluster
        self.samples = []
        self.ended = threading.Event()

    def run(self):
        while True:
            self.samples.append((time.monotonic(), self.cluster.processor_seconds()))
            if self.ended.wait(SAMPLE_SECONDS):
                return

    def stop(self):
        self.ended.set()
        self.join()
        self.samples.append((time.monotonic(), self.cluster.processor_seconds()))

    def at(self, moment):
        """By a straight line between the samples before and after."""
        earlier = self.samples[0]
        for later in self.samples:
            if later[0] >= moment:
                span = later[0] - earlier[0]
                share = (moment - earlier[0]) / span if span else 0
                return earlier[1] + share * (later[1] - earlier[1])
            earlier = later
        return earlier[1]


def command(tern, workload, endpoints, **options):
    words = [tern, "bench", workload, "--endpoints", endpoints, "--output", "json"]
    for key, value in options.items():
        flag = "--" + key.replace("_", "-")
        if value is False:
            words.append("--no-" + flag[2:])
        elif value is not None:
            words += [flag, f"{value}"]
    return words


def start(*arguments, **options):
    """A load that goes on by itself; `finish` gives its report."""
    return subprocess.Popen(
        command(*arguments, **options), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, preexec_fn=die_with_parent)


def finish(process, timeout):
    try:
        output, errors = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise Failure(f"`{' '.join(process.args)}` did not end within {timeout:g} s") from None
    except BaseException:
        process.kill()
        process.wait()
        raise
    try:
        return json.loads(output)
    except json.JSONDecodeError:
        raise Failure(f"`{' '.join(process.args)}` failed: {errors.strip() or output.strip()}") from None


def measure(tern, cluster, workload, endpoints, timeout=600, **options):
    """The load's report, with the members' processor time in the measured part as `serverSeconds`."""
    samples = ProcessorSamples(cluster)
    samples.start()
    try:
        report = finish(start(tern, workload, endpoints, **options), timeout)
    finally:
        samples.stop()
    end = samples.samples[-1][0] - (WATCH_TAIL_SECONDS if workload == "watch" else 0)
    report["serverSeconds"] = samples.at(end) - samples.at(end - report["seconds"])
    return report
