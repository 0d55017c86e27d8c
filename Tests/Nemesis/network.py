"""Network namespaces of our own: one a member, all on one bridge, which the clients (this process) are on.

    clients (10.91.0.254) ── bridge ─┬─ a (10.91.0.1)
                                     ├─ b (10.91.0.2)
                                     └─ c (10.91.0.3)

This process moves into a network and a mount namespace of its own first. Whatever is made in them is seen by
nobody else, and is gone with the process, however it ends.
"""

import contextlib
import ctypes
import os
import re
import shutil
import socket
import subprocess
import sys

from relay import turn_off_offloads

CLIENTS = "clients"
ADDRESSES = {"a": "10.91.0.1", "b": "10.91.0.2", "c": "10.91.0.3", CLIENTS: "10.91.0.254"}
CLONE_NEWNS, CLONE_NEWNET = 0x20000, 0x40000000


def run(*command, stdin=None):
    done = subprocess.run(command, input=stdin, capture_output=True, text=True)
    assert done.returncode == 0, f"{' '.join(command)}: {done.stdout}{done.stderr}"
    return done.stdout


def fails(*command, stdin=None):
    """What it says when it can't be done, on one line; None: it can."""
    done = subprocess.run(command, input=stdin, capture_output=True, text=True)
    if done.returncode == 0:
        return None
    return " ".join((done.stdout + done.stderr).split()) or f"{command[0]} ended with {done.returncode}"


def missing():
    """Why there can be no namespaces here; None: nothing is missing."""
    if os.geteuid() != 0:
        return "only root may make namespaces: run it as root"
    for command, package in (("ip", "iproute2"), ("nsenter", "util-linux"), ("setpriv", "util-linux")):
        if shutil.which(command) is None:
            return f"{command} is missing: apt-get install {package}"
    apart = ["unshare", "--mount", "--net"]
    if reason := fails(*apart, "true"):
        return f"no namespaces can be made here: {reason}"
    for kind in ("bridge", "veth"):
        if reason := fails(*apart, "ip", "link", "add", "probe", "type", kind):
            return f"no interface of the kind {kind} can be made here: {reason}"
    return None


def missing_filters():
    """Why no packets can be dropped here."""
    if shutil.which("nft") is None:
        return "nft is missing: apt-get install nftables"
    rules = {
        "bridge": "meta length > 600 numgen random mod 10 == 0 counter drop",
        "inet": "tcp dport 1 reject with tcp reset",
    }
    for family, rule in rules.items():
        table = f"add table {family} probe\n" \
            f"add chain {family} probe faults {{ type filter hook output priority 0; }}\n" \
            f"add rule {family} probe faults {rule}"
        if reason := fails("unshare", "--net", "nft", "-f", "-", stdin=table):
            return f"nft can't have a table of the family {family} here: {reason}"
    return None


def missing_resets():
    """Why no connection can be reset here from outside. Asked in the namespace of `Network`."""
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        port = server.getsockname()[1]
        if not run("ss", "-HnK", "state", "established", f"( dport = :{port} )"):
            return "this kernel doesn't reset connections for `ss -K` (CONFIG_INET_DIAG_DESTROY)"
    return None


