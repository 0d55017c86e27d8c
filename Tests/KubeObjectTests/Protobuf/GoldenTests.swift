import Foundation
import KubeSchema
import Testing

@testable import KubeObject

/// Objects with every field set, and the bytes that upstream makes of them. They lie beside the repository, where it
/// is developed.
enum Goldens {
  static let folder =
    URL(fileURLWithPath: #filePath).pathComponents.dropLast(5).joined(separator: "/").dropFirst()
    + "/shared/goldens/kubernetes-1.36"

  static let names: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: String(folder))) ?? [])
    .filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()

  static func bytes(_ name: String, _ ending: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name).\(ending)")))
  }

  /// Kinds that are no longer served have types too, which only their names lead to.
  static func type(_ name: String, _ kind: GroupVersionKind) throws -> TypeID {
    if let type = Schema.shared.type(of: kind) { return type }
    let parts = name.split(separator: ".").map(String.init)
    let groups = [
      parts[0], ["internal": "apiserverinternal"][parts[0]] ?? "", "storagemigration",
    ]
    let names =
      groups.map { "io.k8s.api.\($0).\(kind.version).\(kind.kind)" }
      + ["io.k8s.apimachinery.pkg.apis.meta.v1.\(kind.kind)"]
    return try #require(names.lazy.compactMap { Schema.shared.type(named: $0) }.first, "\(name)")
  }
}

@Suite("What upstream writes", .disabled(if: Goldens.names.isEmpty, "../shared is not there"))
struct GoldenTests {
  @Test("all 129 objects are there")
  func count() { #expect(Goldens.names.count == 129) }

  @Test("JSON comes out as it went in, to the byte", arguments: Goldens.names)
  func json(_ name: String) throws {
    let text = try Goldens.bytes(name, "json")
    #expect(try JSONValue.parse(text).pretty() == text.trimmedEnd)
  }

  @Test("JSON becomes the same protobuf, to the byte", arguments: Goldens.names)
  func encode(_ name: String) throws {
    let bytes = try Goldens.bytes(name, "pb")
    let kind = try Protobuf.open(bytes).kind
    let object = try JSONValue.parse(Goldens.bytes(name, "json"))
    #expect(try Protobuf.envelope(object, kind: kind, type: Goldens.type(name, kind)) == bytes)
  }

  @Test(
    "protobuf becomes the same JSON, to the byte, with an object in between and without",
    arguments: Goldens.names)
  func decode(_ name: String) throws {
    let bytes = try Goldens.bytes(name, "pb")
    let text = try Goldens.bytes(name, "json").trimmedEnd
    let envelope = try Protobuf.open(bytes)
    let type = try Goldens.type(name, envelope.kind)
    var written: [UInt8] = []
    try Protobuf.writeJSON(bytes[envelope.raw], as: type, kind: envelope.kind, into: &written)
    #expect(try JSONValue.parse(written).pretty() == text)
    let decoded = try Protobuf.decode(bytes[envelope.raw], as: type)
    var object = JSONObject()
    object["kind"] = .string(envelope.kind.kind)
    object["apiVersion"] = .string(envelope.kind.apiVersion)
    for (key, value) in decoded.object ?? JSONObject() where object[key] == nil { object[key] = value }
    #expect(JSONValue.object(object).pretty() == text)
  }

  @Test(
    "bytes that are cut anywhere are refused or read, and never trap",
    arguments: ["core.v1.Pod", "core.v1.Node"])
  func cut(_ name: String) throws {
    let bytes = try Goldens.bytes(name, "pb")
    let envelope = try Protobuf.open(bytes)
    let type = try Goldens.type(name, envelope.kind)
    let raw = Array(bytes[envelope.raw])
    for end in stride(from: 0, to: raw.count, by: 7) {
      _ = try? Protobuf.open(Array(bytes[..<end]))
      _ = try? Protobuf.decode(raw[..<end], as: type)
      var text: [UInt8] = []
      try? Protobuf.writeJSON(raw[..<end], as: type, kind: nil, into: &text)
      var flipped = raw
      flipped[end] ^= 0xA5
      _ = try? Protobuf.decode(flipped[...], as: type)
      _ = try? Protobuf.raw(flipped[...], resourceVersion: "1")
    }
  }
}

extension [UInt8] {
  fileprivate var trimmedEnd: [UInt8] { Array(self[..<((lastIndex { $0 != 0x0A } ?? -1) + 1)]) }
}
