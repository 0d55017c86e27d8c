import ArgumentParser
import CCrash
import Configuration
import Glibc
import Member
import Raft

struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check what is stored.",
    subcommands: [CheckDataCommand.self])
}

struct CheckDataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract:
      "Read all that stopped members have on disk, and check that none of it has changed or is missing.",
    discussion: """
      Checks the directory of each member that has one under --data-dir, and changes nothing. Members check \
      themselves as they run (check-interval in cluster.conf). Exit code 1: something is damaged, and standard \
      error says what; 74: something could not be read.
      """)

  @OptionGroup var cluster: ClusterOptions

  @Option(help: ArgumentHelp("Only this member.", valueName: "member"))
  var name: String?

  @Option(
    help: ArgumentHelp("One member's directory, which the caller holds.", visibility: .private))
  var heldDirectory: String?

  @Option(
    help: ArgumentHelp("A received snapshot: prints the index and term it stands for.", visibility: .private))
  var snapshot: String?

  @Option(help: ArgumentHelp("The process to end with.", visibility: .private))
  var forProcess: Int32?

  func run() throws {
    if let forProcess, tern_belong_to(forProcess) != 0 { throw ExitCode.unreadable }
    if let snapshot { return try inspect(snapshot: snapshot) }
    var worst = ExitCode.success
    for directory in try directories() {
      let claim = try heldDirectory == nil ? claim(directory) : nil
      defer { withExtendedLifetime(claim) {} }
      let outcome = check(directory)
      if worst != .failure, outcome != .success { worst = outcome }
    }
    if worst != .success { throw worst }
  }

  private func directories() throws -> [String] {
    if let heldDirectory { return [heldDirectory] }
    let configuration = try cluster.load()
    let members: [MemberConfiguration]
    do {
      members = try name.map { [try configuration.member(named: $0)] } ?? configuration.members
    } catch {
      StandardError.print("\(cluster.source): \(error)")
      throw ExitCode.configuration
    }
    let found = members.map { configuration.dataDirectory(of: $0, overriding: cluster.dataDir) }.filter {
      access($0, F_OK) == 0
    }
    guard !found.isEmpty else {
      StandardError.print("there is no data in \(cluster.dataDirectory(of: configuration))")
      throw ExitCode.failure
    }
    return found
  }

  private func claim(_ directory: String) throws -> DataDirectoryClaim {
    do {
      return try DataDirectoryClaim(directory)
    } catch {
      StandardError.print("\(error)")
      throw error.holder == nil ? ExitCode.failure : ExitCode.busy
    }
  }

  private func inspect(snapshot path: String) throws {
    do {
      let position = try DataCheck.inspect(snapshot: path)
      StandardOutput.print("\(position.index) \(position.term)")
    } catch {
      StandardError.print("\(error)")
      throw ExitCode.failure
    }
  }

  private func check(_ directory: String) -> ExitCode {
    do {
      let checked = try DataCheck.run(directory: directory, isHeld: heldDirectory != nil)
      StandardOutput.print(
        "\(directory): whole; \(checked.records) records at revision \(checked.revision), "
          + "\(checked.entries) log entries")
      return .success
    } catch {
      StandardError.print("\(directory): \(error)")
      return DamagedData.isDamage(error) ? .failure : .unreadable
    }
  }
}
