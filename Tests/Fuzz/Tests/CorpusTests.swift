import Foundation
import Testing

/// What the fuzzer kept: every input that reached something new, and each that once broke something.
@Suite("Kept inputs of the fuzzer")
struct CorpusTests {
  private static let corpus = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Corpus")

  @Test("A decoder takes every kept input and keeps its promises", arguments: FuzzTarget.all.map(\.name))
  func corpus(name: String) throws {
    let target = try #require(FuzzTarget.named(name))
    let folder = Self.corpus.appending(path: name)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(!files.isEmpty)
    for file in files {
      let bytes = Array(try Data(contentsOf: folder.appending(path: file)))
      #expect(throws: Never.self, "\(name)/\(file)") { try target.run(bytes) }
    }
  }

  @Test("Seeds keep the promises, too", arguments: FuzzTarget.all.map(\.name))
  func seeds(name: String) throws {
    let target = try #require(FuzzTarget.named(name))
    for seed in try target.seeds() {
      #expect(seed.bytes.count <= target.maxBytes, "\(seed.name)")
      #expect(throws: Never.self, "\(name), \(seed.name)") { try target.run(seed.bytes) }
    }
  }

  @Test("The corpus has a folder for each target and no other")
  func folders() throws {
    let folders = try FileManager.default.contentsOfDirectory(atPath: Self.corpus.path)
    #expect(folders.filter { !$0.hasPrefix(".") }.sorted() == FuzzTarget.all.map(\.name).sorted())
  }
}