class Network:
    def __init__(self):
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.unshare(CLONE_NEWNS | CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "unshare: no namespaces for this process")
        run("mount", "--make-rprivate", "/")
        # `ip netns` keeps names here; ours shall be seen by nobody else.
        os.makedirs("/run/netns", exist_ok=True)
        run("mount", "-t", "tmpfs", "names", "/run/netns")
        run("ip", "link", "set", "lo", "up")
        run("ip", "link", "add", "bridge", "type", "bridge", "forward_delay", "0", "mcast_snooping", "0")
        run("ip", "addr", "add", f"{ADDRESSES[CLIENTS]}/24", "dev", "bridge")
        run("ip", "link", "set", "bridge", "up")
        turn_off_offloads("bridge")
        for name, address in ADDRESSES.items():
            if name != CLIENTS:
                run("ip", "netns", "add", name)
                run("ip", "link", "add", f"to-{name}", "type", "veth", "peer", "name", f"of-{name}")
                # What is sent are packets as a wire would carry them, for the filters and the relay.
                turn_off_offloads(f"of-{name}")
                run("ip", "link", "set", f"of-{name}", "netns", name, "name", "eth0")
                run("ip", "link", "set", f"to-{name}", "master", "bridge", "up")
                run("ip", "-n", name, "addr", "add", f"{address}/24", "dev", "eth0")
                run("ip", "-n", name, "link", "set", "eth0", "up")
                run("ip", "-n", name, "link", "set", "lo", "up")

    @staticmethod
    def inside(name):
        """What runs a command as this member: in its network, and ended when we end."""
        return ["nsenter", f"--net=/run/netns/{name}", "setpriv", "--pdeathsig", "KILL"]

    def filter(self, rules):
        """`rules`: (from, to, what): of the packets from one to the other the bridge drops those of which
        `what`, as nft has it, is true ("": all). They replace the rules before."""
        lines = "\n".join(
            f"ip saddr {ADDRESSES[source]} ip daddr {ADDRESSES[target]} {what} counter drop"
            for source, target, what in rules)
        run("nft", "-f", "-", stdin=f"""
            table bridge nemesis
            delete table bridge nemesis
            table bridge nemesis {{
              chain faults {{
                {lines}
              }}
              chain passing {{ type filter hook prerouting priority 0; jump faults; }}
              chain leaving {{ type filter hook output priority 0; jump faults; }}
            }}
            """)

    @staticmethod
    def dropped():
        """How many packets the rules have dropped."""
        table = run("nft", "list", "table", "bridge", "nemesis")
        return sum(map(int, re.findall(r"counter packets (\d+)", table)))

    @contextlib.contextmanager
    def filtered(self, rules):
        self.filter(rules)
        try:
            yield
        finally:
            self.filter([])

    @contextlib.contextmanager
    def refused(self, name, port):
        """Connections of this member to `port` of others are answered with a reset, also those that stand."""
        enter = ["nsenter", f"--net=/run/netns/{name}", "nft"]
        run(*enter, "-f", "-", stdin=f"""
            table inet nemesis {{
              chain leaving {{
                type filter hook output priority 0;
                tcp dport {port} reject with tcp reset
              }}
            }}
            """)
        try:
            yield
        finally:
            run(*enter, "delete", "table", "inet", "nemesis")

    @staticmethod
    def close_connections(name, port):
        """Of this member's TCP connections from or to `port` each is reset, at both ends; how many."""
        out = run("nsenter", f"--net=/run/netns/{name}", "ss", "-HnK", "state", "established",
                  f"( dport = :{port} or sport = :{port} )")
        return len(out.splitlines())

    @contextlib.contextmanager
    def delayed(self, name, milliseconds, jitter=0, loss=0.0, double=0.0):
        """What this member sends and gets takes so long more, each way; with jitter it is reordered."""
        run("ip", "link", "set", f"to-{name}", "nomaster")
        run("ip", "link", "add", f"on-{name}", "type", "veth", "peer", "name", f"via-{name}")
        run("ip", "link", "set", f"on-{name}", "master", "bridge", "up")
        run("ip", "link", "set", f"via-{name}", "up")
        relay = os.path.join(os.path.dirname(__file__), "relay.py")
        process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", sys.executable, relay, f"to-{name}", f"via-{name}",
             str(milliseconds), str(jitter), str(loss), str(double)])
        try:
            yield
            assert process.poll() is None, "the relay ended"
        finally:
            process.kill()
            process.wait()
            run("ip", "link", "del", f"on-{name}")
            run("ip", "link", "set", f"to-{name}", "master", "bridge")


def links(*pairs, what=""):
    """Rules for both ways of each pair."""
    return [(s, t, what) for a, b in pairs for s, t in ((a, b), (b, a))]
