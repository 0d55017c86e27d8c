"""Clocks that are wrong, for one member: in a time namespace its monotonic clock starts elsewhere; with a
library of ours preloaded (clock.c) its wall clock jumps and its clocks run too fast or too slow."""

import os
import pathlib
import shutil
import struct
import subprocess
import time

from network import fails, run


def missing_namespaces():
    if not os.path.exists("/proc/self/ns/time"):
        return "this kernel has no time namespaces"
    if reason := fails("unshare", "--time", "--monotonic", "5", "true"):
        return f"no time namespace can be made here: {reason}"
    return None


def compiler():
    return next((c for c in ("clang", "cc", "gcc") if shutil.which(c)), None)


def missing_library():
    return None if compiler() else "no C compiler (clang, cc, gcc) for the library that turns clocks"


def build_library(directory):
    library = directory / "clock.so"
    source = pathlib.Path(__file__).with_name("clock.c")
    run(compiler(), "-O1", "-shared", "-fPIC", "-o", str(library), str(source), "-ldl")
    return library


class Offset:
    """A time namespace in which `seconds` more have passed since the machine started; may be negative."""

    def __init__(self, seconds):
        self.holder = subprocess.Popen([
            "setpriv", "--pdeathsig", "KILL", "unshare", "--time", "--monotonic", str(seconds), "--boottime",
            str(seconds), "sleep", "infinity"])
        self.path = f"/proc/{self.holder.pid}/ns/time_for_children"
        deadline = time.monotonic() + 5
        while os.readlink(self.path) == os.readlink("/proc/self/ns/time"):
            assert time.monotonic() < deadline, "no time namespace was made"
            time.sleep(0.01)

    @property
    def wrapper(self):
        return ["nsenter", f"--time={self.path}"]

    def close(self):
        self.holder.kill()
        self.holder.wait()


class Turned:
    """A wall clock that can be set, and clocks that run at `rate`."""

    def __init__(self, library, file, rate=1.0):
        self.file = file
        self.set(0)
        self.wrapper = [
            "env", f"LD_PRELOAD={library}", f"CLOCK_FILE={file}", f"CLOCK_RATE={rate}"]

    def set(self, seconds):
        """Off by so much from now on."""
        with open(self.file, "r+b" if self.file.exists() else "wb") as file:
            file.write(struct.pack("q", int(seconds * 1e9)))
