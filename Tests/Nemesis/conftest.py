"""Runs as root, and needs namespaces; what can't be done on a machine is skipped with a word on why.

TERN_ROUNDS makes the tests longer: so many times as many rounds (1).
"""

import pytest

import network
from cluster import FAILED, SYSTEM
from world import ROUNDS, need

lines = []


def pytest_report_header(config):
    return f"system under test: {SYSTEM}, rounds: {ROUNDS}"


def pytest_configure(config):
    config.addinivalue_line(
        "markers", "slow: others of its kind stand for it in .ci/run; left out with -m 'not slow'")
    config.addinivalue_line("markers", "tern: says what Tern does where etcd does otherwise")


def pytest_collection_modifyitems(items):
    for item in items:
        if item.get_closest_marker("tern") and SYSTEM != "tern":
            item.add_marker(pytest.mark.skip(reason="about Tern alone"))


def pytest_runtest_logreport(report):
    if report.failed:
        FAILED.append(report.nodeid)


def pytest_terminal_summary(terminalreporter):
    terminalreporter.section("what was done")
    for line in lines:
        terminalreporter.write_line(line)


@pytest.fixture
def tell(request):
    """Says in one line what a test did; shown at the end."""
    return lambda text: lines.append(f"{request.node.name}: {text}")


@pytest.fixture(scope="session")
def net():
    need(network.missing())
    return network.Network()


@pytest.fixture(scope="session")
def filters(net):
    """A network that drops packets, too."""
    need(network.missing_filters())
    net.filter([])
    return net
