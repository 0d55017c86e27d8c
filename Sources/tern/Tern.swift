import ArgumentParser

/// The command line. Every role of Tern is a subcommand of this one program; a folder each, with no logic of
/// its own.
@main
struct Tern: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tern",
    abstract: "A replicated store that speaks the etcd v3 API.",
    discussion: """
      Start with `tern up`: three masters on this machine, with a live view.

      Exit codes, of every subcommand:
        0    done, or stopped cleanly when asked to
        1    it failed; standard error says why (`status`: there is no quorum)
        64   the command line is wrong
        74   something on disk could not be read (`check`)
        75   another process holds the data directory, or a cluster runs there already
        78   the configuration is wrong; standard error lists file, line, key and remedy
        130  stopped at once by a second Ctrl-C (143: by a second SIGTERM)
      """,
    version: TernVersion.current,
    subcommands: [
      MasterCommand.self, UpCommand.self, DownCommand.self, StatusCommand.self, FailoverCommand.self,
      BenchCommand.self, CheckCommand.self, SimulateCommand.self,
    ])
}

enum TernVersion {
  static let current = "0.1.0"
}

extension ExitCode {
  /// sysexits' EX_IOERR.
  static let unreadable = ExitCode(74)
  /// sysexits' EX_TEMPFAIL: the same command works once the other process is gone.
  static let busy = ExitCode(75)
  /// sysexits' EX_CONFIG.
  static let configuration = ExitCode(78)
}
