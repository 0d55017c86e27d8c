import CFileRecorder
import WriteAheadLog

#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// Names one crash image: the workload's seed, the life (each begins on a crash image of the one before), the
/// number of file operations done when the power went, and the variant.
package struct ImageName: Hashable, Sendable, CustomStringConvertible {
  package var seed: UInt64
  package var life: Int
  package var point: Int
  package var variant: Int

  /// As `description` gives it: four numbers with points between.
  package init?(_ text: String) {
    let numbers = text.split(separator: ".").compactMap { UInt64($0) }
    guard numbers.count == 4 else { return nil }
    seed = numbers[0]
    life = Int(truncatingIfNeeded: numbers[1])
    point = Int(truncatingIfNeeded: numbers[2])
    variant = Int(truncatingIfNeeded: numbers[3])
  }

  init(seed: UInt64, life: Int, point: Int, variant: Int) {
    self.seed = seed
    self.life = life
    self.point = point
    self.variant = variant
  }

  package var description: String { "\(seed).\(life).\(point).\(variant)" }
}

package struct Failure: Sendable, CustomStringConvertible {
  package var image: ImageName
  package var promise: String
  package var detail: String
  /// What was kept, and the operations before the power went.
  package var circumstances: String

  package var description: String { "\(image): \(promise): \(detail)\n  \(circumstances)" }
}

package struct Tally: Sendable {
  package var images = 0
  /// The same image again, checked against what was promised by then.
  package var repeated = 0
  package var points = 0
  package var operations = 0
  package var lives = 0
  package var continued = 0
  package var failures: [Failure] = []
  package var failedImages = 0
  package var deeds: [String: Int] = [:]
}

/// One seed's workload, several lives of it, and its crash images.
final class SeedRun {
  private static let lives = 4
  private static let steps = 45
  private static let randomsPerPoint = 12
  /// Images after which the member goes on writing: one of so many.
  private static let continuedShare: UInt64 = 16
  private static let failuresKept = 20

  let seed: UInt64
  let fault: Fault?
  let only: ImageName?
  private let directory: String
  private let live: String
  private let imageDirectory: String
  private let history: History
  private let logOptions: LogOptions
  private var random: SeededGenerator
  private(set) var tally = Tally()
  private let imageLimit: Int
  private let stopsAtFailure: Bool
  private var distinct: Set<UInt64> = []
  private var failed: Set<UInt64> = []
  /// What the next life begins on, and what the member may find there.
  private var start: DiskModel
  private var found = Promises.none

  private struct Life {
    var number: Int
    var recording: Recording
    var timeline: Timeline
    var start: DiskModel
  }

  /// Stops after `imageLimit` images. With `only` it checks that one image.
  init(
    seed: UInt64, fault: Fault?, directory: String, imageLimit: Int, stopsAtFailure: Bool,
    only: ImageName? = nil
  ) throws {
    self.seed = seed
    self.fault = fault
    self.directory = directory
    self.imageLimit = imageLimit
    self.stopsAtFailure = stopsAtFailure
    self.only = only
    live = directory + "/live"
    imageDirectory = directory + "/image"
    Tree.remove(directory)
    mkdir(directory, 0o700)
    history = try History(directory: directory + "/leader")
    var empty = Tree()
    empty.nodes["data"] = .directory
    start = DiskModel(empty)
    random = SeededGenerator(seed: seed)
    let blockBytes = [4096, 4096, 512][random.below(3)]
    logOptions = LogOptions(
      segmentBytes: blockBytes * (8 << random.below(2)), blockBytes: blockBytes,
      batchBytes: [1024, 8192][random.below(2)], spareSegments: random.below(3), tailBytes: 4096)
  }

  deinit { Tree.remove(directory) }

  private var isDone: Bool { tally.images >= imageLimit || (stopsAtFailure && !failed.isEmpty) }

