internal import Bytes
internal import Checkers
internal import Keyspace

/// A client that watches: over as many streams as it takes, resumed where the last one ended.
final class Watcher {
  private unowned let world: World
  private let number: Int
  private let machine: Int
  private let options: SimulationOptions
  private var random: SplitMix64
  private(set) var history: [History.Watch] = []
  private var watch: History.Watch
  /// The lowest revision not yet delivered; 0 until a watch "from now on" knows what now is.
  private var nextRevision: Int64 = 0
  private var partial: [History.Event] = []
  /// The stream that counts; what comes over earlier ones is not heard.
  private var generation = 0
  private var service: WatchService?
  private var stream: WatchStreamID?
  private var isStopping = false

  init(_ world: World, number: Int, machine: Int, options: SimulationOptions, random: SplitMix64) {
    self.world = world
    self.number = number
    self.machine = machine
    self.options = options
    self.random = random
    watch = History.Watch(id: 0, client: 0, keys: .all)
  }

  func start() {
    begin()
    disturb()
  }

  /// What it has by now counts as all it was given.
  func stop(completeThrough: Int64?) -> [History.Watch] {
    isStopping = true
    watch.completeThrough = completeThrough
    history.append(watch)
    return history
  }

  /// The revision up to which it knows that it has been given everything.
  var delivered: Int64 { nextRevision - 1 }

  private func begin() {
    let id = Int64(number * 1000 + history.count)
    var keys = History.Keys.prefix(Array("k/".utf8))
    if random.chance(0.3) { keys = History.Keys(Array("k/\(random.below(options.keys))".utf8)) }
    var wanted: History.WatchOptions = []
    if random.chance(0.15) {
      wanted.insert(.skipsPuts)
    } else if random.chance(0.15) {
      wanted.insert(.skipsDeletes)
    }
    if random.chance(0.5) { wanted.insert(.previous) }
    if random.chance(0.5) { wanted.insert(.progress) }
    let known = world.truth.lastRevision
    let start = random.chance(0.5) ? 0 : max(1, known - Int64(random.below(30)))
    watch = History.Watch(
      id: id, client: Int32(number), keys: keys, startRevision: start, options: wanted)
    nextRevision = start
    partial = []
    connect(isFirst: true)
  }

  private func connect(isFirst: Bool) {
    guard !isStopping else { return }
    generation += 1
    let generation = generation
    let index = random.below(options.members)
    let network = world.network
    if !isFirst {
      watch.messages.append(
        History.WatchMessage(at: Int64(world.now), revision: 0, .resumed(from: nextRevision)))
      world.tell("watch \(watch.id)", "resumes from \(nextRevision)")
    }
    world.timeline.plan(after: network.delay(machine, index)) { [self] in
      guard generation == self.generation else { return }
      let member = world.members[index]
      guard let service = member.watches, !network.isCut(machine, index), !network.isCut(index, machine)
      else { return reconnect(generation, after: 50_000_000) }
      world.timeline.plan(at: world.now, for: member.process) { [self] in open(service, generation) }
      // No answer, no stream: the process may be paused or gone.
      world.timeline.plan(after: 3_000_000_000) { [self] in
        if generation == self.generation, stream == nil { reconnect(generation, after: 0) }
      }
    }
  }

  private func open(_ service: WatchService, _ generation: Int) {
    guard generation == self.generation else { return }
    let stream = WatchService.Stream(
      machine: machine,
      receive: { [weak self] in
        guard let self, generation == self.generation else { return }
        received($0)
      },
      ended: { [weak self] in self?.reconnect(generation, after: 1_000_000) })
    let id = service.open(stream)
    self.service = service
    self.stream = id
    var request = WatchRequest(range: KeyRange(watch.keys))
    request.startRevision = nextRevision
    request.skipsPuts = watch.options.contains(.skipsPuts)
    request.skipsDeletes = watch.options.contains(.skipsDeletes)
    request.wantsPrevious = watch.options.contains(.previous)
    request.wantsProgress = watch.options.contains(.progress)
    service.create(id, request)
  }

  private func reconnect(_ generation: Int, after delay: UInt64) {
    guard generation == self.generation, !isStopping else { return }
    self.generation += 1
    leave()
    partial = []
    world.coverage.reach(.watchResumed)
    world.timeline.plan(after: delay + random.next() % 20_000_000) { [self] in connect(isFirst: false) }
  }

  private func leave() {
    if let stream { service?.close(stream) }
    stream = nil
    service = nil
  }

  /// Now and then it asks for progress, or goes to another member.
  private func disturb() {
    world.timeline.plan(after: random.next() % 4_000_000_000) { [self] in
      guard !isStopping else { return }
      if let stream, let service {
        if random.chance(0.6) { service.requestProgress(stream) } else { reconnect(generation, after: 0) }
      }
      disturb()
    }
  }

  // MARK: What it is sent

  private func received(_ output: WatchOutput) {
    func note(_ revision: Int64, _ kind: History.WatchMessage.Kind) {
      watch.messages.append(History.WatchMessage(at: Int64(world.now), revision: revision, kind))
      world.tell("watch \(watch.id)", "is given at \(revision): \(kind)")
    }
    switch output {
    case .created(_, _, let revision):
      note(revision, .created)
      if nextRevision == 0 { nextRevision = revision + 1 }
    case .events(_, let events):
      note(
        events.revision,
        .events(
          events.events.map { History.Event($0, withPrevious: events.withPrevious) },
          isFragment: events.isFragment))
      partial += events.events.map { History.Event($0, withPrevious: false) }
      guard !events.isFragment else { return }
      if let last = partial.last { nextRevision = max(nextRevision, last.keyValue.mod + 1) }
      partial = []
    case .progress(_, _, let revision):
      note(revision, .progress)
      nextRevision = max(nextRevision, revision + 1)
    case .compacted(_, _, let compactRevision, let revision):
      note(revision, .cancelled(compactRevision: compactRevision))
      world.coverage.reach(.watchCompacted)
      restart()
    case .refused(_, _, let revision), .cancelled(_, _, let revision), .ended(_, _, _, let revision):
      note(revision, .cancelled(compactRevision: 0))
      restart()
    }
  }

  /// This watch is over; another one begins.
  private func restart() {
    generation += 1
    leave()
    history.append(watch)
    guard !isStopping else { return }
    world.timeline.plan(after: 10_000_000) { [self] in if !isStopping { begin() } }
  }
}
