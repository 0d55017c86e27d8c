import ArgumentParser
import EtcdClient

#if canImport(Glibc)
  import Glibc
#endif

struct FailoverCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "failover",
    abstract: "Kill the leader while clients write, again and again, and see how long writes stand still.",
    discussion: """
      The cluster must run on this machine (`tern up --detach`). Six clients that know all members write all \
      the time. Each round kills (-9), stops (SIGSTOP) or ends (SIGTERM) the leader, waits for the next one and \
      for the first write after it, and brings the old one back. At the end every acknowledged write is looked \
      for.

      A gap is, after a kill or stop, the time until the first write that was begun after it is acknowledged; \
      around a SIGTERM, the longest time without an acknowledgement. Of each gap above 100 ms the report shows \
      what happened when.

      Exit code 1 when an acknowledged write is lost or a round had no write again.
      """)

  @OptionGroup var cluster: ClusterOptions

  @Option(help: "How many times for each kind of fault.")
  var rounds = 5

  @Option(help: "kill, stop, term, or all of them.")
  var mode = FaultChoice.all

  @Flag(help: "Do the same to three members of a real etcd with its defaults, and show both.")
  var peerEtcd = false

  @Flag(help: "Only to the etcd.")
  var onlyEtcd = false

  @Option(help: ArgumentHelp("The etcd to compare with; else the one in PATH.", valueName: "file"))
  var etcd: String?

  @Option(
    help: ArgumentHelp(
      "Put into this directory what the members log meanwhile, a file for each.", valueName: "directory"))
  var saveLogs: String?

  @Option(help: "text or json; json goes to standard output as one array.")
  var output = OutputFormat.text

  func validate() throws {
    guard rounds > 0 else { throw ValidationError("--rounds must be at least 1") }
  }

  func run() async throws {
    let interruption = Interruption()
    Signals.watch(Signals.pipe([SIGTERM, SIGINT])) { _ in interruption.request() }
    let isText = output == .text
    let run = FailoverRun(faults: mode.faults, rounds: rounds, interruption: interruption) { line in
      if isText { StandardOutput.print(line) } else { StandardError.print(line) }
    }
    var reports: [FailoverReport] = []
    do {
      if !onlyEtcd {
        var victim = try TernVictim(cluster)
        reports.append(try await study(&victim, run))
      }
      if peerEtcd || onlyEtcd {
        run.say("three members of etcd:")
        var victim = try EtcdVictim(executable: etcd)
        defer { victim.remove() }
        reports.append(try await study(&victim, run))
      }
    } catch let error as ExitCode {
      throw error
    } catch {
      StandardError.print("\(error)")
      throw ExitCode.failure
    }
    switch output {
    case .text: StandardOutput.print("\n" + FailoverText.render(reports))
    case .json: try print(JSONText.encode(reports))
    }
    let tern = onlyEtcd ? nil : reports.first
    if let tern,
      !tern.lost.isEmpty || tern.outOfOrder > 0 || tern.summaries.contains(where: { $0.unrecovered > 0 })
    {
      throw ExitCode.failure
    }
  }

  /// The logs are kept also when it fails.
  private func study(_ victim: inout some VictimCluster, _ run: FailoverRun) async throws -> FailoverReport {
    let logs = try saveLogs.map { try MemberLogs(of: victim, into: $0) }
    defer {
      for trouble in logs?.save() ?? [] { StandardError.print(trouble) }
    }
    return try await run.run(&victim)
  }
}