  func run() throws {
    // A planted fault may leave what the next life cannot begin on.
    let lives = fault == nil ? Self.lives : 1
    for number in 0..<lives {
      let life = try record(number)
      if only == nil || only?.life == number { try check(life) }
      if isDone || only?.life == number { return }
      if number + 1 < lives { try chooseNext(life) }
    }
  }

  // MARK: Recording

  private func record(_ number: Int) throws -> Life {
    Tree.remove(live)
    try start.currentTree.write(to: live)
    let member = RecordedMember(
      history: history, dataDirectory: live + "/" + RecoverImage.dataDirectory, logOptions: logOptions,
      seed: seed &* 31 &+ UInt64(number), term: UInt64(number) * 10_000, found: found,
      isIndexLate: fault == .lateAppliedIndex)
    Recording.start(directory: live)
    do {
      try member.live(steps: Self.steps)
    } catch {
      file_recorder_stop()
      throw error
    }
    let recording = try Recording(stopping: live, names: start.currentFiles, nextFile: start.nextFile)
    var end = start
    for case .some(let event) in recording.events { end.apply(event) }
    guard end.currentTree == (try Tree(reading: live)) else {
      throw HarnessError("seed \(seed): what was recorded does not add up to what is on disk")
    }
    tally.lives += 1
    tally.operations += recording.events.count
    tally.deeds.merge(member.deeds) { $0 + $1 }
    return Life(number: number, recording: recording, timeline: member.timeline, start: start)
  }

  private func apply(_ event: DiskEvent, to model: inout DiskModel) {
    guard let fault else { return model.apply(event) }
    if let changed = fault.change(event, pathOf: model.path(of:)) { model.apply(changed) }
  }

  /// In this one's later part the power goes and leaves one of the images, or the process alone dies: then the
  /// next life sees all that was written, durable or not.
  private func chooseNext(_ life: Life) throws {
    let count = life.recording.events.count
    let point = count / 3 + random.below(count - count / 3) + 1
    var model = life.start
    for case .some(let event) in life.recording.events.prefix(point) { apply(event, to: &model) }
    if random.chance(40), let promises = life.timeline.inForce(at: point).first?.promises {
      start = model
      found = promises
      return
    }
    let pending = Pending(model)
    let image = CrashImage(pending, pending.selection(.random(random.next())))
    start = DiskModel(image.tree)
    let outcome = try recover(image, goesOn: false).get()
    found = Promises(
      logs: [outcome.log], checkpoints: [outcome.checkpoint], identities: [outcome.identity],
      committed: history.count, kept: outcome.applied)
  }

  // MARK: Checking

  private func check(_ life: Life) throws {
    var model = life.start
    var outcomes: [UInt64: Result<Outcome, Violation>] = [:]
    for point in 0...life.recording.events.count where !isDone {
      var isNew = point == 0
      if point > 0, let event = life.recording.events[point - 1] {
        apply(event, to: &model)
        isNew = true
      }
      let promises = life.timeline.inForce(at: point)
      guard isNew || promises.contains(where: { $0.from == point }) else { continue }
      if let only, only.point != point { continue }
      tally.points += 1
      let pending = Pending(model)
      let seed = ImageHash.mix(seed &* 4 &+ UInt64(life.number)) &+ UInt64(point) << 16
      let limit = self.seed % 4 == 0 ? Int.max : 24
      let variants = pending.variants(sectorLimit: limit, randoms: Self.randomsPerPoint, seed: seed)
      for (number, variant) in variants.enumerated() {
        if let only, only.variant != number { continue }
        let name = ImageName(seed: self.seed, life: life.number, point: point, variant: number)
        let image = CrashImage(pending, pending.selection(variant))
        let outcome = check(image, name, &outcomes)
        guard let violation = judge(outcome, promises) else { continue }
        if failed.insert(image.hash).inserted { tally.failedImages += 1 }
        guard tally.failures.count < Self.failuresKept else { continue }
        tally.failures.append(
          Failure(
            image: name, promise: violation.promise, detail: violation.detail,
            circumstances: circumstances(life, name, variant, pending)))
      }
    }
  }

