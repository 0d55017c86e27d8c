import KubeObject
import KubeRules
import KubeSchema
import Testing

@Suite("Printing")
struct PrintingTests {
  @Test(
    "a duration is shown in at most two units",
    arguments: [
      (-5, "<invalid>"), (-1, "0s"), (0, "0s"), (119, "119s"), (120, "2m"), (150, "2m30s"), (599, "9m59s"),
      (600, "10m"), (10799, "179m"), (10800, "3h"), (12000, "3h20m"), (28800, "8h"), (172799, "47h"),
      (172800, "2d"), (180000, "2d2h"), (691200, "8d"), (63071999, "729d"), (63072000, "2y"),
      (64000000, "2y10d"), (252288000, "8y"), (300000000, "9y"),
    ])
  func duration(seconds: Int, text: String) {
    #expect(HumanDuration.text(seconds: Int64(seconds)) == text)
  }

  struct Row: Sendable, CustomTestStringConvertible {
    let group: String
    let version: String
    let kind: String
    let object: String
    let cells: String
    var testDescription: String { "\(kind): \(cells)" }

    init(_ kind: String, _ cells: String, group: String = "", version: String = "v1", _ object: String) {
      self.group = group
      self.version = version
      self.kind = kind
      self.object = object
      self.cells = cells
    }
  }

  @Test("an object's row is what upstream prints", arguments: services + volumes + cluster + access + scaling)
  func row(_ row: Row) throws {
    #expect(try Self.cells(row) == row.cells)
  }

  /// The cells, texts in quotes no more than numbers are, with bars between them.
  static func cells(_ row: Row) throws -> String {
    var object = try JSONValue.parse(Array(row.object.utf8))
    if object.at("metadata", "name") == nil { object.set("metadata", "name", to: "n") }
    object.set("metadata", "creationTimestamp", to: "2026-05-01T11:55:00Z")
    let kind = GroupVersionKind(group: row.group, version: row.version, kind: row.kind)
    let now = try #require(Timestamp(rfc3339: "2026-05-01T12:00:00Z"))
    return Printing.cells(of: object, kind: kind, now: now).map { $0.string ?? $0.text }.joined(
      separator: "|")
  }

