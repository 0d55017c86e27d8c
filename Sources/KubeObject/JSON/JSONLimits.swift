/// How much a text may ask for before it is refused.
package struct JSONLimits: Sendable {
  package var maxBytes: Int
  /// Of objects and arrays in one another. The tree is walked recursively, so this is also a bound of the stack.
  package var maxDepth: Int

  package init(maxBytes: Int, maxDepth: Int) {
    self.maxBytes = maxBytes
    self.maxDepth = maxDepth
  }

  /// Bodies of requests: upstream's 3 MiB.
  package static let request = JSONLimits(maxBytes: 3 * 1024 * 1024, maxDepth: 256)
  /// What comes from the store: deeper than what was let in, so that it can always be read again.
  package static let stored = JSONLimits(maxBytes: 64 * 1024 * 1024, maxDepth: 300)
}

/// Why a text is no JSON that is taken. The message is as Go's decoder has it, where it has one.
package struct JSONError: Error, Sendable, CustomStringConvertible {
  package let message: String
  /// Bytes before the fault.
  package let offset: Int

  package var description: String { message }
}
