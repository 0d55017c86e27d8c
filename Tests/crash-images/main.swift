import CrashImages

#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// Recovers a member from crash images: see `crash-images --help`.
private let usage = """
  crash-images [--images N] [--seed S] [--fault NAME]
      recovers N crash images (100,000; or CRASH_IMAGES), of seeds from S (1) on
  crash-images --faults [--images N]
      plants each fault in turn, and fails unless each is found within N images (3,000)
  crash-images --replay SEED.LIFE.POINT.VARIANT [--fault NAME]
      recovers the one image, and says what is wrong with it
  """

private struct Arguments {
  var images: Int?
  var seed: UInt64 = 1
  var fault: Fault?
  var allFaults = false
  var replay: ImageName?

  init() {
    var rest = CommandLine.arguments.dropFirst()
    func fail(_ text: String) -> Never {
      print("crash-images: \(text)\n\(usage)")
      exit(2)
    }
    func value<Value>(_ option: String, _ parse: (String) -> Value?) -> Value {
      guard let text = rest.popFirst(), let value = parse(text) else { fail("\(option) needs a value") }
      return value
    }
    while let option = rest.popFirst() {
      switch option {
      case "--images": images = value(option) { Int($0) }
      case "--seed": seed = value(option) { UInt64($0) }
      case "--fault": fault = value(option) { Fault(rawValue: $0) }
      case "--faults": allFaults = true
      case "--replay": replay = value(option) { ImageName($0) }
      case "--help":
        print(usage)
        exit(0)
      default: fail("\(option) is unknown")
      }
    }
  }
}

private func seconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

private func tenths(_ value: Double) -> String { String((value * 10).rounded() / 10) }

private func recover(_ arguments: Arguments) throws -> Bool {
  let started = seconds()
  let wanted = getenv("CRASH_IMAGES").flatMap { Int(String(cString: $0)) } ?? 100_000
  var campaign = Campaign(images: arguments.images ?? wanted, fault: arguments.fault)
  campaign.firstSeed = arguments.seed
  let tally = try campaign.run { seed, sum in
    print("seed \(seed): \(sum.images) images, \(tenths(Double(sum.images) / (seconds() - started)))/s")
    fflush(nil)
  }
  let took = seconds() - started
  print(
    """
    \(tally.images) distinct crash images (and \(tally.repeated) met again) at \(tally.points) points of \
    \(tally.operations) file operations in \(tally.lives) lives; after \(tally.continued) the member went on \
    writing; \(tenths(took)) s, \(tenths(Double(tally.images) / took)) images/s
    """)
  let deeds = tally.deeds.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
  print("the workload: \(deeds.joined(separator: ", "))")
  for failure in tally.failures.prefix(5) { print("FAILED \(failure)") }
  if tally.failedImages > 0 { print("\(tally.failedImages) images failed; --replay takes their names") }
  return tally.failedImages == 0
}

private func findFaults(_ arguments: Arguments) throws -> Bool {
  var allFound = true
  for fault in Fault.allCases {
    let started = seconds()
    var campaign = Campaign(images: arguments.images ?? 3000, fault: fault)
    campaign.firstSeed = arguments.seed
    campaign.stopsAtFailure = false
    campaign.imagesPerSeed = 1500
    let tally = try campaign.run()
    let first = tally.failures.first.map { "first \($0.image), \($0.promise)" } ?? "NOT FOUND"
    print(
      "\(fault.rawValue): \(tally.failedImages) of \(tally.images) images, \(tenths(seconds() - started)) s; "
        + first)
    fflush(nil)
    allFound = allFound && tally.failedImages > 0
  }
  return allFound
}

private func replay(_ name: ImageName, _ arguments: Arguments) throws -> Bool {
  let tally = try Campaign(images: 1, fault: arguments.fault).replay(name)
  guard tally.images > 0 else {
    print("there is no image \(name)")
    return false
  }
  print(tally.failures.first.map { "FAILED \($0)" } ?? "\(name) recovers")
  return tally.failures.isEmpty
}

// Dictionaries must walk the same way each time, or LMDB's pages differ and a name means another image.
if getenv("SWIFT_DETERMINISTIC_HASHING") == nil {
  setenv("SWIFT_DETERMINISTIC_HASHING", "1", 1)
  execv("/proc/self/exe", CommandLine.unsafeArgv)
}

private let arguments = Arguments()
Campaign.speakWhenDying()
do {
  let isGood =
    if let name = arguments.replay { try replay(name, arguments) } else if arguments.allFaults {
      try findFaults(arguments)
    } else { try recover(arguments) }
  exit(isGood ? 0 : 1)
} catch {
  print("crash-images: \(error)")
  exit(2)
}
