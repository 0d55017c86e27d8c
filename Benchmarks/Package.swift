// swift-tools-version: 6.1
import PackageDescription

// Micro-benchmarks of Tern's modules, in a package of their own so that Tern itself doesn't depend on the
// benchmark library. The modules' declarations have package access, which ends at a package's border: that is
// why Sources/ links to Tern's sources, and compiles them once more as a part of this package.

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// A module of Tern's. With `testable`, its internal parts can be measured one by one too.
func library(_ name: String, _ dependencies: [Target.Dependency] = [], testable: Bool = false) -> Target {
  .target(
    name: name, dependencies: dependencies,
    swiftSettings: strict + (testable ? [.unsafeFlags(["-enable-testing"])] : []))
}

let nio: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let collections: Target.Dependency = .product(name: "DequeModule", package: "swift-collections")

let package = Package(
  name: "tern-benchmarks",
  dependencies: [
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    // Its default traits want packages that count allocations and reference counts; time is what we ask for.
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.0", traits: []),
  ],
  targets: [
    .systemLibrary(name: "CLMDB", pkgConfig: "lmdb", providers: [.apt(["liblmdb-dev"])]),
    .target(name: "CChecksum"),
    library("Bytes", ["CChecksum"]),
    library("LMDB", ["CLMDB"]),
    library("Raft", [collections]),
    library("WriteAheadLog", ["Bytes", "Raft"]),
    library("Keyspace", ["Bytes", "LMDB", collections]),
    library("HTTP2", [nio, nioPosix, collections], testable: true),
    .executableTarget(
      name: "Micro",
      dependencies: [
        "Raft", "WriteAheadLog", "Keyspace", "HTTP2", nio,
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Benchmarks/Micro",
      swiftSettings: strict,
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
  ],
  swiftLanguageModes: [.v6]
)
