import ArgumentParser
import Configuration
import Glibc
import Logging

struct MasterCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "master",
    abstract: "Run one member of the cluster.",
    discussion: """
      Logs go to standard error. On SIGTERM or SIGINT the member hands leadership over first and stops \
      cleanly; a second one ends it at once. Its data directory is held by a lock on tern.pid in it, so that \
      it never has two masters.
      """)

  @OptionGroup var cluster: ClusterOptions

  @Option(help: ArgumentHelp("Which member of the file to be.", valueName: "member"))
  var name: String

  @Option(help: "How lines are logged: text or json. Default: as in the file.")
  var logFormat: LogConfiguration.Format?

  @Option(
    help:
      "The least that is logged: trace, debug, info, notice, warning, error or critical. Default: as in the file."
  )
  var logLevel: LogConfiguration.Level?

  func run() async throws {
    Signals.ignoreBrokenPipes()
    let signals = Signals.pipe([SIGTERM, SIGINT])
    let configuration = try cluster.load()
    let directory = try dataDirectory(in: configuration)
    let logger = makeLogger(configuration.logging)
    let claim = try claim(directory, logger)
    defer { withExtendedLifetime(claim) {} }
    Falling.prepare(member: name, directory: directory)

    logger.info(
      "starting",
      metadata: [
        "version": "\(TernVersion.current)", "cluster": "\(configuration.name)",
        "configuration": "\(cluster.source)", "data": "\(directory)",
      ])
    let member = Task {
      let damage = try await SuspectData.check(directory, logger)
      try await runMember(
        configuration: configuration, name: name, dataDirectory: directory, knownDamage: damage,
        logger: logger)
    }
    Signals.watch(signals) { signal in
      logger.notice("stopping", metadata: ["signal": "\(signal)"])
      member.cancel()
    }
    do {
      try await member.value
    } catch is CancellationError {
      // Cancelled before it had anything to hand over.
    } catch {
      logger.critical("stopped: \(error)")
      throw ExitCode.failure
    }
    logger.notice("stopped")
  }

  private func dataDirectory(in configuration: ClusterConfiguration) throws -> String {
    do {
      let member = try configuration.member(named: name)
      return configuration.dataDirectory(of: member, overriding: cluster.dataDir)
    } catch {
      StandardError.print("\(cluster.source): \(error)")
      throw ExitCode.configuration
    }
  }

  private func makeLogger(_ defaults: LogConfiguration) -> Logger {
    let level = Logger.Level(rawValue: (logLevel ?? defaults.level).rawValue) ?? .info
    let format = logFormat ?? defaults.format
    return Logger(label: "tern.master") { _ in
      MemberLogHandler(format: format, member: name, logLevel: level)
    }
  }

  private func claim(_ directory: String, _ logger: Logger) throws -> DataDirectoryClaim {
    do {
      return try DataDirectoryClaim(directory)
    } catch {
      logger.critical("\(error)")
      throw error.holder == nil ? ExitCode.failure : ExitCode.busy
    }
  }
}

extension LogConfiguration.Format: ExpressibleByArgument {}
extension LogConfiguration.Level: ExpressibleByArgument {}
