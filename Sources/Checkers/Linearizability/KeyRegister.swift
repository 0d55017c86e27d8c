/// One key as a register, for histories whose answers name no revision.
package struct KeyRegister: SequentialModel {
  package enum Input: Hashable, Sendable {
    case read
    case write([UInt8])
    case delete
    /// Writes `new` if the key has `expected` (nil: doesn't exist).
    case swap(expected: [UInt8]?, new: [UInt8])
  }

  package enum Output: Hashable, Sendable {
    case read([UInt8]?)
    case done
    /// Whether there was something to delete, or the swap took place.
    case succeeded(Bool)
  }

  package init() {}

  package func initial() -> [UInt8]? { nil }

  package func step(_ state: [UInt8]?, _ input: Input, _ output: Output?) -> [UInt8]?? {
    switch (input, output) {
    case (.read, nil): .some(state)
    case (.read, .read(let value)): value == state ? .some(state) : nil
    case (.write(let value), nil), (.write(let value), .done): .some(value)
    case (.delete, nil): .some(nil)
    case (.delete, .succeeded(let existed)): existed == (state != nil) ? .some(nil) : nil
    case (.swap(let expected, let new), nil): .some(state == expected ? new : state)
    case (.swap(let expected, let new), .succeeded(let succeeded)):
      succeeded == (state == expected) ? .some(succeeded ? new : state) : nil
    default: nil
    }
  }
}

extension KeyRegister {
  package struct Result: Sendable {
    package var violations: [Violation]
    /// Keys that were not judged: something wrote them together with others, a lease or the start held them,
    /// or the search took too long.
    package var skipped: [[UInt8]]
  }

  /// Judges each key of a history on its own, and looks at no revision: single puts, reads, deletions, and
  /// transactions that put one key if it has a value or doesn't exist. Reads of several keys are passed over.
  package static func check(_ history: History, maxSteps: Int = 10_000_000) -> Result {
    var calls: [ByteKey: [Call<Input, Output>]] = [:]
    var mixed: Set<ByteKey> = Set(history.start.keyValues.map { ByteKey($0.key) })
    var mixedRanges: [History.Keys] = []
    for operation in history.operations {
      if case .refused = operation.outcome { continue }
      if let (key, call) = call(operation) {
        calls[ByteKey(key), default: []].append(call)
      } else {
        mixedRanges += operation.request.written
      }
    }
    for range in mixedRanges {
      if range.isSingle {
        mixed.insert(ByteKey(range.key))
      } else {
        mixed.formUnion(calls.keys.filter { range.contains($0.bytes) })
      }
    }
    var violations = Violations()
    var skipped: [[UInt8]] = []
    for key in calls.keys.sorted(by: { $0.bytes.order($1.bytes) < 0 }) {
      guard !mixed.contains(key), let calls = calls[key] else {
        skipped.append(key.bytes)
        continue
      }
      switch OrderSearch.verdict(calls, KeyRegister(), maxSteps: maxSteps) {
      case .linearizable: break
      case .undecided: skipped.append(key.bytes)
      case .violated(let order, let stuck):
        violations.add(
          "Linearizability.Register", operations: [stuck],
          "no order of the operations on \(ByteText.quote(key.bytes)) explains their answers; after the "
            + "best one, "
            + "\(order.suffix(8).map(String.init).joined(separator: ", ")), operation \(stuck) fits nowhere")
      }
    }
    return Result(violations: violations.found, skipped: skipped)
  }

  private static func call(_ operation: History.Operation) -> (key: [UInt8], Call<Input, Output>)? {
    guard let (key, input) = operation.request.registerInput else { return nil }
    let (id, invoked) = (operation.id, operation.invoked)
    guard let returned = operation.returned, case .ok(let response) = operation.outcome else {
      return (key, Call(id: id, invoked: invoked, input: input))
    }
    let output: Output
    switch response.body {
    case .put: output = .done
    case .range(let result): output = .read(result.keyValues.first?.value)
    case .deleteRange(let result): output = .succeeded(result.deleted > 0)
    case .txn(let result): output = .succeeded(result.succeeded)
    default: return nil
    }
    return (key, Call(id: id, invoked: invoked, returned: returned, input: input, output: output))
  }
}

extension History.Request {
  /// What the request is to the one key that it is about; nil when it is about others too.
  fileprivate var registerInput: (key: [UInt8], KeyRegister.Input)? {
    switch self {
    case .put(let put) where put.lease == 0 && put.options.isDisjoint(with: [.ignoresValue, .ignoresLease]):
      return (put.key, .write(put.value))
    case .range(let range)
    where range.keys.isSingle && range.revision <= 0 && range.filters.isEmpty
      && range.options.isEmpty:
      return (range.keys.key, .read)
    case .deleteRange(let delete) where delete.keys.isSingle:
      return (delete.keys.key, .delete)
    case .txn(let txn):
      guard txn.compares.count == 1, txn.success.count == 1, txn.failure.isEmpty,
        case .put(let put) = txn.success[0], put.lease == 0, put.options.isEmpty,
        txn.compares[0].result == .equal, txn.compares[0].keys == History.Keys(put.key)
      else { return nil }
      switch txn.compares[0].target {
      case .value(let value): return (put.key, .swap(expected: value, new: put.value))
      case .version(0), .create(0), .mod(0): return (put.key, .swap(expected: nil, new: put.value))
      default: return nil
      }
    default: return nil
    }
  }
}
