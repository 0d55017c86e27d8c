import Foundation

/// The entry of libFuzzer's library without a `main` of its own.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// `fuzz --list`, `fuzz --seeds FOLDER`, or the target's name in TERN_FUZZ_TARGET and libFuzzer's own arguments.
private func run() throws -> CInt {
  let arguments = CommandLine.arguments
  if arguments.count == 2, arguments[1] == "--list" {
    for target in FuzzTarget.all { print(target.name, target.maxBytes) }
    return 0
  }
  if arguments.count == 3, arguments[1] == "--seeds" {
    try writeSeeds(to: URL(filePath: arguments[2]))
    return 0
  }
  guard FuzzTarget.chosen != nil else {
    let names = FuzzTarget.all.map(\.name).joined(separator: ", ")
    FileHandle.standardError.write(Data("fuzz: TERN_FUZZ_TARGET must name one of \(names)\n".utf8))
    return 2
  }
  var count = CommandLine.argc
  var values = CommandLine.unsafeArgv
  return runDriver(&count, &values) { start, count in
    do {
      try FuzzTarget.chosen?.run(Array(UnsafeBufferPointer(start: start, count: count)))
    } catch {
      fatalError("\(error)")
    }
    return 0
  }
}

extension FuzzTarget {
  fileprivate static let chosen = ProcessInfo.processInfo.environment["TERN_FUZZ_TARGET"].flatMap(named)
}

/// One folder a target.
private func writeSeeds(to folder: URL) throws {
  for target in FuzzTarget.all {
    let place = folder.appending(path: target.name)
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    for seed in try target.seeds() {
      try Data(seed.bytes).write(to: place.appending(path: "seed-" + seed.name))
    }
  }
}

exit(try run())
