"""The table's lines: what each takes from a load's report, and what is asked of the ratio tern/etcd."""

# Which loads each --only word stands for, in the order of their running.
GROUPS = {
    "alone": ["put-alone", "put-alone-follower"],
    "put": ["put"],
    "range": ["linearizable", "serializable"],
    "watch": ["watch", "watch-flood"],
    "memory": [],
}


class Line:
    """`budget` must be met and `aim` should be: bounds of the ratio tern/etcd, from below where `more_is_better` and
    from above where not; with `absolute`, of Tern's own value."""

    def __init__(self, group, workload, name, unit, value, more_is_better=False, budget=None, aim=None,
                 absolute=False):
        self.group = group
        self.workload = workload
        self.name = name
        self.unit = unit
        self.value = value
        self.more_is_better = more_is_better
        self.budget = budget
        self.aim = aim
        self.absolute = absolute

    def met(self, ratio, own, bound):
        """None where nothing is asked or it can't be told."""
        number = own if self.absolute else ratio
        if bound is None or number is None:
            return None
        return number >= bound if self.more_is_better else number <= bound

    def bound(self, number):
        """A bound as the table shows it."""
        if number is None:
            return ""
        sign = "≥" if self.more_is_better else "≤"
        return f"{sign} {number:.3g} {self.unit}" if self.absolute else f"{sign} {fraction(number)}"


def fraction(number):
    return f"1/{round(1 / number)}" if number in (1 / 3, 1 / 6, 1 / 10) else f"{number:g}×"


def per_second(report):
    return report["operationsPerSecond"]


def latency(percentile, operation=0):
    """Milliseconds of the first operation of the report, or of the one with that name."""
    def value(report):
        for entry in report["latencies"]:
            if operation in (0, entry["operation"]):
                return entry[percentile] / 1000
        return None

    return value


def server_cost(report):
    return report["serverSeconds"] * 1e6 / report["operations"] if report["operations"] else None


def event_cost(report):
    events = report.get("watchEvents")
    return report["serverSeconds"] * 1e6 / events if events else None


def memory(kind):
    return lambda report: report[kind]


def puts(group, workload, name, throughput, latencies, **cost):
    """Throughput and the three percentiles of one load."""
    lines = [Line(group, workload, name, "/s", per_second, more_is_better=True, **throughput)]
    for percentile, label in (("p50", "p50"), ("p99", "p99"), ("p999", "p99.9")):
        asked = latencies if percentile == "p50" else {}
        lines.append(Line(group, workload, f"  latency {label}", "ms", latency(percentile), **asked))
    lines.append(Line(group, workload, "  server CPU each", "µs", server_cost, **cost))
    return lines


LINES = [
    *puts("alone", "put-alone", "puts, 1 client, at the leader", {}, {"budget": 1, "aim": 0.4}),
    *puts("alone", "put-alone-follower", "puts, 1 client, at a follower", {}, {}),
    *puts("put", "put", "puts, 1,000 clients", {"budget": 2, "aim": 3}, {}, budget=1 / 3, aim=1 / 6),
    *puts("range", "linearizable", "linearizable reads", {"budget": 2.5, "aim": 3}, {}, aim=1 / 10),
    *puts("range", "serializable", "serializable reads", {"budget": 2.5, "aim": 3}, {}, aim=1 / 10),
    Line("watch", "watch", "watch events, 200 puts/s × 100: p50", "ms", latency("p50", "watch event")),
    Line("watch", "watch", "  latency p99", "ms", latency("p99", "watch event")),
    Line("watch", "watch", "  latency p99.9", "ms", latency("p999", "watch event")),
    Line("watch", "watch", "  server CPU an event", "µs", event_cost),
    Line("watch", "watch-flood", "watch events, all that fit", "/s",
         lambda report: report.get("watchEventsPerSecond"), more_is_better=True),
    Line("watch", "watch-flood", "  latency p99", "ms", latency("p99", "watch event")),
    Line("watch", "watch-flood", "  server CPU an event", "µs", event_cost),
    Line("memory", "memory-idle", "memory of an idle member", "MiB", memory("VmRSS"), aim=30, absolute=True),
    Line("memory", "memory-idle", "  of it anonymous", "MiB", memory("RssAnon")),
    Line("memory", "memory-idle", "  of it files", "MiB", memory("RssFile")),
    Line("memory", "memory-loaded", "memory of a member, loaded", "MiB", memory("VmRSS")),
    Line("memory", "memory-loaded", "  of it anonymous", "MiB", memory("RssAnon")),
    Line("memory", "memory-loaded", "  of it files", "MiB", memory("RssFile")),
]
