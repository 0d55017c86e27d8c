/// The `[limits]` section: one row a key, so that names, ranges and fields can't drift apart.
enum LimitsReader {
  private struct Row: Sendable {
    let key: String
    let field: any WritableKeyPath<Limits, Int> & Sendable
    let range: ClosedRange<Int>
    let isSize: Bool
  }

  private static let rows: [Row] = [
    Row(key: "max-request-bytes", field: \.maxRequestBytes, range: 1024...(64 << 20), isSize: true),
    Row(key: "max-txn-ops", field: \.maxTransactionOperations, range: 1...65_536, isSize: false),
    Row(key: "max-concurrent-streams", field: \.maxConcurrentStreams, range: 1...1_000_000, isSize: false),
    Row(
      key: "max-uncommitted-bytes", field: \.maxUncommittedBytes, range: (1 << 20)...(16 << 30),
      isSize: true),
    Row(key: "max-inflight-messages", field: \.maxInflightMessages, range: 1...65_536, isSize: false),
    Row(key: "max-inflight-bytes", field: \.maxInflightBytes, range: (1 << 16)...(4 << 30), isSize: true),
    Row(key: "max-message-bytes", field: \.maxMessageBytes, range: 4096...(64 << 20), isSize: true),
    Row(key: "delta-bytes", field: \.deltaBytes, range: (1 << 20)...(64 << 30), isSize: true),
    Row(key: "log-segment-bytes", field: \.logSegmentBytes, range: (1 << 20)...(1 << 30), isSize: true),
    Row(key: "log-keep-bytes", field: \.logKeepBytes, range: 0...(1 << 40), isSize: true),
    Row(key: "log-keep-entries", field: \.logKeepEntries, range: 0...1_000_000_000, isSize: false),
    Row(key: "snapshot-chunk-bytes", field: \.snapshotChunkBytes, range: 4096...(8 << 20), isSize: true),
  ]

  static func read(_ table: TableReader, _ findings: inout Findings) -> Limits {
    var table = table
    var limits = Limits()
    for row in rows {
      let number =
        row.isSize
        ? table.size(row.key, within: row.range, &findings)
        : table.integer(row.key, within: row.range, &findings)
      if let number { limits[keyPath: row.field] = number }
    }
    table.reportUnknownKeys(&findings)
    return limits
  }
}
