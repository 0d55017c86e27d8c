/// RFC 7541 Appendix B: the length in bits of the code of each byte, and of EOS last. The code is canonical
/// (ordered by length, then by symbol), so that lengths say all of it.
let huffmanLengths: [UInt8] = [
  13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28,
  28, 28, 28, 28, 28, 28, 28, 28, 6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6,
  5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10, 13, 6, 7, 7, 7, 7, 7, 7,
  7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
  15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7,
  7, 7, 7, 15, 11, 14, 13, 28, 20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23,
  24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24, 22, 21, 20, 22, 22, 23, 23, 21,
  23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
  26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26, 27, 24,
  21, 21, 26, 26, 28, 27, 27, 27, 20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23,
  26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26, 30,
]

/// The code as the encoder and the decoder look things up in it.
struct HuffmanCode: Sendable {
  /// Bits that the first lookup resolves.
  static let peekBits = 10
  static let longest = 30

  /// By symbol: the code, right-aligned.
  let codes: [UInt32]
  /// By the next `peekBits` bits: symbol << 8 | length, or 0 where the code is longer.
  let short: [UInt32]
  /// By length: the first code of that length, its place in `ordered`, and how many there are.
  let firstCode: [UInt32]
  let firstPlace: [Int]
  let count: [UInt32]
  /// Symbols in the order of their codes.
  let ordered: [UInt16]

  static let shared = HuffmanCode()

  private init() {
    let ordered = (0..<257).sorted { (huffmanLengths[$0], $0) < (huffmanLengths[$1], $1) }
    var codes = [UInt32](repeating: 0, count: 257)
    var short = [UInt32](repeating: 0, count: 1 << Self.peekBits)
    var firstCode = [UInt32](repeating: 0, count: Self.longest + 1)
    var firstPlace = [Int](repeating: 0, count: Self.longest + 1)
    var count = [UInt32](repeating: 0, count: Self.longest + 1)
    var code: UInt32 = 0
    var previous = 0
    for (place, symbol) in ordered.enumerated() {
      let length = Int(huffmanLengths[symbol])
      code <<= UInt32(length - previous)
      if count[length] == 0 {
        firstCode[length] = code
        firstPlace[length] = place
      }
      count[length] += 1
      codes[symbol] = code
      if length <= Self.peekBits {
        let spare = Self.peekBits - length
        for fill in 0..<(1 << spare) {
          short[Int(code) << spare | fill] = UInt32(symbol) << 8 | UInt32(length)
        }
      }
      previous = length
      code += 1
    }
    self.codes = codes
    self.short = short
    self.firstCode = firstCode
    self.firstPlace = firstPlace
    self.count = count
    self.ordered = ordered.map(UInt16.init)
  }
}
