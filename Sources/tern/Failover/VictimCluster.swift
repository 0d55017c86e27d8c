import EtcdClient

/// A cluster of local processes to which faults are done.
protocol VictimCluster {
  /// As the reader knows it.
  var title: String { get }
  /// The members' names and where they serve.
  var members: [(name: String, endpoint: Endpoint)] { get }
  /// Its members put up with pings each tenth of a second. (An etcd closes the connection.)
  var takesFrequentPings: Bool { get }
  /// The member's living process.
  func process(of member: String) -> Int32?
  /// Where the member logs; its own name of it, also while nothing is there.
  func logFile(of member: String) -> String
  /// Starts a member whose process has ended.
  mutating func restart(_ member: String) throws
}

struct FailoverError: Error, CustomStringConvertible {
  var description: String
}