  private func check(
    _ image: CrashImage, _ name: ImageName, _ outcomes: inout [UInt64: Result<Outcome, Violation>]
  ) -> Result<Outcome, Violation> {
    if let known = outcomes[image.hash] {
      tally.repeated += 1
      return known
    }
    if distinct.insert(image.hash).inserted { tally.images += 1 }
    DyingWords.say(
      "while recovering crash image \(name)\(fault.map { " with the fault \($0.rawValue)" } ?? "")")
    let goesOn = image.hash % Self.continuedShare == 0
    if goesOn { tally.continued += 1 }
    let outcome = recover(image, goesOn: goesOn)
    outcomes[image.hash] = outcome
    return outcome
  }

  private func recover(_ image: CrashImage, goesOn: Bool) -> Result<Outcome, Violation> {
    let tree = image.tree
    do {
      Tree.remove(imageDirectory)
      try tree.write(to: imageDirectory)
      var options = logOptions
      options.seed = image.hash
      let recovery = RecoverImage(history: history, logOptions: options, directory: imageDirectory)
      return .success(try recovery.run(tree, goesOn: goesOn))
    } catch let error as Violation {
      return .failure(error)
    } catch {
      return .failure(Violation("Recovers", "\(error)"))
    }
  }

  private func judge(
    _ outcome: Result<Outcome, Violation>, _ promises: ArraySlice<(from: Int, promises: Promises)>
  ) -> Violation? {
    switch outcome {
    case .failure(let violation): return violation
    case .success(let outcome):
      for step in promises {
        if let violation = step.promises.violation(by: outcome) { return violation }
      }
      return nil
    }
  }

  private func circumstances(
    _ life: Life, _ name: ImageName, _ variant: Variant, _ pending: Pending
  ) -> String {
    var lines = ["the power went after operation \(name.point) of life \(name.life); \(variant)"]
    let files = pending.files.map { number in
      let sectors = pending.sectors.filter { $0.file == number }.map { String($0.sectors[0]) }
      return "\(pending.model.path(of: number) ?? "a removed file") sectors \(sectors.joined(separator: " "))"
    }
    lines.append("pending: \(files.joined(separator: "; "))")
    if !pending.model.pendingNames.isEmpty {
      lines.append("pending names: \(pending.model.pendingNames.map { "\($0)" }.joined(separator: "; "))")
    }
    for index in max(0, name.point - 6)..<name.point {
      let event = life.recording.events[index].map(Self.brief) ?? "open or close"
      lines.append("\(index + 1): \(event) \(life.recording.paths[index])")
    }
    return lines.joined(separator: "\n  ")
  }

  private static func brief(_ event: DiskEvent) -> String {
    switch event {
    case .create: "create"
    case .makeDirectory: "mkdir"
    case .rename: "rename"
    case .remove: "unlink"
    case .write(_, let offset, let bytes, let isDurable):
      "write\(isDurable ? " (O_DSYNC)" : "") \(bytes.count) bytes at \(offset)"
    case .resize(_, let size): "size \(size)"
    case .sync: "sync"
    case .syncDirectory: "sync directory"
    }
  }
}

/// What a process that traps says last.
enum DyingWords {
  nonisolated(unsafe) static var isOn = false
  nonisolated(unsafe) private static let buffer: UnsafeMutablePointer<CChar> = {
    let buffer = UnsafeMutablePointer<CChar>.allocate(capacity: 4096)
    buffer.initialize(repeating: 0, count: 4096)
    return buffer
  }()

  static func say(_ words: @autoclosure () -> String) {
    guard isOn else { return }
    let words = words()
    words.withCString { _ = strncpy(buffer, $0, 4095) }
    file_recorder_label(buffer)
  }
}
