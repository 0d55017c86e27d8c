internal import KubeSchema

/// All kinds that have rules of their own, put together from the tables that each folder gives.
enum KindTable {
  static let rules: [GroupKind: KindRules] = {
    let tables = [
      PodRules.table, AppsRules.table, BatchRules.table,
      CoreConfigRules.table, ServiceRules.table, NodeRules.table,
      VolumeRules.table, ResourceClaimRules.table,
      NetworkingRules.table, DiscoveryRules.table,
      AccessRules.table, AuthReviewRules.table, CertificateRules.table,
      AutoscalingRules.table, PolicyRules.table,
      CoordinationRules.table, SchedulingRules.table,
      RegistrationRules.table, FlowControlRules.table, StorageVersionRules.table,
    ]
    var all: [GroupKind: KindRules] = [:]
    for table in tables { all.merge(table) { first, _ in first } }
    return all
  }()
}
