package import NIOCore

/// Who is told how long the disk took, on the thread that waited for it.
package struct DiskTiming: Sendable {
  /// A batch's write and fdatasync of the log.
  package var synced: @Sendable (TimeAmount) -> Void
  package var checkpointed: @Sendable (TimeAmount) -> Void

  package init(
    synced: @escaping @Sendable (TimeAmount) -> Void = { _ in },
    checkpointed: @escaping @Sendable (TimeAmount) -> Void = { _ in }
  ) {
    self.synced = synced
    self.checkpointed = checkpointed
  }
}
