#if canImport(Glibc)
  internal import Glibc
#else
  internal import Musl
#endif

/// Seeds one after the other until enough images have been recovered.
package struct Campaign {
  package var images: Int
  package var firstSeed: UInt64 = 1
  package var fault: Fault?
  package var imagesPerSeed = Int.max
  /// In memory where possible: an image is a few hundred kilobytes, written and removed.
  package var directory: String
  /// At the first point with a failure.
  package var stopsAtFailure = true

  package init(images: Int, fault: Fault? = nil) {
    self.images = images
    self.fault = fault
    let parent = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
    directory = "\(parent)/tern-crash-images-\(getpid())\(fault.map { "-\($0.rawValue)" } ?? "")"
  }

  /// `onSeed`: called after each, with the sum until then.
  package func run(onSeed: (UInt64, Tally) -> Void = { _, _ in }) throws -> Tally {
    var sum = Tally()
    var seed = firstSeed
    while sum.images < images {
      let run = try SeedRun(
        seed: seed, fault: fault, directory: directory, imageLimit: min(imagesPerSeed, images - sum.images),
        stopsAtFailure: stopsAtFailure)
      try run.run()
      sum.add(run.tally)
      onSeed(seed, sum)
      if stopsAtFailure, !sum.failures.isEmpty { break }
      seed += 1
    }
    return sum
  }

  package func replay(_ name: ImageName) throws -> Tally {
    let run = try SeedRun(
      seed: name.seed, fault: fault, directory: directory, imageLimit: .max, stopsAtFailure: false, only: name
    )
    try run.run()
    return run.tally
  }

  /// From now on a process that traps says over which image.
  package static func speakWhenDying() { DyingWords.isOn = true }
}

extension Tally {
  mutating func add(_ other: Tally) {
    images += other.images
    repeated += other.repeated
    points += other.points
    operations += other.operations
    lives += other.lives
    continued += other.continued
    failures += other.failures
    failedImages += other.failedImages
    deeds.merge(other.deeds) { $0 + $1 }
  }
}
