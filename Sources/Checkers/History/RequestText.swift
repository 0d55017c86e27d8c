// Requests and answers as a person would write them down.

extension History.Keys: CustomStringConvertible {
  package var description: String {
    isSingle ? ByteText.quote(key) : "[\(ByteText.quote(key)), \(isUnbounded ? "…" : ByteText.quote(end)))"
  }
}

extension History.Put: CustomStringConvertible {
  package var description: String {
    var text = "put \(ByteText.quote(key))=\(ByteText.quote(value))"
    if lease != 0 { text += " lease \(lease)" }
    if options.contains(.previous) { text += ", with the previous" }
    if options.contains(.ignoresValue) { text += ", value as it is" }
    if options.contains(.ignoresLease) { text += ", lease as it is" }
    return text
  }
}

extension History.Range: CustomStringConvertible {
  package var description: String {
    var text = "range \(keys)"
    if revision > 0 { text += " at \(revision)" }
    if limit > 0 { text += " limit \(limit)" }
    if order != .none || target != .key { text += " by \(target) \(order)" }
    if !filters.isEmpty { text += " where \(filters)" }
    if options.contains(.serializable) { text += " serializable" }
    if options.contains(.countOnly) { text += " count only" }
    if options.contains(.keysOnly) { text += " keys only" }
    return text
  }
}

extension History.DeleteRange: CustomStringConvertible {
  package var description: String { "delete \(keys)\(wantsPrevious ? ", with the previous" : "")" }
}

extension History.Compare: CustomStringConvertible {
  package var description: String {
    if case .value(let value) = target { return "\(keys) value \(result) \(ByteText.quote(value))" }
    return "\(keys) \(result) \(target)"
  }
}

extension History.Txn: CustomStringConvertible {
  package var description: String { "txn if \(compares) then \(success) else \(failure)" }
}

extension History.Txn.Step: CustomStringConvertible {
  package var description: String {
    switch self {
    case .put(let put): put.description
    case .range(let range): range.description
    case .deleteRange(let delete): delete.description
    case .txn(let txn): txn.description
    }
  }
}

extension History.Request: CustomStringConvertible {
  package var description: String {
    switch self {
    case .put(let put): put.description
    case .range(let range): range.description
    case .deleteRange(let delete): delete.description
    case .txn(let txn): txn.description
    case .compact(let revision): "compact up to \(revision)"
    case .leaseGrant(let id, let ttl): "lease grant \(id) for \(ttl) s"
    case .leaseRevoke(let id): "lease revoke \(id)"
    case .leaseKeepAlive(let id): "lease keep-alive \(id)"
    case .leaseTimeToLive(let id, let keys): "lease time-to-live \(id)\(keys ? ", with keys" : "")"
    }
  }
}

extension History.Response: CustomStringConvertible {
  package var description: String { "at \(revision) \(body)" }
}

extension History.RangeResult: CustomStringConvertible {
  package var description: String { "\(keyValues) of \(count)\(more ? ", more" : "")" }
}

extension History.DeleteResult: CustomStringConvertible {
  package var description: String { "deleted \(deleted)\(previous.isEmpty ? "" : ": \(previous)")" }
}

extension History.TxnResult: CustomStringConvertible {
  package var description: String { "\(succeeded ? "then" : "else") \(steps)" }
}
