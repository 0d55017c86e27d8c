import ArgumentParser
import EtcdClient
import NIOCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension BenchPlan.Workload: ExpressibleByArgument {}
extension BenchPlan.KeyDistribution: ExpressibleByArgument {}
extension BenchPlan.Consistency: ExpressibleByArgument {}

enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
  case text, json
}

struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure any etcd v3 endpoint.",
    discussion: """
      Workloads:
        put     puts
        range   reads of one key each; all keys are written first
        txn     transactions of one comparison and one put
        mixed   reads and puts, --read-ratio of them reads
        watch   puts, timed until each of --watchers has the event
        lease   grants and revokes, by turns

      Without --rate the loop is closed: each client sends its next request when the last is answered. With it \
      the loop is open: requests arrive at that rate whatever happens, and each is timed from its arrival, so \
      that a stall counts for all requests that it delays.

      Each client stays with one connection and each connection with one endpoint, until that connection ends; \
      then it goes on over the next endpoint. Those that don't answer at the start are named, and left out.

      --output json has operations, p50 and p99 (in microseconds) of each second in its timeline.

      Keys begin with "bench/" and stay in the store afterwards.
      """)

  @Argument(help: "What to do.")
  var workload: BenchPlan.Workload

  @Option(
    help: ArgumentHelp("Where to connect, as host:port,…; connections take them by turns.", valueName: "list")
  )
  var endpoints = "127.0.0.1:2379"

  @Option(help: "How many connections.")
  var connections = 1

  @Option(help: "How many clients, spread over the connections; each has one request under way at a time.")
  var clients = 1

  @Option(help: "How many watchers; `watch` only.")
  var watchers = 100

  @Option(help: ArgumentHelp("Requests per second, in an open loop.", valueName: "number"))
  var rate: Double?

  @Option(help: "Bytes of a key.")
  var keySize = 32

  @Option(help: "Bytes of a value.")
  var valueSize = 256

  @Option(help: "How many different keys.")
  var keys = 10_000

  @Option(help: "In which order keys are taken.")
  var keyDistribution = BenchPlan.KeyDistribution.uniform

  @Option(help: "How reads are made.")
  var consistency = BenchPlan.Consistency.linearizable

  @Option(help: "The share of reads in `mixed`, from 0 to 1.")
  var readRatio = 0.9

  @Option(help: ArgumentHelp("How long to measure. [default: 10]", valueName: "seconds"))
  var duration: Double?

  @Option(help: ArgumentHelp("Measure this many requests instead of a duration.", valueName: "number"))
  var total: Int?

  @Option(help: ArgumentHelp("How long to run before measuring.", valueName: "seconds"))
  var warmup = 1.0

  @Option(help: ArgumentHelp("When a request counts as failed.", valueName: "seconds"))
  var timeout = 30.0

  @Option(help: "Threads of this client.")
  var threads = 1

  @Option(help: "Repeats a run's choice of keys.")
  var seed: UInt64 = 1

  @Flag(inversion: .prefixedNo, help: "Write all keys before `range` and `mixed`.")
  var preload = true

  @Option(help: "text or json; json goes to standard output as one object.")
  var output = OutputFormat.text

  @Option(
    help: ArgumentHelp("Draw throughput over time and latencies into this SVG file.", valueName: "file"))
  var plot: String?

  func validate() throws {
    _ = try plan()
  }

  func run() async throws {
    let plan = try plan()
    let counters = LoadCounters()
    let progress = ProgressBar.start(plan, counters)
    let outcome: BenchRun.Outcome
    do {
      outcome = try await BenchRun(plan: plan, counters: counters).run(
        phase: { progress?.show($0) },
        say: { line in if let progress { progress.say(line) } else { StandardError.print(line) } })
      await progress?.stop()
    } catch let failure as CallFailure {
      await progress?.stop()
      StandardError.print(
        "cannot reach \(endpoints): \(failure). Is it running? Give others with --endpoints.")
      throw ExitCode.failure
    }
    let report = BenchReport(plan, outcome)
    if let plot {
      do {
        try BenchPlot.render(report).write(toFile: plot, atomically: true, encoding: .utf8)
      } catch {
        StandardError.print("cannot write \(plot): \(error)")
      }
    }
    switch output {
    case .text: print(BenchText.render(report))
    case .json: try print(JSONText.encode(report))
    }
    if report.operations == 0 { throw ExitCode.failure }
  }

  private func plan() throws -> BenchPlan {
    func positive(_ value: Int, _ option: String) throws -> Int {
      guard value > 0 else { throw ValidationError("\(option) must be at least 1, not \(value)") }
      return value
    }
    func seconds(_ value: Double, _ option: String, least: Double) throws -> TimeAmount {
      guard value >= least, value < 1e6 else {
        throw ValidationError("\(option) must be a number of seconds of at least \(least), not \(value)")
      }
      return .nanoseconds(Int64(value * 1e9))
    }
    guard duration == nil || total == nil else {
      throw ValidationError("give --duration or --total, not both")
    }
    guard keySize >= KeyChooser.smallestKey, keySize <= 1 << 16 else {
      throw ValidationError("--key-size must be \(KeyChooser.smallestKey) to 65536 bytes, not \(keySize)")
    }
    let leastValue = workload == .watch ? 8 : 0
    guard valueSize >= leastValue, valueSize <= 64 << 20 else {
      throw ValidationError("--value-size must be \(leastValue) to 67108864 bytes, not \(valueSize)")
    }
    guard (0...1).contains(readRatio) else { throw ValidationError("--read-ratio must be from 0 to 1") }
    if let rate, !(rate > 0 && rate <= 1e7) { throw ValidationError("--rate must be more than 0") }
    let extent: BenchPlan.Extent =
      if let total { .total(try positive(total, "--total")) } else {
        .duration(try seconds(duration ?? 10, "--duration", least: 0.1))
      }
    let list: [Endpoint]
    do { list = try Endpoint.list(parsing: endpoints) } catch { throw ValidationError(error.description) }
    return BenchPlan(
      workload: workload, endpoints: list, connections: try positive(connections, "--connections"),
      clients: try positive(clients, "--clients"), watchers: try positive(watchers, "--watchers"), rate: rate,
      keySize: keySize, valueSize: valueSize, keys: try positive(keys, "--keys"),
      distribution: keyDistribution,
      consistency: consistency, readRatio: readRatio, extent: extent,
      warmup: try seconds(warmup, "--warmup", least: 0),
      timeout: try seconds(timeout, "--timeout", least: 0.01),
      threads: min(try positive(threads, "--threads"), 64), seed: seed, preloads: preload)
  }
}
