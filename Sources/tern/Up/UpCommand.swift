import ArgumentParser
import Configuration
import Glibc

struct UpCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "up",
    abstract: "Run all members of the cluster on this machine, with a live view.",
    discussion: """
      Starts each member that the file names as a process of its own. On a terminal it shows who leads, terms, \
      indexes, writes and lag, and takes keys to kill -9, pause and restart a member; elsewhere it prints a \
      line for each event. Ctrl-C or q stops all of them cleanly. Each member logs to tern.log in its data \
      directory.
      """)

  @OptionGroup var cluster: ClusterOptions

  @Flag(help: "Return as soon as the cluster serves, and leave it running until `tern down`.")
  var detach = false

  func run() throws {
    Signals.ignoreBrokenPipes()
    let configuration = try cluster.load()
    let parent = cluster.dataDirectory(of: configuration)
    let members = try configuration.members.map { member in
      let directory = configuration.dataDirectory(of: member, overriding: cluster.dataDir)
      try makeFree(directory)
      return MemberProcess(name: member.name, directory: Directories.absolute(directory))
    }
    try make(parent)
    let file = try stateFile(in: parent)
    let session = UpSession(
      configuration: configuration, members: members, startArguments: cluster.arguments, file: file,
      downHint: "tern down"
        + (cluster.arguments.isEmpty ? "" : " " + cluster.arguments.joined(separator: " ")),
      isDetached: detach)
    guard session.run() else { throw ExitCode.failure }
  }

  private func makeFree(_ directory: String) throws {
    try make(directory)
    guard let holder = DataDirectoryClaim.holder(of: directory) else { return }
    StandardError.print(
      "\(directory) is in use by process \(holder), so the cluster runs already. "
        + "Stop it with `tern down`, or give another directory with --data-dir.")
    throw ExitCode.busy
  }

  private func make(_ directory: String) throws {
    guard let trouble = Directories.make(directory) else { return }
    StandardError.print(trouble)
    throw ExitCode.failure
  }

  private func stateFile(in directory: String) throws -> UpStateFile {
    do {
      return try UpStateFile(in: directory)
    } catch {
      StandardError.print("\(error)")
      throw error.isBusy ? ExitCode.busy : ExitCode.failure
    }
  }
}
