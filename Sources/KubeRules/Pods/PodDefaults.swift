internal import KubeObject

/// The defaults of pods and pod templates.
enum PodDefaults {
  /// A pod's: a template's, and what only a pod itself gets, for a template must keep what its author left open.
  static func fillPod(_ pod: inout JSONValue) {
    pod.inside("spec") { spec in
      fillSpec(&spec)
      for list in ["containers", "initContainers"] { spec.eachItem(list) { requestLimits(&$0) } }
      fillPodRequests(&spec)
      spec.fill("enableServiceLinks", true)
      guard spec.flag("hostNetwork") else { return }
      for list in ["containers", "initContainers"] { spec.eachItem(list) { fillHostPorts(&$0) } }
    }
  }

  /// A pod template's, where it stands in `holder`.
  static func fillTemplate(_ holder: inout JSONValue, _ member: String = "template") {
    holder.inside(member) { template in
      template.inside("spec") { fillSpec(&$0) }
    }
  }

  static func fillSpec(_ spec: inout JSONValue) {
    spec.eachItem("volumes") { VolumeDefaults.fill(&$0) }
    for list in ["initContainers", "containers", "ephemeralContainers"] {
      spec.eachItem(list) { fillContainer(&$0) }
    }
    spec.fillEmpty("restartPolicy", "Always")
    spec.fill("terminationGracePeriodSeconds", 30)
    spec.fillEmpty("dnsPolicy", "ClusterFirst")
    spec.fill("securityContext", [:])
    spec.fillEmpty("schedulerName", "default-scheduler")
    alignServiceAccount(&spec)
  }

  /// `serviceAccount` is the old name of `serviceAccountName` and always says the same.
  private static func alignServiceAccount(_ spec: inout JSONValue) {
    var name = spec.word("serviceAccountName")
    if name.isEmpty { name = spec.word("serviceAccount") }
    guard !name.isEmpty else { return }
    spec["serviceAccountName"] = .string(name)
    spec["serviceAccount"] = .string(name)
  }

  private static func fillContainer(_ container: inout JSONValue) {
    if container.word("imagePullPolicy").isEmpty {
      container["imagePullPolicy"] = .string(pullPolicy(of: container.word("image")))
    }
    container.fillEmpty("terminationMessagePath", "/dev/termination-log")
    container.fillEmpty("terminationMessagePolicy", "File")
    if container["resources"] == nil { container["resources"] = [:] }
    container.eachItem("ports") { $0.fillEmpty("protocol", "TCP") }
    container.eachItem("env") { variable in
      variable.inside("valueFrom") { source in
        source.inside("fieldRef") { $0.fillEmpty("apiVersion", "v1") }
        source.inside("fileKeyRef") { $0.fill("optional", false) }
      }
    }
    for name in ["livenessProbe", "readinessProbe", "startupProbe"] {
      container.inside(name) { fillProbe(&$0) }
    }
    container.inside("lifecycle") { lifecycle in
      for name in ["postStart", "preStop"] {
        lifecycle.inside(name) { handler in handler.inside("httpGet") { fillHTTPGet(&$0) } }
      }
    }
  }

  private static func fillProbe(_ probe: inout JSONValue) {
    probe.inside("httpGet") { fillHTTPGet(&$0) }
    probe.inside("grpc") { $0.fill("service", "") }
    let numbers: [(String, Int64)] = [
      ("timeoutSeconds", 1), ("periodSeconds", 10), ("successThreshold", 1), ("failureThreshold", 3),
    ]
    for (name, value) in numbers where probe.integer(name) == 0 { probe[name] = .integer(value) }
  }

  private static func fillHTTPGet(_ action: inout JSONValue) {
    action.fillEmpty("path", "/")
    action.fillEmpty("scheme", "HTTP")
  }

  /// An image whose tag moves is pulled each time. Without tag and digest the tag is `latest`.
  static func pullPolicy(of image: String) -> String {
    let bytes = Array(image.utf8)
    let isPinned = bytes.contains(UInt8(ascii: "@"))
    let named = bytes.prefix { $0 != UInt8(ascii: "@") }
    let lastPart = named.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).last ?? []
    guard !lastPart.isEmpty else { return "IfNotPresent" }
    guard let colon = lastPart.firstIndex(of: UInt8(ascii: ":")) else {
      return isPinned ? "IfNotPresent" : "Always"
    }
    return lastPart[lastPart.index(after: colon)...].elementsEqual("latest".utf8) ? "Always" : "IfNotPresent"
  }

  /// What is limited and not asked for is asked for in full.
  private static func requestLimits(_ container: inout JSONValue) {
    guard let limits = container.walk(["resources", "limits"])?.object, !limits.isEmpty else { return }
    container.inside("resources") { resources in
      if resources.part("requests").isNull { resources["requests"] = [:] }
      resources.inside("requests") { requests in
        for (name, limit) in limits where requests[name] == nil { requests[name] = limit }
      }
    }
  }

  private static func fillHostPorts(_ container: inout JSONValue) {
    container.eachItem("ports") { port in
      if port.integer("hostPort") == 0 { port["hostPort"] = port["containerPort"] }
    }
  }

  /// Resources of the pod as a whole (KEP-2837): where some are given, the requests left open follow from what the
  /// containers ask for, or else from the pod's limits.
  private static func fillPodRequests(_ spec: inout JSONValue) {
    guard spec.has("resources") else { return }
    let limits = spec.members("resources", "limits")
    var requests = spec.members("resources", "requests")
    for (name, amount) in PodResources.containerRequests(of: spec)
    where requests[name] == nil && (name == "cpu" || name == "memory") {
      requests[name] = .string(amount.canonical)
    }
    for (name, limit) in limits where requests[name] == nil && PodResources.isPodLevel(name) {
      requests[name] = limit
    }
    if !requests.isEmpty { spec.set("resources", "requests", to: .object(requests)) }
  }
}
