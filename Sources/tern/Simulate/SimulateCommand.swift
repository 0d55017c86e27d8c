import ArgumentParser
import PlantedBugs
import Simulator

#if canImport(Glibc)
  import Glibc
#endif

struct SimulateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Run whole clusters in simulated worlds full of faults, and check every promise.",
    discussion: """
      Each seed is a world of its own: members with the real consensus, log, keyspace and peers' frames, clients \
      and watchers, on a simulated network, clock and disk, with a mix of faults drawn from the seed. Everything \
      that happens follows from the seed, so a failure is replayed by `tern simulate --seed N`.

      A run has a phase with faults, in which nothing may ever be wrong, and one after them, in which a majority \
      must serve again within five election timeouts. In the end all that clients saw is judged.

      Exit code 1 when a promise was broken.
      """)

  @Option(help: "Replay this seed and tell its story if it fails.")
  var seed: UInt64?

  @Option(help: "How many seeds to run, from --first on.")
  var seeds: UInt64 = 100

  @Option(help: "The first seed.")
  var first: UInt64 = 1

  @Option(help: ArgumentHelp("End after so many seconds even if seeds are left.", valueName: "seconds"))
  var time: Int?

  @Option(help: "Seeds that run at once.")
  var jobs = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

  @Option(help: "Simulated seconds with faults, in place of the seed's own choice.")
  var duration: Int?

  @Option(help: "Let only the first so many faults of each seed happen.")
  var maxFaults: Int?

  @Option(help: "Members, in place of the seed's own choice.")
  var members: Int?

  @Option(help: "Clients, in place of the seed's own choice.")
  var clients: Int?

  @Option(help: "Watchers, in place of the seed's own choice.")
  var watchers: Int?

  @Option(
    help: ArgumentHelp(
      "Only these faults, in place of the seed's own choice: \(Simulator.Fault.allCases.map(\.rawValue).joined(separator: ", "))",
      valueName: "fault,..."))
  var faults: String?

  @Flag(help: "Tell the story as it happens; with --seed.")
  var story = false

  @Flag(help: "Look for the fewest faults and the shortest run that still fail; with --seed.")
  var shrink = false

  @Option(
    help: ArgumentHelp(
      """
      Have this planted bug (or all of them, one after the other), and find it. Only in builds with \
      -DPLANTED_BUGS. Exit code 1 when one was not found.
      """, valueName: "bug"))
  var planted: String?

  @Flag(help: "Fail, too, when a situation that the report counts was never reached.")
  var complete = false

  @Option(help: ArgumentHelp("A directory in memory.", valueName: "directory"))
  var folder = "/dev/shm"

  @Option(help: "text or json; json goes to standard output as one object.")
  var output = OutputFormat.text

  func validate() throws {
    guard jobs > 0 else { throw ValidationError("--jobs must be at least 1") }
    guard members.map((1...7).contains) ?? true else { throw ValidationError("--members must be 1 to 7") }
    guard seed != nil || !(story || shrink) else {
      throw ValidationError("--story and --shrink are for one --seed")
    }
    _ = try chosenFaults()
  }

  func run() async throws {
    Determinism.ensure()
    if let planted { return try await findPlanted(planted) }
    let run = SimulateRun(folder: folder, adjust: try adjustment())
    do {
      if let seed {
        try report(try run.one(seed, tells: story, shrinks: shrink))
      } else {
        try report(try await run.many(first: first, count: seeds, jobs: jobs, seconds: time))
      }
    } catch let error as ExitCode {
      throw error
    } catch {
      StandardError.print("\(error)")
      throw ExitCode.failure
    }
  }

  private func findPlanted(_ name: String) async throws {
    guard Planted.isPossible else {
      StandardError.print(
        """
        this build has no planted bugs. One that has:
          swift build -c release --product tern --scratch-path .build/planted -Xswiftc -DPLANTED_BUGS
        """)
      throw ExitCode.failure
    }
    if name == "all" {
      let rows = try PlantedBug.allCases.map {
        try PlantedSearch.run($0, first: first, seeds: seeds, seconds: time ?? 600, jobs: jobs)
      }
      StandardOutput.print(PlantedSearch.table(rows))
      if rows.contains(where: { $0.finder == nil }) { throw ExitCode.failure }
      return
    }
    guard let bug = PlantedBug(rawValue: name) else {
      StandardError.print(
        "there is no planted bug \"\(name)\", but: \(PlantedBug.allCases.map(\.rawValue).joined(separator: ", "))"
      )
      throw ExitCode.validationFailure
    }
    Planted.plant(bug)
    let run = SimulateRun(folder: folder, adjust: try adjustment())
    let found: SimulateReport
    if let seed {
      found = try run.one(seed, tells: story, shrinks: shrink)
    } else {
      found = try await run.many(first: first, count: seeds, jobs: jobs, seconds: time, stopAfter: 1)
    }
    StandardOutput.print(found.text)
    if found.failures.isEmpty { throw ExitCode.failure }
  }

  private func report(_ report: SimulateReport) throws {
    StandardOutput.print(output == .json ? try report.json() : report.text)
    if !report.failures.isEmpty || (complete && !report.isComplete) { throw ExitCode.failure }
  }

  private func chosenFaults() throws -> Set<Simulator.Fault>? {
    guard let faults else { return nil }
    var chosen: Set<Simulator.Fault> = []
    for name in faults.split(separator: ",") {
      guard let fault = Simulator.Fault(rawValue: String(name)) else {
        throw ValidationError("there is no fault \"\(name)\"; --help lists them")
      }
      chosen.insert(fault)
    }
    return chosen
  }

  private func adjustment() throws -> @Sendable (inout SimulationOptions) -> Void {
    let chosen = try chosenFaults()
    return { [duration, maxFaults, members, clients, watchers] options in
      if let chosen { options.faults = chosen }
      if let duration { options.seconds = duration }
      if let members { options.members = members }
      if let clients { options.clients = clients }
      if let watchers { options.watchers = watchers }
      if let maxFaults { options.maxFaults = maxFaults }
    }
  }
}

/// Swift seeds its hash tables anew in each process, and walks of dictionaries follow them. The same seed can
/// only give the same run when that is switched off, which must be done before the process starts.
private enum Determinism {
  private static let variable = "SWIFT_DETERMINISTIC_HASHING"

  static func ensure() {
    guard getenv(variable) == nil else { return }
    setenv(variable, "1", 1)
    // LMDB asks for two cleared megabytes at each start of a member: fresh pages are clear already.
    setenv("MALLOC_MMAP_THRESHOLD_", "1048576", 0)
    var arguments = CommandLine.arguments.map { strdup($0) }
    arguments.append(nil)
    execv("/proc/self/exe", arguments)
    StandardError.print("cannot start anew with \(variable)=1: runs may differ from those of the same seed")
  }
}
