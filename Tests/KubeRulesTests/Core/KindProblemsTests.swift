import KubeObject
import KubeSchema
import Testing

@testable import KubeRules

/// One object of a kind, and what its creation, or its update from `old`, is refused for.
struct Refusal: Sendable, CustomTestStringConvertible {
  let group: String
  let kind: String
  let old: String?
  let subresource: String
  let object: String
  let expected: [String]
  var testDescription: String { "\(kind): \(expected.first ?? "fine")" }

  init(
    _ group: String, _ kind: String, _ object: String, old: String? = nil, subresource: String = "",
    _ expected: String...
  ) {
    self.group = group
    self.kind = kind
    self.old = old
    self.subresource = subresource
    self.object = object
    self.expected = expected
  }
}

@Suite("What is refused, in upstream's words")
struct KindProblemsTests {
  private static let tables: [GroupKind: KindRules] = {
    let all = [
      CoreConfigRules.table, NodeRules.table, VolumeRules.table, NetworkingRules.table, AccessRules.table,
      AutoscalingRules.table, PolicyRules.table, CoordinationRules.table, DiscoveryRules.table,
      SchedulingRules.table, CertificateRules.table, RegistrationRules.table, FlowControlRules.table,
      ResourceClaimRules.table, AuthReviewRules.table, StorageVersionRules.table,
    ]
    return all.reduce(into: [:]) { $0.merge($1) { first, _ in first } }
  }()

