import pytest

from cluster import FAILED, SYSTEM, Cluster


def pytest_report_header(config):
    return f"system under test: {SYSTEM}"


def pytest_configure(config):
    config.addinivalue_line("markers", "slow: takes a minute or more; left out with -m 'not slow'")
    config.addinivalue_line("markers", "tern: says what Tern does where etcd does otherwise")


def pytest_collection_modifyitems(items):
    for item in items:
        if item.get_closest_marker("tern") and SYSTEM != "tern":
            item.add_marker(pytest.mark.skip(reason="about Tern alone"))


def pytest_runtest_logreport(report):
    if report.failed:
        FAILED.append(report.nodeid)


@pytest.fixture(scope="module")
def cluster():
    with Cluster() as cluster:
        yield cluster
        crashed = [m.name for m in cluster.members if not m.is_running]
        assert not crashed, f"ended by themselves: {crashed}\n{cluster.members[0].log_tail()}"
