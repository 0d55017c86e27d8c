import NIOCore

/// The `ResponseHeader` of one answer: who says it, and at which revision and term.
package struct Header: Hashable, Sendable {
  package var clusterID: UInt64
  package var memberID: UInt64
  package var revision: Int64
  package var term: UInt64

  package init(clusterID: UInt64, memberID: UInt64, revision: Int64, term: UInt64) {
    self.clusterID = clusterID
    self.memberID = memberID
    self.revision = revision
    self.term = term
  }

  var size: Int {
    WireSize.field(clusterID) + WireSize.field(memberID) + WireSize.field(revision) + WireSize.field(term)
  }

  /// As field 1 of a response.
  func write(to writer: inout WireWriter) {
    writer.message(0x0A, size: size)
    writer.field(0x08, clusterID)
    writer.field(0x10, memberID)
    writer.field(0x18, revision)
    writer.field(0x20, term)
  }
}
