import ArgumentParser
import Configuration
import Glibc

/// Which cluster a command is about: the same two options wherever one is asked for.
struct ClusterOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The file that describes the cluster.",
      discussion: "Without it: ./cluster.conf, or where there is none, three members on loopback.",
      valueName: "file"))
  var config: String?

  @Option(
    help: ArgumentHelp(
      "Keep all data under this directory instead of the one in the file.", valueName: "directory"))
  var dataDir: String?

  static let usualFile = "cluster.conf"

  /// Where the configuration came from, in words for the user.
  var source: String {
    if let config { return config }
    return hasUsualFile ? Self.usualFile : "the built-in example (no ./\(Self.usualFile) here)"
  }

  /// Prints what is wrong and ends with `ExitCode.configuration`.
  func load() throws -> ClusterConfiguration {
    do {
      if let config { return try ClusterConfiguration.read(file: config) }
      if hasUsualFile { return try ClusterConfiguration.read(file: Self.usualFile) }
      return try ClusterConfiguration.parse(ClusterConfiguration.exampleText)
    } catch {
      StandardError.print("\(error)")
      throw ExitCode.configuration
    }
  }

  /// The directory that holds the members' directories.
  func dataDirectory(of cluster: ClusterConfiguration) -> String {
    dataDir ?? cluster.dataDirectory
  }

  /// The same choice of cluster for a process that is started for it.
  var arguments: [String] {
    (config.map { ["--config", $0] } ?? []) + (dataDir.map { ["--data-dir", $0] } ?? [])
  }

  private var hasUsualFile: Bool { access(Self.usualFile, F_OK) == 0 }
}

enum StandardError {
  static func print(_ line: String) {
    var line = line + "\n"
    line.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while let start = rest.baseAddress, !rest.isEmpty {
        let count = write(STDERR_FILENO, start, rest.count)
        guard count > 0 else { return }
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      }
    }
  }
}
