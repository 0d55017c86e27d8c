import EtcdClient
import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// Three members of a real etcd with its default settings, in a directory that goes with them.
struct EtcdVictim: VictimCluster {
  let title = "etcd"
  let takesFrequentPings = false
  let members: [(name: String, endpoint: Endpoint)]
  private let executable: String
  private let directory: String
  private let peerPorts: [Int]
  private var processes: [String: Process] = [:]

  /// Starts them. `executable` nil: `etcd` from PATH.
  init(executable: String?) throws {
    guard let found = executable ?? Self.find("etcd"), access(found, X_OK) == 0 else {
      throw FailoverError(
        description: "no etcd found\(executable.map { " at \($0)" } ?? " in PATH"). "
          + "Install one (Debian: apt-get install etcd-server) or name it with --etcd.")
    }
    self.executable = found
    directory = NSTemporaryDirectory() + "tern-failover-etcd-\(getpid())"
    let ports = try Self.freePorts(6)
    peerPorts = Array(ports[3...])
    members = ["a", "b", "c"].enumerated().map { ($1, Endpoint(host: "127.0.0.1", port: ports[$0])) }
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    for member in members { try restart(member.name) }
  }

  func process(of member: String) -> Int32? {
    guard let process = processes[member], process.isRunning else { return nil }
    return process.processIdentifier
  }

  func logFile(of member: String) -> String { "\(directory)/\(member).log" }

  mutating func restart(_ member: String) throws {
    guard let index = members.firstIndex(where: { $0.name == member }) else { return }
    let client = "http://\(members[index].endpoint)"
    let peers = members.indices.map { "\(members[$0].name)=http://127.0.0.1:\(peerPorts[$0])" }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = [
      "--name", member, "--data-dir", "\(directory)/\(member)", "--listen-client-urls", client,
      "--advertise-client-urls", client, "--listen-peer-urls", "http://127.0.0.1:\(peerPorts[index])",
      "--initial-advertise-peer-urls", "http://127.0.0.1:\(peerPorts[index])",
      "--initial-cluster", peers.joined(separator: ","), "--initial-cluster-token", directory,
    ]
    let log = logFile(of: member)
    if !FileManager.default.fileExists(atPath: log) {
      _ = FileManager.default.createFile(atPath: log, contents: nil)
    }
    let output = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
    try output.seekToEnd()
    process.standardOutput = output
    process.standardError = output
    process.standardInput = FileHandle.nullDevice
    try process.run()
    processes[member] = process
  }

  func remove() {
    for process in processes.values where process.isRunning {
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    try? FileManager.default.removeItem(atPath: directory)
  }

  private static func find(_ name: String) -> String? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return path.split(separator: ":").map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
  }

  /// Ports of 127.0.0.1 that are free now; held together until all are found, so that they differ.
  private static func freePorts(_ count: Int) throws -> [Int] {
    var descriptors: [Int32] = []
    defer { for descriptor in descriptors { close(descriptor) } }
    return try (0..<count).map { _ in
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      descriptors.append(descriptor)
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
      var size = socklen_t(MemoryLayout<sockaddr_in>.size)
      let bound = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
          bind(descriptor, generic, size) == 0 && getsockname(descriptor, generic, &size) == 0
        }
      }
      guard bound else { throw FailoverError(description: "no free port on 127.0.0.1 for etcd") }
      return Int(UInt16(bigEndian: address.sin_port))
    }
  }
}
