"""Needs a tern that is built with failpoints: `scripts/failpoints` builds one and runs these."""

import collections
import pathlib
import tempfile

import pytest

import stage
from cluster import Cluster
from points import POINTS

# Point: the tests in which a member came to it.
reached = collections.defaultdict(set)


def pytest_terminal_summary(terminalreporter):
    if reached:
        missing = [point for point in POINTS if point not in reached]
        terminalreporter.section("failpoints")
        terminalreporter.write_line(
            f"{len(POINTS) - len(missing)} of {len(POINTS)} reached; never: {', '.join(missing) or 'none'}")


def pytest_collection_modifyitems(items):
    # What was reached is known at the end.
    items.sort(key=lambda item: "test_reached" in item.nodeid)


class Shared:
    """One cluster for many tests, until one of them fails."""

    def __init__(self):
        self.cluster = None
        self.turn = 0

    def get(self):
        if self.cluster is None:
            self.cluster = Cluster(config=stage.CONFIGURATION)
            try:
                self.cluster.start()
            except BaseException:
                self.drop()
                raise
        self.turn += 1
        return self.cluster

    def drop(self, keep=False):
        if self.cluster is not None:
            self.cluster.close(keep)
            self.cluster = None


@pytest.fixture(scope="session")
def shared():
    shared = Shared()
    yield shared
    shared.drop()


@pytest.fixture
def record(request):
    """A file in which members write down the points that they reach."""
    with tempfile.TemporaryDirectory(prefix="tern-reached-") as folder:
        path = pathlib.Path(folder) / "reached"
        yield path
        for point in path.read_text().split() if path.exists() else []:
            reached[point].add(request.node.name)


@pytest.fixture(scope="session")
def all_reached():
    return reached
