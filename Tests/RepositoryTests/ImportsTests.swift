import Foundation
import Testing

/// The rules of ARCHITECTURE.md that the compiler doesn't know.
@Suite("The house rules")
struct ImportsTests {
  /// What each module may import of ours. A module stands above all that it names: adding one here is a
  /// change of the architecture, and ARCHITECTURE.md's diagram changes with it.
  private static let allowed: [String: Set<String>] = [
    "Bytes": ["CChecksum"],
    "LMDB": ["CLMDB"],
    "PlantedBugs": [],
    "Failpoints": [],
    "Raft": ["PlantedBugs"],
    "WriteAheadLog": ["Bytes", "Failpoints", "PlantedBugs", "Raft"],
    "Keyspace": ["Bytes", "Failpoints", "LMDB", "PlantedBugs"],
    "HTTP2": [],
    "EtcdAPI": [],
    "Configuration": [],
    "Member": [
      "Bytes", "CScheduling", "Failpoints", "PlantedBugs", "Raft", "WriteAheadLog", "Keyspace",
      "Configuration",
    ],
    "EtcdServer": ["Bytes", "Failpoints", "Member", "Raft", "Keyspace", "HTTP2", "EtcdAPI"],
    "EtcdClient": ["Bytes", "HTTP2", "EtcdAPI"],
    "Checkers": [],
    "PKI": ["Bytes", "COpenSSL"],
    "Web": ["PKI", "HTTP2", "COpenSSL", "CZlib"],
    "KubeSchema": [],
    "KubeObject": ["Bytes", "KubeSchema"],
    "KubeRules": ["Bytes", "KubeSchema", "KubeObject"],
    "Simulator": [
      "Bytes", "Raft", "WriteAheadLog", "Keyspace", "Configuration", "Member", "EtcdServer", "EtcdClient",
      "HTTP2", "Checkers",
    ],
    "tern": [
      "Bytes", "CCrash", "Simulator", "PlantedBugs", "Failpoints", "Configuration", "Raft", "Keyspace",
      "HTTP2", "EtcdAPI",
      "Member",
      "EtcdServer",
      "EtcdClient",
    ],
  ]

  /// Where decisions are made: values that are told the time and the bytes, and ask nobody.
  private static let pure = [
    "Raft", "Member/Consensus", "Member/Lease", "Member/Apply", "Checkers", "Keyspace/Model",
    "Keyspace/Apply", "Keyspace/Lease", "Keyspace/Watch", "HTTP2/HPACK",
    "HTTP2/Frames", "EtcdClient/Balancing", "EtcdClient/Retrying",
    "EtcdClient/Watching/WatchResumption.swift",
    "EtcdClient/Leasing/LeaseKeeping.swift", "KubeSchema", "KubeObject", "KubeRules",
  ]

  /// Core modules keep Foundation out: it costs memory and start-up, and hides allocations.
  private static let withoutFoundation = [
    "Raft", "WriteAheadLog", "Keyspace", "HTTP2", "Bytes", "LMDB", "Member", "KubeSchema",
    "KubeObject", "KubeRules",
  ]

  @Test("Imports point down only", arguments: allowed.keys.sorted())
  func importsPointDown(module: String) throws {
    let permitted = try #require(Self.allowed[module])
    for file in try Repository.swiftFiles(under: "Sources/\(module)") {
      for imported in file.imports where Self.allowed[imported] != nil || imported.hasPrefix("C") {
        guard Repository.modules.contains(imported) else { continue }
        #expect(permitted.contains(imported), "\(file.path) imports \(imported)")
      }
    }
  }

  private static let cTargets: Set<String> = [
    "CChecksum", "CCrash", "CLMDB", "COpenSSL", "CScheduling", "CZlib",
  ]

  @Test("Every module is in the table, and the table has no other")
  func tableIsComplete() {
    let own = Repository.modules.filter { !Self.cTargets.contains($0) }

    #expect(own.sorted() == Self.allowed.keys.sorted())
  }

  @Test("No module imports itself by a ring")
  func noRings() {
    var placed = Self.cTargets
    var rest = Self.allowed
    while let next = rest.first(where: { $0.value.isSubset(of: placed) })?.key {
      placed.insert(next)
      rest[next] = nil
    }

    #expect(rest.isEmpty, "these import each other: \(rest.keys.sorted())")
  }

  @Test("What decides asks no clock, no dice, no file, no socket and no thread", arguments: pure)
  func pureIsPure(folder: String) throws {
    let forbidden = [
      "clock_gettime", "ContinuousClock", "SuspendingClock", "DispatchTime", "NIODeadline.now", "Date(",
      "SystemRandomNumberGenerator", ".random(in", ".randomElement(", ".shuffled()", "arc4random",
      "socket(", "fopen(", "pwrite(", "fsync(", "fdatasync(",
      "Task {", "Task.detached", "pthread_", "Thread(", "DispatchQueue", "import Dispatch",

    ]
    for file in try Repository.swiftFiles(under: "Sources/\(folder)") {
      for (number, line) in file.code {
        for word in forbidden where line.contains(word) {
          // A call, not the end of a longer name: `webSocket(` is no `socket(`.
          guard let range = line.firstRange(of: word) else { continue }
          let before = range.lowerBound == line.startIndex ? " " : line[line.index(before: range.lowerBound)]
          let isWhole =
            word.first == "." || !(before.isLetter || before.isNumber || before == "_" || before == ".")
          #expect(!isWhole, "\(file.path):\(number) uses \(word)")
        }
      }
    }
  }

  @Test("The core imports no Foundation", arguments: withoutFoundation)
  func noFoundation(module: String) throws {
    for file in try Repository.swiftFiles(under: "Sources/\(module)") {
      #expect(!file.imports.contains("Foundation"), "\(file.path) imports Foundation")
    }
  }

  @Test("Only LMDB calls mdb_*")
  func onlyLMDBCallsLMDB() throws {
    for file in try Repository.swiftFiles(under: "Sources") where !file.path.hasPrefix("Sources/LMDB/") {
      for (number, line) in file.code {
        #expect(!line.contains("mdb_"), "\(file.path):\(number) calls LMDB past its module")
      }
    }
  }
}
