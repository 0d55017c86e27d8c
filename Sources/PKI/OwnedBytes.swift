internal import COpenSSL

/// What OpenSSL wrote, taken into an array; nil where it failed.
func taken(_ bytes: tern_bytes) -> [UInt8]? {
  defer { tern_bytes_free(bytes) }
  guard let data = bytes.data else { return nil }
  return Array(UnsafeBufferPointer(start: data, count: bytes.length))
}

/// Why a key, certificate, request or token is of no use.
package struct PKIError: Error, Hashable, Sendable, CustomStringConvertible {
  package let description: String

  init(_ description: String) {
    self.description = description
  }
}
