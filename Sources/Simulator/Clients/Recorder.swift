internal import Checkers

/// What clients asked and heard, as a history.
final class Recorder {
  /// Of all calls and their times.
  private(set) var fingerprint: UInt64 = 0
  private(set) var operations: [History.Operation] = []

  func begin(client: Int, _ request: History.Request, at time: UInt64) -> Int {
    operations.append(
      History.Operation(
        id: Int64(operations.count), client: Int32(client), invoked: Int64(time), request: request))
    return operations.count - 1
  }

  func end(_ operation: Int, _ outcome: History.Outcome, at time: UInt64) {
    operations[operation].outcome = outcome
    fingerprint = (fingerprint ^ time ^ UInt64(operation)) &* 0x0000_0100_0000_01B3
    if outcome != .unknown { operations[operation].returned = Int64(time) }
  }
}
