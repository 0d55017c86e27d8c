import Foundation
import Testing

@Suite("Scenarios")
struct ScenarioTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Scenarios")

  static var names: [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path())) ?? []
    return files.filter { $0.hasSuffix(".scenario") }.sorted()
  }

  @Test("are there") func exist() {
    #expect(Self.names.count >= 20)
  }

  @Test("go as they are told", arguments: names)
  func play(name: String) throws {
    let text = try String(contentsOf: Self.folder.appending(path: name), encoding: .utf8)
    var scenario = Scenario()
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if let failure = scenario.play(String(line)) {
        Issue.record("\(name):\(number + 1): \(line)\n  \(failure)")
        return
      }
    }
  }
}
