"""Where things lie in a member's files, so that a byte of each kind can be turned. Formats: the log's as in
Sources/WriteAheadLog/Format, LMDB's as in its source (mdb.c), little-endian."""

import struct

BLOCK = 4096
SEGMENT_HEADER = 128
BATCH_HEADER = 40
BATCH_MAGIC = 0x4254524E
# Kind of a batch; the other says that the next segment is there.
RECORDS = 0
COMMIT_HINT = 9
PAGE = 4096
PAGE_HEADER = 16
# Where in it the table of nodes is said to end.
LOWER = 12
BRANCH, LEAF, OVERFLOW = 1, 2, 4
# Flags of a leaf's node: its data are the number of an overflow page, or a database's root.
BIG_DATA, SUB_DATABASE = 1, 2
# In a meta page, behind its header: magic, version, address, map size, two databases of 48 bytes, last page,
# transaction.
META_FIELDS = {
    "magic": 0, "version": 4, "map size": 16, "free list's root": 24 + 40, "main root": 72 + 40,
    "last page": 120, "transaction": 128}


def segments(data):
    return sorted((data / "log").glob("????????????????.log"))


def batches(path):
    """(offset, bytes of its body) of each batch in a segment. Some have a commit hint at most: marks."""
    content = path.read_bytes()
    nonce = content[32:40]
    found, offset = [], BLOCK
    while offset + BATCH_HEADER <= len(content):
        magic, _, own, _, length, _, _, kind = struct.unpack_from("<II8sQIIII", content, offset)
        if magic != BATCH_MAGIC or own != nonce or kind != RECORDS:
            break
        found.append((offset, length))
        offset += (BATCH_HEADER + length + BLOCK - 1) // BLOCK * BLOCK
    return found


def log_places(data, rng):
    """Structure: (file, offset). In the newest segment that has some ten batches, or the fullest."""
    path = max(segments(data), key=lambda p: (len(batches(p)) > 10, p.name))
    found = batches(path)
    filled = [batch for batch in found if batch[1] > COMMIT_HINT]
    middle, last = filled[len(filled) // 2], filled[-1]

    def body(batch):
        return batch[0] + BATCH_HEADER + rng.randrange(batch[1])

    def padding(batch):
        end = batch[0] + BATCH_HEADER + batch[1]
        return end + rng.randrange(max(1, -end % BLOCK))

    return {
        "segment header": (path, rng.randrange(SEGMENT_HEADER)),
        "first batch's header": (path, found[0][0] + rng.randrange(BATCH_HEADER)),
        "middle batch's header": (path, middle[0] + rng.randrange(BATCH_HEADER)),
        "middle batch's records": (path, body(middle)),
        "padding behind a batch": (path, padding(middle)),
        "last batch's header": (path, last[0] + rng.randrange(BATCH_HEADER)),
        "last batch's records": (path, body(last)),
        "mark behind the last batch": (path, found[-1][0] + rng.randrange(BATCH_HEADER)),
        "unused rest of a segment": (path, padding(found[-1]) + BLOCK),
        "anywhere in the log": (path, rng.randrange(found[-1][0] + BLOCK)),
    }


def nodes(content, number):
    """(data's start, low and high half of its length, flags, key) of each of a branch or leaf page."""
    start = number * PAGE
    (lower,) = struct.unpack_from("<H", content, start + LOWER)
    for (node,) in struct.iter_unpack("<H", content[start + PAGE_HEADER:start + lower]):
        low, high, flags, length = struct.unpack_from("<HHHH", content, start + node)
        data = start + node + 8 + length
        yield data, low, high, flags, content[data - length:data]


def pages(content, root=None):
    """Number: kind (BRANCH, LEAF or OVERFLOW) of each page that this root leads to; None: all in use."""
    meta = newest_meta(content) * PAGE + PAGE_HEADER
    kinds = {}
    waiting = [root or struct.unpack_from("<Q", content, meta + META_FIELDS["main root"])[0]]
    while waiting:
        number = waiting.pop()
        if number in kinds or (number + 1) * PAGE > len(content):
            continue
        (flags,) = struct.unpack_from("<H", content, number * PAGE + 10)
        kinds[number] = flags & (BRANCH | LEAF | OVERFLOW)
        if kinds[number] == OVERFLOW:
            continue
        for data, low, high, flags, _ in nodes(content, number):
            if kinds[number] == BRANCH:
                waiting.append(low | high << 16 | flags << 32)
            elif flags & BIG_DATA:
                waiting.append(struct.unpack_from("<Q", content, data)[0])
            elif flags & SUB_DATABASE:
                waiting.append(struct.unpack_from("<Q", content, data + 40)[0])
    return kinds


def database_root(content, name):
    """Of a named database."""
    meta = newest_meta(content) * PAGE + PAGE_HEADER
    main = struct.unpack_from("<Q", content, meta + META_FIELDS["main root"])[0]
    return next(
        struct.unpack_from("<Q", content, data + 40)[0]
        for data, _, _, flags, key in nodes(content, main) if flags & SUB_DATABASE and key == name)


def place_that_drops_a_key(data, prefix):
    """(file, offset, mask): with these bits turned, a leaf page of the keys' index ends one node earlier,
    which was that of a key with this prefix."""
    path = data / "keyspace" / "data.mdb"
    content = path.read_bytes()
    for number, kind in pages(content, database_root(content, b"index")).items():
        offset = number * PAGE + LOWER
        if kind == LEAF and content[offset] & 2 and prefix in list(nodes(content, number))[-1][4]:
            return path, offset, 2
    raise AssertionError("no leaf page with an odd number of nodes")


def newest_meta(content):
    of = [struct.unpack_from("<Q", content, n * PAGE + PAGE_HEADER + META_FIELDS["transaction"])[0]
          for n in (0, 1)]
    return 0 if of[0] > of[1] else 1


def database_places(data, rng):
    path = data / "keyspace" / "data.mdb"
    content = path.read_bytes()
    kinds, newest = pages(content), newest_meta(content) * PAGE

    def page(kind):
        return rng.choice([n for n, k in kinds.items() if k == kind]) * PAGE

    places = {}
    for field, offset in META_FIELDS.items():
        places[f"newest meta page's {field}"] = (path, newest + PAGE_HEADER + offset)
    places["older meta page"] = (path, PAGE - newest + PAGE_HEADER + rng.randrange(136))
    for name, kind in (("branch", BRANCH), ("leaf", LEAF)):
        places[f"{name} page's header"] = (path, page(kind) + rng.randrange(PAGE_HEADER))
        start = page(kind)
        lower, upper = struct.unpack_from("<HH", content, start + 12)
        places[f"{name} page's table of nodes"] = (path, start + rng.randrange(PAGE_HEADER, lower))
        places[f"{name} page's nodes"] = (path, start + rng.randrange(upper, PAGE))
    places["anywhere in the database"] = (path, rng.randrange(len(content)))
    places["overflow page's header"] = (path, page(OVERFLOW) + rng.randrange(PAGE_HEADER))
    places["overflow page's data"] = (path, page(OVERFLOW) + rng.randrange(PAGE_HEADER, PAGE))
    return places


def turn(path, offset, mask):
    with open(path, "r+b") as file:
        file.seek(offset)
        old = file.read(1)[0]
        file.seek(offset)
        file.write(bytes([old ^ mask]))


def turn_byte(path, offset, rng):
    turn(path, offset, 1 << rng.randrange(8))
