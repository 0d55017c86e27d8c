import ArgumentParser
import Configuration
import EtcdClient
import NIOCore

struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show the members of a cluster, asked from any one of them.",
    discussion: """
      Exit codes: 0 when a majority of the members answers and agrees on a leader, 1 when there is no quorum.
      """)

  @OptionGroup var cluster: ClusterOptions

  @Option(
    help: ArgumentHelp(
      "Members to ask first, as host:port,… instead of those in the file.", valueName: "list"))
  var endpoints: String?

  @Option(help: ArgumentHelp("How long a member may take to answer.", valueName: "seconds"))
  var timeout = 2.0

  @Option(help: "text or json; json goes to standard output as one object.")
  var output = OutputFormat.text

  func validate() throws {
    guard timeout > 0, timeout < 1e6 else { throw ValidationError("--timeout must be more than 0") }
    if let endpoints {
      do { _ = try Endpoint.list(parsing: endpoints) } catch { throw ValidationError(error.description) }
    }
  }

  func run() async throws {
    let list: [Endpoint]
    if let endpoints {
      list = try Endpoint.list(parsing: endpoints)
    } else {
      list = try cluster.load().members.map { Endpoint(host: $0.client.host, port: $0.client.port) }
    }
    let survey = await ClusterSurvey.take(endpoints: list, timeout: .nanoseconds(Int64(timeout * 1e9)))
    let report = StatusReport(survey)
    switch output {
    case .text: print(report.text())
    case .json: try print(JSONText.encode(report))
    }
    guard report.hasQuorum else { throw ExitCode.failure }
  }
}
