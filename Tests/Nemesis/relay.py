"""relay.py LEFT RIGHT DELAY JITTER LOSS DOUBLE: carries Ethernet frames between two interfaces, each frame
late by DELAY up to DELAY + JITTER ms, loses a share of them and doubles another. As netem does, which not all
kernels have; slow (some 10,000 frames a second), which a delay of milliseconds hides.
"""

import ctypes
import fcntl
import heapq
import random
import select
import socket
import struct
import sys
import time

SIOCETHTOOL = 0x8946
# ethtool's commands that turn off checksum, segmentation (TCP's and the generic one) and receive offload: a
# frame has to be whole to be carried by hand.
OFFLOADS = [0x17, 0x1F, 0x24, 0x2C]
PACKET_OUTGOING = 4


def turn_off_offloads(interface):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        for command in OFFLOADS:
            value = ctypes.create_string_buffer(struct.pack("II", command, 0))
            request = struct.pack("16sP", interface.encode(), ctypes.addressof(value))
            fcntl.ioctl(control, SIOCETHTOOL, request + bytes(16))


def main(left, right, delay, jitter, loss, double):
    sockets = []
    for interface in (left, right):
        turn_off_offloads(interface)
        s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0003))
        s.bind((interface, 0))
        s.setblocking(False)
        sockets.append(s)
    rng, waiting, count = random.Random(1), [], 0
    while True:
        now = time.monotonic()
        timeout = max(0, waiting[0][0] - now) if waiting else None
        ready, _, _ = select.select(sockets, [], [], timeout)
        for s in ready:
            other = sockets[1 - sockets.index(s)]
            for _ in range(64):
                try:
                    frame, address = s.recvfrom(65536)
                except BlockingIOError:
                    break
                if address[2] == PACKET_OUTGOING or rng.random() < loss:
                    continue
                for _ in range(2 if rng.random() < double else 1):
                    due = time.monotonic() + (delay + rng.random() * jitter) / 1000
                    count += 1
                    heapq.heappush(waiting, (due, count, other, frame))
        now = time.monotonic()
        while waiting and waiting[0][0] <= now:
            _, _, other, frame = heapq.heappop(waiting)
            try:
                other.send(frame)
            except OSError:
                pass


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *map(float, sys.argv[3:]))
