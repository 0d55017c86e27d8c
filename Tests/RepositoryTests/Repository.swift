import Foundation

/// The files of this checkout.
enum Repository {
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The folders in Sources, one a module.
  static let modules: [String] = {
    let names =
      (try? FileManager.default.contentsOfDirectory(atPath: root.appending(path: "Sources").path)) ?? []
    return names.filter { !$0.hasPrefix(".") }
  }()

  struct SwiftFile {
    /// From the root of the repository.
    var path: String
    /// Lines with their numbers, without those that are comments.
    var code: [(number: Int, line: String)]
    var imports: Set<String>
  }

  /// Those in the folder and below it, or the one file; none where it doesn't exist.
  static func swiftFiles(under path: String) throws -> [SwiftFile] {
    let start = root.appending(path: path)
    if path.hasSuffix(".swift") { return try [swiftFile(start)] }
    let found = FileManager.default.enumerator(at: start, includingPropertiesForKeys: nil)
    return try (found?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "swift" }.map(swiftFile)
  }

  private static func swiftFile(_ url: URL) throws -> SwiftFile {
    let text = try String(contentsOf: url, encoding: .utf8)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
      .map { (number: $0.offset + 1, line: $0.element.trimmingCharacters(in: .whitespaces)) }
      .filter { !$0.line.hasPrefix("//") }
    return SwiftFile(
      path: url.path.replacing(root.path + "/", with: ""), code: lines,
      imports: Set(lines.compactMap { imported($0.line) }))
  }

  /// The module that a line imports, whatever stands before the word: `package import Raft`.
  private static func imported(_ line: String) -> String? {
    let words = line.split(separator: " ")
    guard let place = words.firstIndex(of: "import"), place < 3, words.count > place + 1 else { return nil }
    let prefixes: Set<Substring> = ["package", "public", "internal", "private", "fileprivate", "@testable"]
    guard words[..<place].allSatisfy({ prefixes.contains($0) || $0.hasPrefix("@") }) else { return nil }
    let kinds: Set<Substring> = ["struct", "class", "enum", "func", "protocol", "typealias", "var", "let"]
    let name = kinds.contains(words[place + 1]) ? words.dropFirst(place + 2).first : words[place + 1]
    return name?.split(separator: ".").first.map(String.init)
  }
}
