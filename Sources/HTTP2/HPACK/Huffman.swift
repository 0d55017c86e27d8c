/// RFC 7541 §5.2.
enum Huffman {
  static func encodedLength(of bytes: some Collection<UInt8>) -> Int {
    var bits = 0
    for byte in bytes { bits += Int(huffmanLengths[Int(byte)]) }
    return (bits + 7) / 8
  }

  static func encode(_ bytes: some Collection<UInt8>, into output: inout [UInt8]) {
    let code = HuffmanCode.shared
    var pending: UInt64 = 0
    var pendingBits = 0
    for byte in bytes {
      let length = Int(huffmanLengths[Int(byte)])
      pending = pending << UInt64(length) | UInt64(code.codes[Int(byte)])
      pendingBits += length
      while pendingBits >= 8 {
        pendingBits -= 8
        output.append(UInt8(truncatingIfNeeded: pending >> UInt64(pendingBits)))
      }
    }
    if pendingBits > 0 {
      let padding = 8 - pendingBits
      output.append(UInt8(truncatingIfNeeded: pending << UInt64(padding) | ((1 << UInt64(padding)) - 1)))
    }
  }

  /// Fails on EOS, on padding of more than 7 bits, and on padding that isn't the start of EOS.
  static func decode(_ input: UnsafeRawBufferPointer, into output: inout [UInt8]) throws(HPACKError) {
    let code = HuffmanCode.shared
    var window: UInt64 = 0
    var bits = 0
    var next = 0
    while true {
      while bits <= 56, next < input.count {
        window |= UInt64(input[next]) << UInt64(56 - bits)
        bits += 8
        next += 1
      }
      if bits == 0 { return }
      let entry = code.short[Int(window >> UInt64(64 - HuffmanCode.peekBits))]
      var length = Int(entry & 0xff)
      var symbol = Int(entry >> 8)
      if length == 0 {
        (symbol, length) = longCode(window, code)
      }
      if length > bits || length == 0 {
        guard bits < 8, window >> UInt64(64 - bits) == (1 << UInt64(bits)) - 1 else { throw .badHuffman }
        return
      }
      guard symbol < 256 else { throw .badHuffman }
      output.append(UInt8(symbol))
      window <<= UInt64(length)
      bits -= length
    }
  }

  private static func longCode(_ window: UInt64, _ code: HuffmanCode) -> (symbol: Int, length: Int) {
    for length in (HuffmanCode.peekBits + 1)...HuffmanCode.longest {
      let bits = UInt32(truncatingIfNeeded: window >> UInt64(64 - length))
      let offset = bits &- code.firstCode[length]
      if bits >= code.firstCode[length], offset < code.count[length] {
        return (Int(code.ordered[code.firstPlace[length] + Int(offset)]), length)
      }
    }
    return (0, 0)
  }
}
