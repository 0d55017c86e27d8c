import Bytes
import Testing

@testable import Keyspace

@Suite struct KeyEncodingTests {
  @Test func `encoded keys keep the order of keys, and none begins another`() {
    var numbers = SplitMix64(seed: 7)
    var keys: [[UInt8]] = []
    for _ in 0..<300 {
      let length = Int.random(in: 0..<6, using: &numbers)
      keys.append((0..<length).map { _ in [0, 1, 2, 254, 255].randomElement(using: &numbers)! })
    }
    for left in keys {
      for right in keys where left != right {
        let (a, b) = (encoded(left), encoded(right))
        #expect(a.lexicographicallyPrecedes(b) == left.lexicographicallyPrecedes(right))
        #expect(!b.starts(with: a))
      }
      var decoded: [UInt8] = []
      let isKey = encoded(left).withUnsafeBytes { KeyEncoding.decode($0, into: &decoded) }
      #expect(isKey && decoded == left)
    }
  }

  @Test func `bytes that encode no key are refused`() {
    for bytes: [UInt8] in [[], [1], [0], [0, 0, 1], [5, 0, 2, 0, 1], [0, 255], [7, 0, 0]] {
      var decoded: [UInt8] = []
      #expect(!bytes.withUnsafeBytes { KeyEncoding.decode($0, into: &decoded) })
    }
  }

  private func encoded(_ key: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    KeyEncoding.encode(key, into: &result)
    return result
  }
}

@Suite struct DeltaTests {
  @Test func `a tree of keys is in order however they came`() {
    var numbers = SplitMix64(seed: 3)
    var tree = KeyTree()
    var expected: [[UInt8]: Int32] = [:]
    for number in 0..<5000 as Range<Int32> {
      let key = withUnsafeBytes(of: UInt16.random(in: 0..<3000, using: &numbers).bigEndian) { Array($0) }
      #expect(tree.exchange(key, head: number) == expected.updateValue(number, forKey: key) ?? -1)
    }
    var place = tree.start
    var found: [[UInt8]] = []
    while !tree.isEnd(place) {
      let entry = tree.entry(place)
      #expect(expected[entry.key] == entry.head)
      found.append(entry.key)
      tree.advance(&place)
    }
    #expect(found == expected.keys.sorted { $0.lexicographicallyPrecedes($1) })
    #expect(tree.head(of: [9, 9, 9]) == -1)
  }

  @Test func `a version in a long chain is found at any revision`() {
    let generation = Generation()
    for main in 1...3000 as ClosedRange<Int64> {
      generation.append(
        DeltaVersion(
          key: [1], value: [], revision: Revision(main: main * 2), createRevision: 2, version: main, lease: 0,
          isDeletion: false))
    }
    for at in 0...6002 as ClosedRange<Int64> {
      let index = generation.newest(of: [1], atOrBefore: .end(of: at))
      let found = index.map { generation.log.revision($0).main }
      #expect(found == (at < 2 ? nil : min(at / 2 * 2, 6000)))
    }
  }
}
