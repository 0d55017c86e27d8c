import ArgumentParser

#if canImport(Glibc)
  import Glibc
#endif

/// What is done to the leader.
enum Fault: String, Codable, Sendable, CaseIterable {
  /// Gone at once; the kernel closes its connections.
  case kill
  /// Silent: its connections stay open and nothing answers.
  case stop
  /// Asked to end, as a restart or an update does.
  case term

  var signal: Int32 {
    switch self {
    case .kill: SIGKILL
    case .stop: SIGSTOP
    case .term: SIGTERM
    }
  }

  var title: String {
    switch self {
    case .kill: "kill -9"
    case .stop: "SIGSTOP"
    case .term: "SIGTERM"
    }
  }
}

enum FaultChoice: String, CaseIterable, ExpressibleByArgument {
  case kill, stop, term, all

  var faults: [Fault] {
    switch self {
    case .kill: [.kill]
    case .stop: [.stop]
    case .term: [.term]
    case .all: Fault.allCases
    }
  }
}
