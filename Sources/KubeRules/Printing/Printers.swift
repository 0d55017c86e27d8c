internal import KubeObject
internal import KubeSchema

extension Printing {
  /// Each kind's printer.
  static let printers: [GroupKind: Printer] = {
    var table: [GroupKind: Printer] = [:]
    for (group, kinds) in byGroup {
      for (kind, printer) in kinds { table[GroupKind(group: group, kind: kind)] = printer }
    }
    return table
  }()

  private static let byGroup: [(String, [(String, Printer)])] = [
    ("", core), ("apps", apps), ("storage.k8s.io", storage), ("networking.k8s.io", networking),
    ("resource.k8s.io", devices), ("admissionregistration.k8s.io", admission),
    ("batch", [("Job", WorkloadCells.job), ("CronJob", WorkloadCells.cronJob)]),
    (
      "autoscaling",
      [("HorizontalPodAutoscaler", ScalingCells.horizontalPodAutoscaler), ("Scale", WorkloadCells.scale)]
    ),
    ("policy", [("PodDisruptionBudget", ScalingCells.podDisruptionBudget)]),
    ("discovery.k8s.io", [("EndpointSlice", NetworkCells.endpointSlice)]),
    ("events.k8s.io", [("Event", ClusterCells.event)]),
    (
      "coordination.k8s.io",
      [("Lease", ClusterCells.lease), ("LeaseCandidate", ClusterCells.leaseCandidate)]
    ),
    (
      "rbac.authorization.k8s.io",
      [("RoleBinding", AccessCells.roleBinding), ("ClusterRoleBinding", AccessCells.roleBinding)]
    ),
    (
      "certificates.k8s.io",
      [
        ("CertificateSigningRequest", AccessCells.certificateSigningRequest),
        ("ClusterTrustBundle", AccessCells.clusterTrustBundle),
        ("PodCertificateRequest", AccessCells.podCertificateRequest),
      ]
    ),
    (
      "scheduling.k8s.io",
      [
        ("PriorityClass", AccessCells.priorityClass), ("PodGroup", DeviceCells.podGroup),
        ("Workload", ClusterCells.nameAndAge),
      ]
    ),
    ("node.k8s.io", [("RuntimeClass", AccessCells.runtimeClass)]),
    (
      "flowcontrol.apiserver.k8s.io",
      [
        ("FlowSchema", AccessCells.flowSchema),
        ("PriorityLevelConfiguration", AccessCells.priorityLevelConfiguration),
      ]
    ),
    ("internal.apiserver.k8s.io", [("StorageVersion", AccessCells.storageVersion)]),
    ("storagemigration.k8s.io", [("StorageVersionMigration", AccessCells.storageVersionMigration)]),
    ("apiregistration.k8s.io", [("APIService", AccessCells.apiService)]),
  ]

  private static let core: [(String, Printer)] = [
    ("Pod", PodCells.cells), ("PodTemplate", WorkloadCells.podTemplate),
    ("ReplicationController", WorkloadCells.replicationController), ("Service", NetworkCells.service),
    ("Endpoints", NetworkCells.endpoints), ("Node", ClusterCells.node), ("Event", ClusterCells.event),
    ("Namespace", ClusterCells.namespace), ("Secret", ClusterCells.secret),
    ("ServiceAccount", ClusterCells.nameAndAge), ("PersistentVolume", VolumeCells.persistentVolume),
    ("PersistentVolumeClaim", VolumeCells.persistentVolumeClaim),
    ("ComponentStatus", ClusterCells.componentStatus), ("ConfigMap", ClusterCells.configMap),
    ("ResourceQuota", ClusterCells.resourceQuota), ("Status", ClusterCells.status),
  ]

  private static let apps: [(String, Printer)] = [
    ("Deployment", WorkloadCells.deployment), ("ReplicaSet", WorkloadCells.replicaSet),
    ("StatefulSet", WorkloadCells.statefulSet), ("DaemonSet", WorkloadCells.daemonSet),
    ("ControllerRevision", WorkloadCells.controllerRevision),
  ]

  private static let storage: [(String, Printer)] = [
    ("StorageClass", VolumeCells.storageClass(_:now:)),
    ("VolumeAttributesClass", VolumeCells.volumeAttributesClass),
    ("VolumeAttachment", VolumeCells.volumeAttachment), ("CSINode", VolumeCells.csiNode),
    ("CSIDriver", VolumeCells.csiDriver), ("CSIStorageCapacity", VolumeCells.csiStorageCapacity),
  ]

  private static let networking: [(String, Printer)] = [
    ("Ingress", NetworkCells.ingress), ("IngressClass", NetworkCells.ingressClass),
    ("NetworkPolicy", NetworkCells.networkPolicy), ("ServiceCIDR", NetworkCells.serviceCIDR),
    ("IPAddress", NetworkCells.ipAddress),
  ]

  private static let devices: [(String, Printer)] = [
    ("DeviceClass", ClusterCells.nameAndAge), ("ResourceClaim", DeviceCells.resourceClaim),
    ("ResourceClaimTemplate", ClusterCells.nameAndAge), ("ResourceSlice", DeviceCells.resourceSlice),
    ("DeviceTaintRule", DeviceCells.deviceTaintRule),
    ("ResourcePoolStatusRequest", DeviceCells.resourcePoolStatusRequest),
  ]

  private static let admission: [(String, Printer)] = [
    ("MutatingWebhookConfiguration", AccessCells.webhookConfiguration),
    ("ValidatingWebhookConfiguration", AccessCells.webhookConfiguration),
    ("ValidatingAdmissionPolicy", AccessCells.validatingPolicy),
    ("ValidatingAdmissionPolicyBinding", AccessCells.policyBinding),
    ("MutatingAdmissionPolicy", AccessCells.mutatingPolicy),
    ("MutatingAdmissionPolicyBinding", AccessCells.policyBinding),
  ]
}
