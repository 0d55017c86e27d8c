import Configuration
import EtcdClient

/// The cluster that `tern up` or `tern master` runs on this machine.
struct TernVictim: VictimCluster {
  let title = "tern"
  let takesFrequentPings = true
  private let cluster: ClusterConfiguration
  private let options: ClusterOptions
  /// Those that were restarted here, and so are this process's children.
  private var children: [String: MemberProcess] = [:]

  init(_ options: ClusterOptions) throws {
    self.options = options
    cluster = try options.load()
    for member in cluster.members where process(of: member.name) == nil {
      throw FailoverError(
        description:
          "member \(member.name) doesn't run on this machine: no process holds \(directory(of: member.name)). "
          + "Start the cluster with `tern up --detach`, with the same --config and --data-dir.")
    }
  }

  var members: [(name: String, endpoint: Endpoint)] {
    cluster.members.map { ($0.name, Endpoint(host: $0.client.host, port: $0.client.port)) }
  }

  func process(of member: String) -> Int32? {
    DataDirectoryClaim.holder(of: directory(of: member))
  }

  func logFile(of member: String) -> String {
    MemberProcess(name: member, directory: directory(of: member)).logFile
  }

  mutating func restart(_ member: String) throws {
    _ = children[member]?.reap()
    var process = MemberProcess(name: member, directory: directory(of: member))
    try process.start(options.arguments)
    children[member] = process
  }

  private func directory(of name: String) -> String {
    guard let member = cluster.members.first(where: { $0.name == name }) else { return name }
    return cluster.dataDirectory(of: member, overriding: options.dataDir)
  }
}
