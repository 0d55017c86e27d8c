"""A disk for each member: a file system in a file, on a loop device, mounted in this process's namespace."""

import contextlib
import ctypes
import fcntl
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

from network import run

# _IOR('X', 125, __u32): EXT4_IOC_SHUTDOWN, XFS_IOC_GOINGDOWN and the like.
SHUTDOWN = 0x8004587D
# With the journal written out before, and without: what wasn't synced is lost.
LOGFLUSH, NOLOGFLUSH = 1, 2
BLKIO = "/sys/fs/cgroup/blkio"
# xfs takes no less than 300 MB.
SIZE = 400 << 20


def missing(kind="ext4"):
    """Why there can be no such disk here; None: nothing is missing."""
    if not os.path.exists("/dev/loop-control"):
        return "this kernel has no loop devices (/dev/loop-control)"
    if shutil.which(f"mkfs.{kind}") is None:
        return f"mkfs.{kind} is missing: apt-get install {'xfsprogs' if kind == 'xfs' else 'e2fsprogs'}"
    with tempfile.TemporaryDirectory(prefix="tern-disk-") as directory:
        try:
            probe = Disk(pathlib.Path(directory), "probe", kind)
        except AssertionError as error:
            return f"no {kind} in a file can be mounted here: {' '.join(str(error).split())}"
        try:
            probe.cut_power()
        except OSError as error:
            return f"{kind} can't be shut down here, as a power cut does it: {error}"
        finally:
            probe.unmount()
    return None


def missing_throttle():
    """Why the throughput of a block device can't be limited here."""
    if not os.path.exists(f"{BLKIO}/blkio.throttle.write_iops_device") and io_controller() is None:
        return "this kernel has neither cgroup v1's blkio.throttle nor cgroup v2's io controller"
    group = f"{BLKIO if os.path.exists(f'{BLKIO}/cgroup.procs') else io_controller()}/tern-nemesis-probe"
    try:
        os.mkdir(group)
        os.rmdir(group)
        if not group.startswith(BLKIO):
            enable_io_controller()
    except OSError as error:
        return f"control groups can't be changed here: {error}"
    return None


def io_controller():
    root = "/sys/fs/cgroup"
    try:
        with open(f"{root}/cgroup.controllers") as controllers:
            return root if "io" in controllers.read().split() else None
    except OSError:
        return None


def enable_io_controller():
    """For the groups in the root one."""
    put(f"{io_controller()}/cgroup.subtree_control", "+io")


class Disk:
    def __init__(self, directory, name, kind="ext4"):
        self.kind = kind
        self.image = directory / f"{name}.{kind}"
        self.path = directory / "disks" / name
        self.path.mkdir(parents=True)
        with open(self.image, "wb") as image:
            image.truncate(SIZE)
        # Without ext4's reserve for root, which the members run as.
        run(f"mkfs.{kind}", "-q", *(["-m", "0"] if kind == "ext4" else []), str(self.image))
        self.mount()

    def mount(self):
        run("mount", "-o", "loop", str(self.image), str(self.path))

    def unmount(self):
        deadline = time.monotonic() + 10
        while subprocess.run(["umount", self.path], capture_output=True).returncode != 0:
            if time.monotonic() > deadline:
                run("umount", str(self.path))
            time.sleep(0.02)

    def close(self):
        subprocess.run(["umount", "-l", self.path], capture_output=True)
        self.image.unlink(missing_ok=True)

    @property
    def device(self):
        number = os.stat(self.path).st_dev
        return f"{os.major(number)}:{os.minor(number)}"

    def cut_power(self, flags=NOLOGFLUSH):
        """From here on nothing reaches the disk, and every call on it fails with EIO, until it is mounted
        anew."""
        directory = os.open(self.path, os.O_RDONLY)
        try:
            fcntl.ioctl(directory, SHUTDOWN, ctypes.c_uint32(flags))
        finally:
            os.close(directory)

    def fill(self, leave=0):
        """Takes all room but so many bytes."""
        with open(self.path / "ballast", "ab", buffering=0) as ballast:
            space = os.statvfs(self.path)
            size = max(0, space.f_bavail * space.f_frsize - leave)
            with contextlib.suppress(OSError):
                os.posix_fallocate(ballast.fileno(), 0, size)
            while not leave:
                try:
                    ballast.seek(0, os.SEEK_END)
                    ballast.write(bytes(4096))
                except OSError:
                    return

    def free(self):
        (self.path / "ballast").unlink(missing_ok=True)

    @contextlib.contextmanager
    def frozen(self):
        """Writes to it hang."""
        run("fsfreeze", "-f", str(self.path))
        try:
            yield
        finally:
            run("fsfreeze", "-u", str(self.path))

    @contextlib.contextmanager
    def throttled(self, pid, writes_per_second):
        """For this process."""
        if os.path.exists(f"{BLKIO}/cgroup.procs"):
            root, file = BLKIO, "blkio.throttle.write_iops_device"
            limit = f"{self.device} {writes_per_second}"
        else:
            root, file = io_controller(), "io.max"
            limit = f"{self.device} wiops={writes_per_second}"
            enable_io_controller()
        group = f"{root}/tern-nemesis-{os.getpid()}"
        os.makedirs(group, exist_ok=True)
        try:
            put(f"{group}/{file}", limit)
            put(f"{group}/cgroup.procs", str(pid))
            yield
        finally:
            with contextlib.suppress(OSError):
                put(f"{root}/cgroup.procs", str(pid))
            deadline = time.monotonic() + 10
            while os.path.exists(group) and time.monotonic() < deadline:
                with contextlib.suppress(OSError):
                    os.rmdir(group)
                time.sleep(0.05)


def put(path, text):
    with open(path, "w") as file:
        file.write(text)
