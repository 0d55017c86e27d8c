import KubeObject
import KubeSchema
import Testing

@testable import KubeRules

@Suite("Services")
struct ServiceRulesTests {
  private let trial: RuleTrial

  init() throws { trial = try RuleTrial("", "v1", "Service", in: ServiceRules.table) }

  @Test("a service gets its type, affinity, target ports and traffic policies by default")
  func defaults() throws {
    let service = try trial.defaulted(#"{"spec":{"type":"LoadBalancer","ports":[{"port":80}]}}"#)
    let spec = try #require(service["spec"])
    #expect(spec["sessionAffinity"] == "None")
    #expect(spec["ports"] == [["port": 80, "protocol": "TCP", "targetPort": 80]])
    #expect(spec["externalTrafficPolicy"] == "Cluster")
    #expect(spec["internalTrafficPolicy"] == "Cluster")
    #expect(spec["allocateLoadBalancerNodePorts"] == true)
    let sticky = try trial.defaulted(#"{"spec":{"sessionAffinity":"ClientIP","ports":[{"port":80}]}}"#)
    #expect(sticky.at("spec", "type") == "ClusterIP")
    #expect(sticky.at("spec", "sessionAffinityConfig", "clientIP", "timeoutSeconds") == 10800)
    #expect(sticky.at("spec", "externalTrafficPolicy") == nil)
  }

  @Test(
    "what is wrong with a service is said in upstream's words",
    arguments: [
      (#"{"spec":{"ports":[]}}"#, ["spec.ports: Required value"]),
      (#"{"spec":{"clusterIP":"None"}}"#, []),
      (
        #"{"spec":{"ports":[{"port":0,"protocol":"X"},{"name":"a","port":80},{"name":"a","port":80}]}}"#,
        [
          "spec.ports[0].name: Required value",
          "spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive",
          #"spec.ports[0].protocol: Unsupported value: "X": supported values: "SCTP", "TCP", "UDP""#,
          "spec.ports[0].targetPort: Invalid value: 0: must be between 1 and 65535, inclusive",
          #"spec.ports[2].name: Duplicate value: "a""#,
          "spec.ports[2]: Duplicate value: "
            + #"{"Name":"","Protocol":"TCP","AppProtocol":null,"Port":80,"TargetPort":0,"NodePort":0}"#,
        ]
      ),
      (
        #"{"spec":{"type":"ClusterIP","ports":[{"port":80,"nodePort":30000}]}}"#,
        ["spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"]
      ),
      (
        #"{"spec":{"type":"ExternalName","clusterIP":"10.0.0.1"}}"#,
        [
          "spec.clusterIPs: Forbidden: may not be set for ExternalName services",
          "spec.externalName: Required value",
        ]
      ),
      (
        #"{"spec":{"type":"NodePort","clusterIP":"None","ports":[{"port":80}]}}"#,
        [#"spec.clusterIPs[0]: Invalid value: "None": may not be set to 'None' for NodePort services"#]
      ),
      (
        #"{"spec":{"ports":[{"port":80}],"clusterIP":"10.0.0.1","clusterIPs":["10.0.0.1","10.0.0.2"]}}"#,
        [
          #"spec.clusterIPs: Invalid value: ["10.0.0.1","10.0.0.2"]: "#
            + "may specify no more than one IP for each IP family"
        ]
      ),
      (
        #"{"spec":{"ports":[{"port":80}],"clusterIP":"10.0.0.1","ipFamilies":["IPv6"]}}"#,
        [
          #"spec.clusterIPs[0]: Invalid value: "10.0.0.1": "#
            + "expected an IPv6 value as indicated by `ipFamilies[0]`"
        ]
      ),
      (
        #"{"spec":{"ports":[{"port":80}],"externalIPs":["127.0.0.1"],"loadBalancerClass":"a/b"}}"#,
        [
          #"spec.externalIPs[0]: Invalid value: "127.0.0.1": "#
            + "may not be in the loopback range (127.0.0.0/8, ::1/128)",
          "spec.loadBalancerClass: Forbidden: may only be used when `type` is 'LoadBalancer'",
        ]
      ),
    ])
  func problems(service: String, expected: [String]) throws {
    #expect(try trial.create(service) == expected)
  }

  private let stored = #"""
    {"spec":{"type":"NodePort","clusterIP":"10.0.0.1","clusterIPs":["10.0.0.1"],"ipFamilies":["IPv4"],
     "ipFamilyPolicy":"SingleStack","ports":[{"name":"a","port":80,"nodePort":30080}]},
     "status":{"loadBalancer":{}}}
    """#

  @Test("an update that leaves out what the server gave keeps it")
  func keepsAllocated() throws {
    // The families are decided in between, by `ServiceAllocation`.
    let (service, errors) = try trial.update(
      stored, to: #"{"spec":{"type":"NodePort","ipFamilies":["IPv4"],"ports":[{"name":"a","port":81}]}}"#)
    #expect(errors == [])
    #expect(service.at("spec", "clusterIP") == "10.0.0.1")
    #expect(service.at("spec", "clusterIPs") == ["10.0.0.1"])
    #expect(service.at("spec", "ports")?[0]?["nodePort"] == 30080)
  }

  @Test("the cluster IP may not change")
  func addressStays() throws {
    let changed = stored.replacing("10.0.0.1", with: "10.0.0.2")
    #expect(
      try trial.update(stored, to: changed).1
        == [#"spec.clusterIPs[0]: Invalid value: ["10.0.0.2"]: may not change once set"#])
  }

  @Test("a change of type gives up what only the old type had")
  func changesType() throws {
    let external = stored.replacing(
      #""type":"NodePort""#, with: #""type":"ExternalName","externalName":"a.b""#
    )
    .replacing(#""externalTrafficPolicy":"Cluster""#, with: "")
    let (service, errors) = try trial.update(stored, to: external)
    #expect(errors == [])
    for member in ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"] {
      #expect(service.at("spec", member) == nil)
    }
    #expect(service.at("spec", "ports")?[0]?["nodePort"] == nil)
  }

  @Test(
    "policy and families follow the cluster's",
    arguments: [
      (["IPv4"], #"{"spec":{"type":"ClusterIP"}}"#, "SingleStack", ["IPv4"]),
      (["IPv4", "IPv6"], #"{"spec":{"type":"ClusterIP"}}"#, "SingleStack", ["IPv4"]),
      (
        ["IPv4", "IPv6"], #"{"spec":{"type":"ClusterIP","ipFamilyPolicy":"PreferDualStack"}}"#,
        "PreferDualStack", ["IPv4", "IPv6"]
      ),
      (
        ["IPv4"], #"{"spec":{"type":"ClusterIP","ipFamilyPolicy":"PreferDualStack"}}"#, "PreferDualStack",
        ["IPv4"]
      ),
      (
        ["IPv4"], #"{"spec":{"type":"ClusterIP","clusterIP":"None","clusterIPs":["None"]}}"#,
        "RequireDualStack", ["IPv4", "IPv6"]
      ),
      (
        ["IPv4", "IPv6"], #"{"spec":{"type":"ClusterIP","clusterIP":"fd00::1","clusterIPs":["fd00::1"]}}"#,
        "SingleStack", ["IPv6"]
      ),
    ])
  func families(cluster: [String], text: String, policy: String, expected: [String]) throws {
    var service = try RuleTrial.object(text)
    let errors = ServiceAllocation.decideFamilies(&service, old: nil, families: .init(cluster))
    #expect(errors.isEmpty)
    #expect(service.at("spec", "ipFamilyPolicy") == .string(policy))
    #expect(service.at("spec", "ipFamilies") == .array(expected.map { .string($0) }))
  }

  @Test("two families are refused where the cluster has one, or the policy says one")
  func refusedFamilies() throws {
    var dual: JSONValue = ["spec": ["type": "ClusterIP", "ipFamilyPolicy": "RequireDualStack"]]
    #expect(
      ServiceAllocation.decideFamilies(&dual, old: nil, families: .init(["IPv4"])).map { "\($0)" } == [
        #"spec.ipFamilyPolicy: Invalid value: "RequireDualStack": "#
          + "this cluster is not configured for dual-stack services"
      ])
    var single: JSONValue = [
      "spec": ["type": "ClusterIP", "ipFamilyPolicy": "SingleStack", "ipFamilies": ["IPv4", "IPv6"]]
    ]
    #expect(
      ServiceAllocation.decideFamilies(&single, old: nil, families: .init(["IPv4", "IPv6"])).map { "\($0)" }
        == [
          #"spec.ipFamilyPolicy: Invalid value: "SingleStack": "#
            + "must be RequireDualStack or PreferDualStack when multiple 'ipFamilies' are specified"
        ])
  }

  @Test("an address is written in its canonical form")
  func canonicalAddress() {
    #expect(IPText("2001:DB8:0:0:1:0:0:0")?.text == "2001:db8:0:0:1::")
    #expect(IPText("::ffff:10.0.0.1")?.bytes.suffix(4) == [10, 0, 0, 1])
    #expect(IPText("10.00.0.1") == nil)
    #expect(IPText("1::2::3") == nil)
    #expect(CIDRText("10.1.2.3/20")?.text == "10.1.0.0/20")
  }
}
