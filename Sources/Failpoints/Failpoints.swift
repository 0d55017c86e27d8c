/// What happens at a `Failpoint`. In a build with `-DFAILPOINTS` the environment says it, as each process starts:
///
/// - `TERN_FAILPOINTS="log-after-sync=crash@3,peer-before-send=pause:200"`: at the N-th time that the point is
///   reached (1 where it isn't said) the process ends as by `kill -9` (`crash`), the thread waits for so many
///   milliseconds (`pause`), or a system call fails with this errno (`fail`; for `Failpoint.failing`).
/// - `TERN_FAILPOINTS_REACHED` names a file to which the name of each point is added when it is reached first, and
///   with a `!` when its order is carried out.
/// - `TERN_FAILPOINTS_GATE` names a file: orders are in force, and turns counted, once it is there.
///
/// In every other build they do nothing and cost nothing.
public enum Failpoints {
  #if FAILPOINTS
    public static let isPossible = true

    private static let orders = Orders.fromEnvironment()

    public static func reach(_ point: Failpoint) {
      _ = orders?.reach(point)
    }

    /// The errno that the system call after it is to fail with; nil: it is to be made.
    public static func failure(at point: Failpoint) -> Int32? {
      orders?.reach(point)
    }
  #else
    @inlinable @inline(__always)
    public static var isPossible: Bool { false }

    @inlinable @inline(__always)
    public static func reach(_ point: Failpoint) {}

    /// The errno that the system call after it is to fail with; nil: it is to be made.
    @inlinable @inline(__always)
    public static func failure(at point: Failpoint) -> Int32? { nil }
  #endif
}
