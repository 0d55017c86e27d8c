// swift-tools-version: 6.1
import PackageDescription

/// `scripts/fuzz` sets this to the path of libFuzzer's library: then our modules, and not what they depend on, are
/// built to be fuzzed.
let fuzzing = Context.environment["TERN_FUZZ_LIBRARY"]

let fuzzed: [SwiftSetting] =
  fuzzing == nil
  ? [] : [.unsafeFlags(["-sanitize=fuzzer,address", "-assert-config", "Debug", "-enable-testing"])]

let strict: [SwiftSetting] =
  fuzzed + [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    // The debug build, and so every test, checks exclusive access as it runs; the release build saves the time.
    .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release)),
  ]

/// A library of ours with its tests beside it; `Tests/<name>Tests` mirrors `Sources/<name>`.
func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
  .testTarget(
    name: "\(name)Tests",
    dependencies: [.target(name: name)] + dependencies,
    exclude: exclude,
    swiftSettings: strict)
}

let nio: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioEmbedded: Target.Dependency = .product(name: "NIOEmbedded", package: "swift-nio")
let protobuf: Target.Dependency = .product(name: "SwiftProtobuf", package: "swift-protobuf")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let collections: Target.Dependency = .product(name: "DequeModule", package: "swift-collections")
let heap: Target.Dependency = .product(name: "HeapModule", package: "swift-collections")
let toml: Target.Dependency = .product(name: "TOMLKit", package: "TOMLKit")
let yaml: Target.Dependency = .product(name: "Yams", package: "Yams")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let histogram: Target.Dependency = .product(name: "Histogram", package: "hdrhistogram-swift")

/// The fuzzer's targets: tests of what the fuzzer kept, or the fuzzer.
let fuzz: Target = {
  let dependencies: [Target.Dependency] = [
    "Bytes", "Raft", "WriteAheadLog", "LMDB", "Keyspace", "HTTP2", "EtcdAPI", "Configuration", "Member",
    "EtcdServer",
    "Checkers", "KubeSchema", "KubeObject", nio, nioPosix, nioEmbedded, logging, protobuf,
  ]
  guard let fuzzing else {
    return .testTarget(
      name: "FuzzTests", dependencies: dependencies, path: "Tests/Fuzz",
      exclude: ["Program", "Corpus", "found.md"],
      swiftSettings: strict)
  }
  return .executableTarget(
    name: "fuzz", dependencies: dependencies, path: "Tests/Fuzz", exclude: ["Tests", "Corpus", "found.md"],
    swiftSettings: strict,
    linkerSettings: [
      .unsafeFlags(["-sanitize=address", fuzzing, "-lstdc++"])
    ])
}()

let package = Package(
  name: "tern",
  products: [
    .executable(name: "tern", targets: ["tern"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
  ],
  targets: [
    .systemLibrary(name: "CLMDB", pkgConfig: "lmdb", providers: [.apt(["liblmdb-dev"])]),
    .target(name: "CChecksum"),
    .target(name: "CCrash"),
    .target(name: "CScheduling"),
    library("Bytes", ["CChecksum"]),
    library("LMDB", ["CLMDB"]),
    library("PlantedBugs"),
    library("Failpoints"),
    library("Raft", ["PlantedBugs", collections]),
    library("WriteAheadLog", ["Bytes", "Failpoints", "PlantedBugs", "Raft"]),
    library("Keyspace", ["Bytes", "Failpoints", "LMDB", "PlantedBugs", collections]),
    library("HTTP2", [nio, nioPosix, collections]),
    library("EtcdAPI", [protobuf]),
    library("Configuration", [toml]),
    library(
      "Member",
      [
        "Bytes", "CScheduling", "Failpoints", "PlantedBugs", "Raft", "WriteAheadLog", "Keyspace",
        "Configuration", nio, nioPosix, logging, collections,
      ]),
    library(
      "EtcdServer",
      [
        "Bytes", "Failpoints", "Raft", "Member", "Keyspace", "HTTP2", "EtcdAPI", nio, nioPosix, logging,
        protobuf,
      ]),
    library("EtcdClient", ["Bytes", "HTTP2", "EtcdAPI", nio, nioPosix, protobuf]),
    library("Checkers"),
    .target(name: "COpenSSL", linkerSettings: [.linkedLibrary("ssl"), .linkedLibrary("crypto")]),
    .target(name: "CZlib", linkerSettings: [.linkedLibrary("z")]),
    library("PKI", ["Bytes", "COpenSSL"]),
    library("Web", ["PKI", "HTTP2", "COpenSSL", "CZlib", nio, nioPosix, collections]),
    library("KubeSchema"),
    library("KubeObject", ["Bytes", "KubeSchema", yaml]),
    library("KubeRules", ["Bytes", "KubeSchema", "KubeObject"]),
    library(
      "Simulator",
      [
        "Bytes", "Raft", "WriteAheadLog", "Keyspace", "Configuration", "Member", "EtcdServer", "EtcdClient",
        "HTTP2", "Checkers", nio, logging, heap,
      ]),
    .executableTarget(
      name: "tern",
      dependencies: [
        "Bytes", "CCrash", "Configuration", "Member", "EtcdServer", "EtcdClient", "HTTP2", "EtcdAPI",
        "Keyspace",
        "Raft",
        "Simulator", "PlantedBugs", "Failpoints", arguments, histogram, logging, nio, nioPosix,
      ],
      swiftSettings: strict),
    // Power cuts: what a member's files may hold after one, recovered. Part of the tests, with a program of its own.
    .target(name: "CFileRecorder", path: "Tests/CFileRecorder"),
    .target(
      name: "CrashImages", dependencies: ["CFileRecorder", "Keyspace", "Member", "Raft", "WriteAheadLog"],
      path: "Tests/CrashImages", exclude: ["found.md"],
      // A disk sector by sector: ten times as fast in the debug build.
      swiftSettings: strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]),
    .executableTarget(
      name: "crash-images", dependencies: ["CrashImages"], path: "Tests/crash-images", swiftSettings: strict),
    tests("CrashImages"),
    tests("Bytes"),
    tests("LMDB"),
    tests("Checkers"),
    tests("Raft", exclude: ["Scenarios"]),
    tests("WriteAheadLog", ["Bytes", "Raft"]),
    tests("Keyspace", ["Bytes", "LMDB"]),
    tests("HTTP2", [nio, nioPosix, nioEmbedded, collections], exclude: ["interop"]),
    tests("EtcdAPI", [protobuf]),
    tests("Configuration"),
    tests(
      "Member",
      ["Bytes", "Raft", "Keyspace", "WriteAheadLog", "Configuration", nio, nioPosix, nioEmbedded, logging]),
    tests(
      "EtcdServer",
      [
        "Member", "Keyspace", "Raft", "HTTP2", "EtcdAPI", "Bytes", nio, nioPosix, nioEmbedded, logging,
        protobuf,
      ]),
    tests("PKI", ["Bytes"]),
    tests("Web", ["PKI", nio, nioPosix]),
    tests("KubeSchema"),
    tests("KubeObject", ["KubeSchema"]),
    tests("KubeRules", ["KubeSchema", "KubeObject"]),
    tests("EtcdClient", ["HTTP2", "EtcdAPI", nio, nioPosix, nioEmbedded, protobuf]),
    .testTarget(name: "RepositoryTests", swiftSettings: strict),
    fuzz,
  ],
  swiftLanguageModes: [.v6]
)