  static let services = [
    Row(
      "Service", "n|LoadBalancer|10.0.0.1|1.1.1.1,b.example,9.9.9.9|80:30080/TCP,53/UDP|5m|app=x,tier=y",
      #"""
      {"spec":{"type":"LoadBalancer","clusterIP":"10.0.0.1","externalIPs":["9.9.9.9"],
       "ports":[{"port":80,"nodePort":30080,"protocol":"TCP"},{"port":53,"protocol":"UDP"}],
       "selector":{"tier":"y","app":"x"}},
       "status":{"loadBalancer":{"ingress":[{"hostname":"b.example"},{"ip":"1.1.1.1"}]}}}
      """#),
    Row("Service", "n|LoadBalancer|<none>|<pending>|<none>|5m|<none>", #"{"spec":{"type":"LoadBalancer"}}"#),
    Row(
      "Service", "n|ExternalName|<none>|a.example|<none>|5m|<none>",
      #"{"spec":{"type":"ExternalName","externalName":"a.example"}}"#),
    Row(
      "Ingress", "n|nginx|a,b,c + 1 more...|1.2.3.4|80, 443|5m", group: "networking.k8s.io",
      #"""
      {"spec":{"ingressClassName":"nginx","tls":[{}],"rules":[{"host":"a"},{"host":"b"},{"host":"c"},{"host":"d"}]},
       "status":{"loadBalancer":{"ingress":[{"ip":"1.2.3.4"}]}}}
      """#),
    Row("Ingress", "n|<none>|*||80|5m", group: "networking.k8s.io", #"{"spec":{}}"#),
    Row(
      "Endpoints", "n|10.0.0.1:80,10.0.0.2:80,[::1]:80 + 1 more...|5m",
      #"""
      {"subsets":[{"addresses":[{"ip":"10.0.0.1"},{"ip":"10.0.0.2"},{"ip":"::1"},{"ip":"10.0.0.4"}],
       "ports":[{"port":80}]}]}
      """#),
    Row(
      "EndpointSlice", "n|IPv4|80,*|10.0.0.1,10.0.0.2|5m", group: "discovery.k8s.io",
      #"""
      {"addressType":"IPv4","ports":[{"port":80},{}],
       "endpoints":[{"addresses":["10.0.0.1"]},{"addresses":["10.0.0.2"]}]}
      """#),
    Row(
      "IPAddress", "10.0.0.1|services/default/kubernetes", group: "networking.k8s.io",
      #"""
      {"metadata":{"name":"10.0.0.1"},
       "spec":{"parentRef":{"resource":"services","namespace":"default","name":"kubernetes"}}}
      """#),
  ]

  static let volumes = [
    Row(
      "PersistentVolume", "n|1Gi|RWO,ROX|Retain|Bound|ns/c|fast|<unset>||5m|Filesystem",
      #"""
      {"spec":{"capacity":{"storage":"1Gi"},"accessModes":["ReadOnlyMany","ReadWriteOnce"],
       "persistentVolumeReclaimPolicy":"Retain","claimRef":{"namespace":"ns","name":"c"},
       "storageClassName":"fast","volumeMode":"Filesystem"},"status":{"phase":"Bound"}}
      """#),
    Row(
      "PersistentVolumeClaim", "n|Terminating||||fast|<unset>|5m|<unset>",
      #"{"metadata":{"deletionTimestamp":"2026-05-01T11:59:00Z"},"spec":{"storageClassName":"fast"}}"#),
    Row(
      "StorageClass", "n (default)|p|Delete|Immediate|false|5m", group: "storage.k8s.io",
      #"""
      {"metadata":{"annotations":{"storageclass.kubernetes.io/is-default-class":"true"}},"provisioner":"p"}
      """#),
  ]

  static let cluster = [
    Row(
      "Node", "n|NotReady,SchedulingDisabled|a,worker|5m|v1.36.0|10.0.0.5|<none>|Debian|6.1|<unknown>",
      #"""
      {"metadata":{"labels":{"node-role.kubernetes.io/worker":"","kubernetes.io/role":"a"}},
       "spec":{"unschedulable":true},
       "status":{"conditions":[{"type":"Ready","status":"Unknown"}],
        "addresses":[{"type":"InternalIP","address":"10.0.0.5"}],
        "nodeInfo":{"kubeletVersion":"v1.36.0","osImage":"Debian","kernelVersion":"6.1"}}}
      """#),
    Row("Secret", "n|Opaque|2|5m", #"{"type":"Opaque","data":{"a":"","b":""}}"#),
    Row("ConfigMap", "n|2|5m", #"{"data":{"a":""},"binaryData":{"b":""}}"#),
    Row(
      "ResourceQuota", "n|pods: 1/2, requests.cpu: 0/1|limits.cpu: 500m/2|5m",
      #"""
      {"status":{"hard":{"requests.cpu":"1","limits.cpu":"2","pods":"2"},"used":{"pods":"1","limits.cpu":"500m"}}}
      """#),
    Row(
      "Event", "10s|Warning|BackOff|pod/x|spec.containers{a}|kubelet, node1|Back-off|60s|4|n",
      #"""
      {"involvedObject":{"kind":"Pod","name":"x","fieldPath":"spec.containers{a}"},"type":"Warning",
       "reason":"BackOff","message":" Back-off\n","source":{"component":"kubelet","host":"node1"},"count":4,
       "firstTimestamp":"2026-05-01T11:59:00Z","lastTimestamp":"2026-05-01T11:59:50Z"}
      """#),
    Row(
      "Event", "60s|Normal|Scheduled|pod/x||default-scheduler, s1|ok|60s|1|n", group: "events.k8s.io",
      #"""
      {"regarding":{"kind":"Pod","name":"x"},"type":"Normal","reason":"Scheduled","note":"ok",
       "reportingController":"default-scheduler","reportingInstance":"s1","eventTime":"2026-05-01T11:59:00Z"}
      """#),
    Row("Lease", "n|me|5m", group: "coordination.k8s.io", #"{"spec":{"holderIdentity":"me"}}"#),
    Row("LimitRange", "n|2026-05-01T11:55:00Z", "{}"),
  ]

  static let access = [
    Row(
      "RoleBinding", "n|ClusterRole/view|5m|bob|dev, ops|ns/sa", group: "rbac.authorization.k8s.io",
      #"""
      {"roleRef":{"kind":"ClusterRole","name":"view"},"subjects":[{"kind":"Group","name":"dev"},
       {"kind":"User","name":"bob"},{"kind":"Group","name":"ops"},
       {"kind":"ServiceAccount","namespace":"ns","name":"sa"}]}
      """#),
    Row(
      "CertificateSigningRequest", "n|5m|a/b|bob|60m|Approved,Issued", group: "certificates.k8s.io",
      #"""
      {"spec":{"signerName":"a/b","username":"bob","expirationSeconds":3600},
       "status":{"conditions":[{"type":"Approved"}],"certificate":"eA=="}}
      """#),
    Row(
      "APIService", "v1.x.io|ns/s|False (Gone)|5m", group: "apiregistration.k8s.io",
      #"""
      {"metadata":{"name":"v1.x.io"},"spec":{"service":{"namespace":"ns","name":"s"}},
       "status":{"conditions":[{"type":"Available","status":"False","reason":"Gone"}]}}
      """#),
    Row(
      "PriorityLevelConfiguration", "n|Limited|30|64|8|50|5m", group: "flowcontrol.apiserver.k8s.io",
      #"""
      {"spec":{"type":"Limited","limited":{"nominalConcurrencyShares":30,
       "limitResponse":{"type":"Queue","queuing":{"queues":64,"handSize":8,"queueLengthLimit":50}}}}}
      """#),
  ]

  static let scaling = [
    Row(
      "HorizontalPodAutoscaler", "n|Deployment/d|cpu: 20%/80%, 3/5 (avg) + 1 more...|1|9|2|5m",
      group: "autoscaling", version: "v2",
      #"""
      {"spec":{"scaleTargetRef":{"kind":"Deployment","name":"d"},"minReplicas":1,"maxReplicas":9,"metrics":[
       {"type":"Resource","resource":{"name":"cpu","target":{"averageUtilization":80}}},
       {"type":"External","external":{"target":{"averageValue":"5"}}},{"type":"Pods","pods":{}}]},
       "status":{"currentReplicas":2,"currentMetrics":[
       {"type":"Resource","resource":{"name":"cpu","current":{"averageUtilization":20}}},
       {"type":"External","external":{"current":{"averageValue":"3"}}}]}}
      """#),
    Row(
      "HorizontalPodAutoscaler", "n|Deployment/d|cpu: <unknown>/50%|<unset>|3|0|5m", group: "autoscaling",
      #"""
      {"spec":{"scaleTargetRef":{"kind":"Deployment","name":"d"},"maxReplicas":3,
       "targetCPUUtilizationPercentage":50}}
      """#),
    Row(
      "PodDisruptionBudget", "n|50%|N/A|1|5m", group: "policy",
      #"{"spec":{"minAvailable":"50%"},"status":{"disruptionsAllowed":1}}"#),
    Row(
      "Deployment", "n|1/3|2|1|5m|a,b|i:1,j|app=x,env in (p,q),!gone", group: "apps",
      #"""
      {"spec":{"replicas":3,"selector":{"matchLabels":{"app":"x"},"matchExpressions":[
       {"key":"env","operator":"In","values":["q","p"]},{"key":"gone","operator":"DoesNotExist"}]},
       "template":{"spec":{"containers":[{"name":"a","image":"i:1"},{"name":"b","image":"j"}]}}},
       "status":{"readyReplicas":1,"updatedReplicas":2,"availableReplicas":1}}
      """#),
    Row(
      "Job", "n|Running|0/1 of 3|60s|5m|||<none>", group: "batch",
      #"{"spec":{"parallelism":3},"status":{"startTime":"2026-05-01T11:59:00Z"}}"#),
    Row(
      "Job", "n|Complete|2/2|30s|5m|||<none>", group: "batch",
      #"""
      {"spec":{"completions":2},"status":{"succeeded":2,"startTime":"2026-05-01T11:59:00Z",
       "completionTime":"2026-05-01T11:59:30Z","conditions":[{"type":"Complete","status":"True"}]}}
      """#),
    Row(
      "CronJob", "n|* * * * *|<none>|False|1|60s|5m|||<none>", group: "batch",
      #"""
      {"spec":{"schedule":"* * * * *","suspend":false},
       "status":{"active":[{}],"lastScheduleTime":"2026-05-01T11:59:00Z"}}
      """#),
  ]
}
