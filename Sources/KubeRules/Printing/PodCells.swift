internal import KubeObject

/// A pod's row: what its containers are doing, put into one word, as `kubectl get pods` has always shown it.
struct PodCells {
  private let pod: JSONValue
  /// Init containers that restart always, and so live beside the pod's containers (KEP-753).
  private let sidecars: Set<String>
  private var reason: String
  private var all = Restarts()
  private var ofSidecars = Restarts()
  private var total: Int
  private var ready = 0

  static func cells(_ pod: JSONValue, now: Timestamp) -> [JSONValue] {
    var row = PodCells(pod)
    row.readStatus()
    var restarts = "\(row.all.count)"
    if row.all.count != 0, let last = row.all.last {
      restarts += " (\(HumanDuration.text(from: last, to: now)) ago)"
    }
    let address = pod.items("status", "podIPs").first?.word("ip") ?? ""
    return [
      .string(pod.word("metadata", "name")), .string("\(row.ready)/\(row.total)"), .string(row.reason),
      .string(restarts), CellText.age(pod, now: now), orNone(address), orNone(pod.word("spec", "nodeName")),
      orNone(pod.word("status", "nominatedNodeName")), .string(row.readinessGates),
    ]
  }

  private init(_ pod: JSONValue) {
    self.pod = pod
    let sidecars = pod.items("spec", "initContainers").filter { $0.word("restartPolicy") == "Always" }
    self.sidecars = Set(sidecars.map { $0.word("name") })
    total = pod.items("spec", "containers").count + sidecars.count
    reason = pod.word("status", "reason")
    if reason.isEmpty { reason = pod.word("status", "phase") }
  }

  private static func orNone(_ text: String) -> JSONValue { .string(text.isEmpty ? "<none>" : text) }

  private mutating func readStatus() {
    for condition in pod.items("status", "conditions")
    where condition.word("type") == "PodScheduled" && condition.word("reason") == "SchedulingGated" {
      reason = "SchedulingGated"
    }
    let initializing = readInitContainers()
    if !initializing || isTrue("Initialized") { readContainers() }
    guard pod.has("metadata", "deletionTimestamp") else { return }
    let phase = pod.word("status", "phase")
    if pod.word("status", "reason") == "NodeLost" {
      reason = "Unknown"
    } else if phase != "Succeeded" && phase != "Failed" {
      reason = "Terminating"
    }
  }

  /// The first init container that isn't done says what the pod waits for. True while one isn't.
  private mutating func readInitContainers() -> Bool {
    for (index, status) in pod.items("status", "initContainerStatuses").enumerated() {
      let isSidecar = sidecars.contains(status.word("name"))
      all.add(status)
      if isSidecar { ofSidecars.add(status) }
      let terminated = status.walk(["state", "terminated"])
      if let terminated, terminated.integer("exitCode") == 0 { continue }
      if isSidecar && status.flag("started") {
        if status.flag("ready") { ready += 1 }
        continue
      }
      let waiting = status.word("state", "waiting", "reason")
      if let terminated {
        reason = "Init:" + Self.reason(of: terminated)
      } else if !waiting.isEmpty && waiting != "PodInitializing" {
        reason = "Init:" + waiting
      } else {
        reason = "Init:\(index)/\(pod.items("spec", "initContainers").count)"
      }
      return true
    }
    return false
  }

  /// The containers' own states; the first container that has something to say wins. The restarts of init containers
  /// that are over no longer count, those of sidecars do.
  private mutating func readContainers() {
    all = ofSidecars
    var running = false
    for status in pod.items("status", "containerStatuses").reversed() {
      all.add(status)
      let waiting = status.word("state", "waiting", "reason")
      if !waiting.isEmpty {
        reason = waiting
      } else if let terminated = status.walk(["state", "terminated"]) {
        reason = Self.reason(of: terminated)
      } else if status.flag("ready") && status.has("state", "running") {
        running = true
        ready += 1
      }
    }
    if reason == "Completed" && running { reason = isTrue("Ready") ? "Running" : "NotReady" }
  }

  private func isTrue(_ condition: String) -> Bool {
    pod.condition(condition, in: "status", "conditions")?.word("status") == "True"
  }

  private static func reason(of terminated: JSONValue) -> String {
    let reason = terminated.word("reason")
    if !reason.isEmpty { return reason }
    let signal = terminated.integer("signal")
    return signal != 0 ? "Signal:\(signal)" : "ExitCode:\(terminated.integer("exitCode"))"
  }

  private var readinessGates: String {
    let gates = pod.items("spec", "readinessGates")
    if gates.isEmpty { return "<none>" }
    return "\(gates.count { isTrue($0.word("conditionType")) })/\(gates.count)"
  }

  /// How often containers were started anew, and when one last ended before that.
  private struct Restarts {
    var count: Int64 = 0
    var last: Timestamp?

    mutating func add(_ status: JSONValue) {
      count &+= status.integer("restartCount")
      guard let moment = Timestamp(rfc3339: status.word("lastState", "terminated", "finishedAt")) else {
        return
      }
      if let last, last.seconds >= moment.seconds { return }
      last = moment
    }
  }
}
