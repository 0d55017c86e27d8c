/// The directory that holds a log, as far as the log needs one. Names have no slashes.
package protocol LogStorage: AnyObject, Sendable {
  /// For messages.
  var path: String { get }
  func list() throws(LogError) -> [String]
  func open(_ name: String) throws(LogError) -> any LogFile
  /// An empty file, whether there was one of that name or not.
  func create(_ name: String) throws(LogError) -> any LogFile
  /// Replaces what has the new name. Durable after `syncDirectory`, as are `create` and `remove`.
  func rename(_ name: String, to newName: String) throws(LogError)
  func remove(_ name: String) throws(LogError)
  func syncDirectory() throws(LogError)
  /// Lets others open the log.
  func close()
}

/// An open file. It stays usable when its name changes or goes.
package protocol LogFile: SegmentBytes, AnyObject {
  /// All of `bytes`, or an error.
  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(LogError)
  /// Returns when all that was written is durable (fdatasync).
  func sync() throws(LogError)
}

/// What recovery reads: one segment's bytes.
package protocol SegmentBytes: Sendable {
  var count: Int { get throws(LogError) }
  /// Fills `bytes` from `offset` on, and returns how many there were before the end.
  func read(into bytes: UnsafeMutableRawBufferPointer, at offset: Int) throws(LogError) -> Int
}

extension SegmentBytes {
  /// Up to `length` bytes from `offset` on; fewer at the end.
  func bytes(at offset: Int, _ length: Int) throws(LogError) -> [UInt8] {
    var failure: LogError?
    let bytes = [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
      do throws(LogError) {
        count = try read(into: UnsafeMutableRawBufferPointer(buffer), at: offset)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }
}

extension ContiguousBytes {
  /// `withUnsafeBytes` that keeps the error's type.
  func withRawBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try withUnsafeBufferPointer { (bytes) throws(Failure) in try body(UnsafeRawBufferPointer(bytes)) }
  }
}

protocol ContiguousBytes {
  func withUnsafeBufferPointer<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result
}

extension [UInt8]: ContiguousBytes {}
extension ArraySlice<UInt8>: ContiguousBytes {}