  @Test("and only that", arguments: core + volumes + networking + access + scaling + registration)
  func refused(_ refusal: Refusal) throws {
    let trial = try RuleTrial(refusal.group, "v1", refusal.kind, in: Self.tables)
    if let old = refusal.old {
      #expect(
        try trial.update(old, to: refusal.object, subresource: refusal.subresource).1 == refusal.expected)
    } else {
      let found = try trial.create(refusal.object)
      #expect(found == refusal.expected, "\(found.joined(separator: "\n"))")
    }
  }

  static let core = [
    Refusal(
      "", "ConfigMap", #"{"data":{"a":"x","..b":"y"},"binaryData":{"a":""}}"#,
      #"data[a]: Invalid value: "a": duplicate of key present in binaryData"#,
      #"data[..b]: Invalid value: "..b": must not start with '..'"#),
    Refusal(
      "", "ConfigMap", #"{"data":{"a":"2"}}"#, old: #"{"immutable":true,"data":{"a":"1"}}"#,
      "immutable: Forbidden: field is immutable when `immutable` is set",
      "data: Forbidden: field is immutable when `immutable` is set"),
    Refusal(
      "", "Secret", #"{"type":"kubernetes.io/tls","stringData":{"tls.crt":"x"}}"#,
      "data[tls.key]: Required value"),
    Refusal(
      "", "Secret", #"{"type":"kubernetes.io/dockerconfigjson","data":{".dockerconfigjson":"W10="}}"#,
      #"data[.dockerconfigjson]: Invalid value: "<secret contents redacted>": "#
        + "json: cannot unmarshal array into Go value of type map[string]interface {}"),
    Refusal(
      "", "Secret", #"{"type":"kubernetes.io/service-account-token"}"#,
      "metadata.annotations[kubernetes.io/service-account.name]: Required value"),
    Refusal(
      "", "Secret", #"{"type":"b"}"#, old: #"{"type":"a"}"#, #"type: Invalid value: "b": field is immutable"#),
    Refusal(
      "", "Namespace", #"{"metadata":{"name":"n"},"status":{"phase":"Terminating"}}"#,
      old: #"{"metadata":{"name":"n"}}"#, subresource: "status",
      #"status.Phase: Invalid value: "Terminating": may only be 'Active' if `deletionTimestamp` is empty"#),
    Refusal(
      "", "LimitRange", #"{"spec":{"limits":[{"type":"Container","min":{"cpu":"2"},"max":{"cpu":"1"}}]}}"#,
      #"spec.limits[0].min[cpu]: Invalid value: "2": min value 2 is greater than max value 1"#,
      #"spec.limits[0].defaultRequest[cpu]: Invalid value: "1": "#
        + "min value 2 is greater than default request value 1",
      #"spec.limits[0].default[cpu]: Invalid value: "2": min value 2 is greater than default value 1"#),
    Refusal(
      "", "ResourceQuota", #"{"spec":{"hard":{"pods":"1500m"},"scopes":["BestEffort","NotBestEffort"]}}"#,
      #"spec.hard[pods]: Invalid value: "1500m": must be an integer"#,
      #"spec.scopes: Invalid value: ["BestEffort","NotBestEffort"]: conflicting scopes"#),
    Refusal(
      "", "Endpoints", #"{"subsets":[{"ports":[{"port":70000,"protocol":"TCP"}]}]}"#,
      "subsets[0]: Required value: must specify `addresses` or `notReadyAddresses`",
      "subsets[0].ports[0].port: Invalid value: 70000: must be between 1 and 65535, inclusive"),
    Refusal(
      "", "Node", #"{"spec":{"taints":[{"key":"a","effect":"No"}]}}"#,
      #"spec.taints[0].effect: Unsupported value: "No": "#
        + #"supported values: "NoSchedule", "PreferNoSchedule", "NoExecute""#),
    Refusal(
      "", "Node", #"{"spec":{"podCIDR":"10.2.0.0/24"}}"#, old: #"{"spec":{"podCIDR":"10.1.0.0/24"}}"#,
      #"spec.podCIDRs: Forbidden: node updates may not change podCIDR except from "" to valid"#),
    Refusal(
      "", "Event", #"{"metadata":{"namespace":"a"},"involvedObject":{"namespace":"b"}}"#,
      #"involvedObject.namespace: Invalid value: "b": does not match event.namespace"#),
    Refusal(
      "coordination.k8s.io", "Lease", #"{"spec":{"leaseDurationSeconds":0}}"#,
      "spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0"),
  ]

  static let volumes = [
    Refusal(
      "", "PersistentVolume", #"{"spec":{"accessModes":["X"],"capacity":{"storage":"0"}}}"#,
      #"spec.accessModes: Unsupported value: "X": supported values: "#
        + #""ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod""#,
      #"spec.capacity[storage]: Invalid value: "0": must be greater than zero"#,
      "spec: Required value: must specify a volume type"),
    Refusal(
      "", "PersistentVolumeClaim", #"{"spec":{}}"#,
      "spec.accessModes: Required value: at least 1 access mode is required",
      "spec.resources[storage]: Required value"),
    Refusal(
      "", "PersistentVolumeClaim",
      #"{"spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"2Gi"}}}}"#,
      old: #"{"spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}}"#,
      "spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName "
        + "for bound claims"),
    Refusal(
      "storage.k8s.io", "StorageClass", #"{"provisioner":"b"}"#, old: #"{"provisioner":"a"}"#,
      "provisioner: Forbidden: updates to provisioner are forbidden."),
  ]

  static let networking = [
    Refusal(
      "networking.k8s.io", "Ingress", #"{"spec":{}}"#,
      "spec: Invalid value: null: either `defaultBackend` or `rules` must be specified"),
    Refusal(
      "networking.k8s.io", "Ingress",
      #"""
      {"spec":{"rules":[{"host":"1.2.3.4","http":{"paths":[{"path":"a","pathType":"Prefix","backend":{}},{}]}}]}}
      """#,
      #"spec.rules[0].host: Invalid value: "1.2.3.4": must be a DNS name, not an IP address"#,
      #"spec.rules[0].http.paths[0].path: Invalid value: "a": must be an absolute path"#,
      #"spec.rules[0].http.paths[0].backend: Invalid value: "": resource or service backend is required"#,
      "spec.rules[0].http.paths[1].pathType: Required value: pathType must be specified"),
    Refusal(
      "networking.k8s.io", "NetworkPolicy",
      #"""
      {"spec":{"ingress":[{"from":[{},{"podSelector":{},"ipBlock":{"cidr":"10.0.0.0/8","except":["11.0.0.0/9"]}}],
       "ports":[{"port":90,"endPort":80}]}]}}
      """#,
      "spec.ingress[0].ports[0].endPort: Invalid value: 80: must be greater than or equal to `port`",
      "spec.ingress[0].from[0]: Required value: must specify a peer",
      #"spec.ingress[0].from[1].ipBlock.except[0]: Invalid value: "11.0.0.0/9": "#
        + "must be a strict subset of `cidr`",
      "spec.ingress[0].from[1]: Forbidden: may not specify both ipBlock and another peer"),
    Refusal(
      "networking.k8s.io", "IPAddress",
      #"{"metadata":{"name":"FD00::1"},"spec":{"parentRef":{"resource":"services","name":"s"}}}"#,
      #"metadata.name: Invalid value: "FD00::1": must be in canonical form ("fd00::1")"#),
    Refusal(
      "discovery.k8s.io", "EndpointSlice",
      #"{"addressType":"IPv6","endpoints":[{"addresses":["10.0.0.1"]},{}]}"#,
      #"endpoints[0].addresses[0]: Invalid value: "10.0.0.1": must be a valid IPv6 address"#,
      "endpoints[1].addresses: Required value: must contain at least 1 address"),
  ]

  static let access = [
    Refusal(
      "rbac.authorization.k8s.io", "Role",
      #"{"rules":[{"verbs":["get"],"nonResourceURLs":["/x"]},{"resources":["pods"]}]}"#,
      #"rules[0].nonResourceURLs: Invalid value: ["/x"]: namespaced rules cannot apply to non-resource URLs"#,
      "rules[1].verbs: Required value: verbs must contain at least one value",
      "rules[1].apiGroups: Required value: resource rules must supply at least one api group"),
    Refusal(
      "rbac.authorization.k8s.io", "ClusterRoleBinding",
      #"{"roleRef":{"kind":"Role","name":"r"},"subjects":[{"kind":"ServiceAccount","name":"s"}]}"#,
      #"roleRef.kind: Unsupported value: "Role": supported values: "ClusterRole""#,
      "subjects[0].namespace: Required value"),
    Refusal(
      "rbac.authorization.k8s.io", "RoleBinding", #"{"roleRef":{"kind":"Role","name":"b"}}"#,
      old: #"{"roleRef":{"kind":"Role","name":"a"}}"#,
      #"roleRef: Invalid value: {"kind":"Role","name":"b","apiGroup":"rbac.authorization.k8s.io"}: "#
        + "cannot change roleRef"),
    Refusal(
      "authorization.k8s.io", "SubjectAccessReview", #"{"metadata":{"name":"x"},"spec":{}}"#,
      "spec.resourceAttributes: Invalid value: null: "
        + "exactly one of nonResourceAttributes or resourceAttributes must be specified",
      #"spec.user: Invalid value: "": at least one of user or group must be specified"#,
      #"metadata: Invalid value: {"name":"x"}: must be empty"#),
    Refusal(
      "authentication.k8s.io", "TokenRequest", #"{"spec":{"expirationSeconds":60}}"#,
      "spec.expirationSeconds: Invalid value: 60: may not specify a duration less than 10 minutes"),
    Refusal(
      "certificates.k8s.io", "CertificateSigningRequest",
      #"{"status":{"conditions":[{"type":"Approved","status":"True"},{"type":"Denied","status":"True"}]}}"#,
      old: #"{"status":{}}"#, subresource: "approval",
      #"status.conditions: Invalid value: "Denied": Approved and Denied conditions are mutually exclusive"#),
  ]

  static let scaling = [
    Refusal(
      "autoscaling", "HorizontalPodAutoscaler",
      #"{"spec":{"scaleTargetRef":{"kind":"Deployment","name":"d"},"minReplicas":3,"maxReplicas":2}}"#,
      "spec.maxReplicas: Invalid value: 2: must be greater than or equal to `minReplicas`"),
    Refusal(
      "policy", "PodDisruptionBudget", #"{"spec":{"minAvailable":"101%","maxUnavailable":1}}"#,
      #"spec: Invalid value: {"minAvailable":"101%","maxUnavailable":1}: "#
        + "minAvailable and maxUnavailable cannot be both set",
      #"spec.minAvailable: Invalid value: "101%": must not be greater than 100%"#),
    Refusal(
      "scheduling.k8s.io", "PriorityClass", #"{"metadata":{"name":"p"},"value":2000000000}"#,
      "value: Forbidden: maximum allowed value of a user defined priority is 1000000000"),
    Refusal(
      "scheduling.k8s.io", "PriorityClass", #"{"metadata":{"name":"p"},"value":2}"#,
      old: #"{"metadata":{"name":"p"},"value":1}"#, "value: Forbidden: may not be changed in an update."),
    Refusal(
      "flowcontrol.apiserver.k8s.io", "PriorityLevelConfiguration",
      #"{"spec":{"type":"Limited","limited":{"limitResponse":{"type":"Reject"}},"exempt":{}}}"#,
      "spec.exempt: Forbidden: must be nil if the type is Limited"),
    Refusal(
      "resource.k8s.io", "ResourceClaim", #"{"spec":{"devices":{"requests":[{"name":"a"}]}}}"#,
      "spec.devices.requests[0]: Required value: exactly one of `exactly` or `firstAvailable` is required"),
  ]

  static let registration = [
    Refusal(
      "apiextensions.k8s.io", "CustomResourceDefinition",
      #"""
      {"metadata":{"name":"a.b.c"},"spec":{"group":"b.c","scope":"Namespaced","names":{"plural":"as","kind":"A"},
       "versions":[{"name":"v1","served":true,"storage":true},{"name":"v2","served":true,"storage":true,
        "schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"array"},"x":{}}}}}],
       "conversion":{"strategy":"Webhook"}}}
      """#,
      #"metadata.name: Invalid value: "a.b.c": must be spec.names.plural+"."+spec.group"#,
      "spec.versions[0].schema.openAPIV3Schema: Required value: schemas are required",
      "spec.versions[1].schema.openAPIV3Schema.properties[spec].items: Required value: must be specified",
      "spec.versions[1].schema.openAPIV3Schema.properties[x].type: Required value: "
        + "must not be empty for specified object fields",
      #"spec.versions: Invalid value: [{"name":"v1","served":true,"storage":true},{"name":"v2","served":true,"#
        + #""storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"array"},"#
        + #""x":{}}}}}]: must have exactly one version marked as storage version"#,
      "spec.conversion.strategy: Forbidden: conversion by webhook is not supported by this server yet; use None"
    ),
    Refusal(
      "apiregistration.k8s.io", "APIService",
      #"{"metadata":{"name":"x"},"spec":{"group":"g.io","version":"v1","groupPriorityMinimum":1}}"#,
      #"metadata.name: Invalid value: "x": must be `spec.version+"."+spec.group`: "v1.g.io""#,
      "spec.versionPriority: Invalid value: 0: must be positive and less than 1000"),
    Refusal(
      "admissionregistration.k8s.io", "ValidatingWebhookConfiguration",
      #"{"webhooks":[{"name":"a.b","timeoutSeconds":40,"clientConfig":{"url":"http://x"}}]}"#,
      #"webhooks[0].name: Invalid value: "a.b": should be a domain with at least three segments separated by dots"#,
      "webhooks[0].sideEffects: Required value: must specify one of None, NoneOnDryRun",
      "webhooks[0].timeoutSeconds: Invalid value: 40: the timeout value must be between 1 and 30 seconds",
      #"webhooks[0].clientConfig.url: Invalid value: "http": 'https' is the only allowed URL scheme; "#
        + "desired format: https://host[/path]",
      "webhooks[0].admissionReviewVersions: Required value: must specify one of v1, v1beta1"),
    Refusal(
      "admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding",
      #"{"spec":{"policyName":"p","validationActions":["Deny","Deny"]}}"#,
      #"spec.validationActions[1]: Duplicate value: "Deny""#),
  ]
}
