/// What an object does when its operations come one after the other.
package protocol SequentialModel: Sendable {
  associatedtype State: Hashable
  associatedtype Input
  associatedtype Output

  func initial() -> State

  /// The state after `input` was answered with `output`, or nil if this answer can't come from `state`. With
  /// nil for `output` any answer does; then there is always a state after.
  func step(_ state: State, _ input: Input, _ output: Output?) -> State?
}

/// One operation on the object.
package struct Call<Input, Output> {
  package var id: Int64
  package var invoked: Int64
  /// nil: it may take effect at any time after `invoked`, or never.
  package var returned: Int64?
  package var input: Input
  /// nil exactly if `returned` is.
  package var output: Output?

  package init(id: Int64, invoked: Int64, input: Input) {
    self.id = id
    self.invoked = invoked
    self.input = input
  }

  package init(id: Int64, invoked: Int64, returned: Int64, input: Input, output: Output) {
    self.id = id
    self.invoked = invoked
    self.returned = returned
    self.input = input
    self.output = output
  }
}

package enum Verdict: Hashable, Sendable {
  case linearizable
  /// The most operations that could be put in order (by their ids, in that order), and the one whose answer
  /// then fits nowhere.
  case violated(order: [Int64], stuck: Int64)
  /// It took more steps than allowed.
  case undecided
}
