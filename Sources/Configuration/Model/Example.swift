extension ClusterConfiguration {
  /// What `tern up` runs where there is no file: `cluster.conf.example`, word for word (a test compares them).
  package static let exampleText = """
    # Tern's cluster.conf. This one file describes the whole cluster and serves every member of it:
    #
    #     tern up --config cluster.conf                  all members on this machine, with a live view
    #     tern master --config cluster.conf --name a     one member, as on a machine of its own
    #
    # As it stands it describes three members on this machine's loopback. To spread them over three machines:
    #   1. In each [[members]] section, put the machine's own address in place of 127.0.0.1. The ports may then be
    #      the same everywhere.
    #   2. Set data-dir to a directory on a disk that is local, durable and fast at fdatasync.
    #   3. Copy the file to all three machines, unchanged, and run `tern master --name ...` on each.
    # There is no TLS yet: keep the addresses on a network that you trust.

    # Names the cluster. Members of clusters with different names refuse to talk to each other, and the name goes
    # into the members' identities: it can't be changed once there is data.
    cluster = "tern"

    # Everything a member has lies under data-dir/NAME. Relative paths start at the working directory.
    data-dir = "data"

    # How often the leader lets itself be heard, and how long a silent one is endured before the others elect
    # another (each waits for a random time between one and two of these). A leader that dies with its connections
    # closed is noticed at once and needs neither. Where a round trip between members takes longer than 5 ms, raise
    # the heartbeat to two round trips and the timeout to ten. The timeout must be at least five heartbeats.
    heartbeat-interval = "20ms"
    election-timeout = "100ms"

    # What a member does when it finds its own data damaged, or a part of it missing. "automatic": once so many others
    # answer with theirs that they are a majority without it, it sets all of its data aside in
    # data-dir/NAME/damaged-TIME, says so, and comes back from them under a new identity; until then it waits, and says
    # for whom. Delete that folder when it is no longer of interest. "manual": it stops, says what is wrong, and leaves
    # everything as it is; an empty directory then brings it back. So does a cluster of one member or two.
    repair = "automatic"

    # How often a member reads all that it has on disk and checks that none of it has changed or is missing, beside
    # its work and slowly. It does so after each start, too. A member that finds damage stops at once.
    check-interval = "6h"

    # One section a member; use an odd number. A majority must be up to serve: two of three, three of five.
    [[members]]
    # Names the member, for --name and in its data directory. Like the cluster's name it can't be changed later.
    name = "a"
    # Where it serves clients (the etcd v3 API), the other members, and /health, /version and /metrics.
    client = "127.0.0.1:2379"
    peer = "127.0.0.1:2380"
    metrics = "127.0.0.1:2381"
    # What others are told instead, where they differ: behind a port mapping, or when listening on 0.0.0.0.
    #advertise-client = "a.example.org:2379"
    #advertise-peer = "a.example.org:2380"
    # The member with the highest priority (0 to 100) leads when it is up to date; equal ones leave it to chance.
    #priority = 0
    # A directory for this member alone, in place of data-dir/NAME.
    #data-dir = "/var/lib/tern/a"

    [[members]]
    name = "b"
    client = "127.0.0.1:22379"
    peer = "127.0.0.1:22380"
    metrics = "127.0.0.1:22381"

    [[members]]
    name = "c"
    client = "127.0.0.1:32379"
    peer = "127.0.0.1:32380"
    metrics = "127.0.0.1:32381"

    # What the members log on standard error.
    [log]
    # trace, debug, info, notice, warning, error or critical
    level = "info"
    # text, or json with one object a line
    format = "text"

    # Every key below may be left out; the values shown are the defaults. Sizes are bytes, or strings with B, KiB,
    # MiB or GiB. All members should have the same.
    [limits]
    # The largest request a client may send, and with it the largest value.
    max-request-bytes = "1536KiB"
    # Operations in one branch of a transaction.
    max-txn-ops = 128
    # Calls and watch streams under way on one client connection.
    max-concurrent-streams = 8192
    # Writes waiting to be committed; more are refused as overload.
    max-uncommitted-bytes = "64MiB"
    # Replication messages to one follower that it hasn't answered yet, by number and by size.
    max-inflight-messages = 256
    max-inflight-bytes = "16MiB"
    # Entries in one such message; a larger entry makes its own.
    max-message-bytes = "1MiB"
    # Changes kept in memory above the last checkpoint on disk.
    delta-bytes = "64MiB"
    # The log's files are made in this size, filled beforehand, and used again.
    log-segment-bytes = "64MiB"
    # How much of the log below the last checkpoint is kept for a member that was away; one that was away for longer
    # is sent a snapshot. Whichever is reached first counts.
    log-keep-bytes = "256MiB"
    log-keep-entries = 100000
    # Snapshots are sent in pieces of this size.
    snapshot-chunk-bytes = "256KiB"

    """
}
