/// Operations of unknown outcome that may have written, and which commits they are taken for.
///
/// A put is known by its value. What has no value of its own (a deletion, a put that keeps the value) may
/// explain several commits alike, so the choice is a matching of commits to operations, grown by augmenting
/// paths: a commit counts as unexplained only when no choice at all explains it and all before it.
struct UnknownWrites {
  private(set) var byValue: [ByteKey: [Int32]] = [:]
  /// Those that may write without a value of their own, by each key that they may write; those that name
  /// ranges of keys apart.
  private var byKey: [ByteKey: [Int32]] = [:]
  private var wide: [Int32] = []
  /// The commit that an operation is taken for.
  private(set) var owners: [Int32: Int] = [:]
  private var candidates: [Int: [Int32]] = [:]
  private var grants: [Int64: Int] = [:]

  init(_ history: History, _ outline: Outline) {
    for index in outline.grants {
      guard case .leaseGrant(let asked, _) = history.operations[Int(index)].request else { continue }
      var id = asked
      if case .ok(let response) = history.operations[Int(index)].outcome,
        case .leaseGrant(let given, _) = response.body
      {
        id = given
      }
      grants[id, default: 0] += 1
    }
    for index in outline.unknown {
      switch history.operations[Int(index)].request {
      case .put(let put): add(put, index)
      case .deleteRange: addWithoutValue(history.operations[Int(index)].request, index)
      case .txn(let txn): add(txn, index)
      case .range, .compact, .leaseGrant, .leaseRevoke, .leaseKeepAlive, .leaseTimeToLive: break
      }
    }
  }

  private mutating func add(_ put: History.Put, _ index: Int32) {
    if put.options.contains(.ignoresValue) {
      addWithoutValue(.put(put), index)
    } else if byValue[ByteKey(put.value)]?.last != index {
      byValue[ByteKey(put.value), default: []].append(index)
    }
  }

  private mutating func add(_ txn: History.Txn, _ index: Int32) {
    var mayDelete = false
    func visit(_ steps: [History.Txn.Step], _ puts: inout [History.Put]) {
      for step in steps {
        switch step {
        case .put(let put): puts.append(put)
        case .deleteRange: mayDelete = true
        case .range: break
        case .txn(let nested):
          visit(nested.success, &puts)
          visit(nested.failure, &puts)
        }
      }
    }
    var puts: [History.Put] = []
    visit(txn.success, &puts)
    visit(txn.failure, &puts)
    let keepsValue = puts.contains { $0.options.contains(.ignoresValue) }
    for put in puts where !put.options.contains(.ignoresValue) { add(put, index) }
    if mayDelete || keepsValue { addWithoutValue(.txn(txn), index) }
  }

  private mutating func addWithoutValue(_ request: History.Request, _ index: Int32) {
    let written = request.written
    guard written.allSatisfy(\.isSingle) else { return wide.append(index) }
    for keys in written where byKey[ByteKey(keys.key)]?.last != index {
      byKey[ByteKey(keys.key), default: []].append(index)
    }
  }

  /// Those that may have written this key without a value of their own.
  func withoutValue(_ key: [UInt8]) -> [Int32] {
    (byKey[ByteKey(key)] ?? []) + wide
  }

  /// Whether more than one operation may have granted it, so that it may live again after its end.
  func isGrantedTwice(_ lease: Int64) -> Bool {
    grants[lease, default: 0] > 1
  }

  /// Takes one of `operations` for the commit, moving others if it must; false when none is to be had.
  mutating func assign(_ commit: Int, to operations: [Int32]) -> Bool {
    candidates[commit] = operations
    var tried: Set<Int32> = []
    if augment(commit, &tried) { return true }
    candidates[commit] = nil
    return false
  }

  private mutating func augment(_ commit: Int, _ tried: inout Set<Int32>) -> Bool {
    for operation in candidates[commit] ?? [] where tried.insert(operation).inserted {
      if let owner = owners[operation] {
        guard augment(owner, &tried) else { continue }
      }
      owners[operation] = commit
      return true
    }
    return false
  }
}
