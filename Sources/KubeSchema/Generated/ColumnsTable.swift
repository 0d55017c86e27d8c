// Made by scripts/generate-kube-tables. Don't change by hand.

/// The columns of the tables that `kubectl get` shows; the script says how to read it.
let columnsTable: StaticString = #"""
  K	CSIDriver
  Name	string	name	0
  AttachRequired	boolean		0
  PodInfoOnMount	boolean		0
  StorageCapacity	boolean		0
  K	CSINode
  Name	string	name	0
  Drivers	integer		0
  Age	string		0
  K	CSIStorageCapacity
  Name	string	name	0
  StorageClassName	string		0
  Capacity	string		0
  K	CertificateSigningRequest
  Name	string	name	0
  Age	string		0
  SignerName	string		0
  Requestor	string		0
  RequestedDuration	string		0
  Condition	string		0
  K	ClusterRoleBinding
  Name	string	name	0
  Role	string		0
  Age	string		0
  Users	string		1
  Groups	string		1
  ServiceAccounts	string		1
  K	ClusterTrustBundle
  Name	string	name	0
  SignerName	string		0
  K	ComponentStatus
  Name	string	name	0
  Status	string		0
  Message	string		0
  Error	string		0
  K	ConfigMap
  Name	string	name	0
  Data	string		0
  Age	string		0
  K	ControllerRevision
  Name	string	name	0
  Controller	string		0
  Revision	string		0
  Age	string		0
  K	CronJob
  Name	string	name	0
  Schedule	string		0
  Timezone	string		0
  Suspend	boolean		0
  Active	integer		0
  Last Schedule	string		0
  Age	string		0
  Containers	string		1
  Images	string		1
  Selector	string		1
  K	DaemonSet
  Name	string	name	0
  Desired	integer		0
  Current	integer		0
  Ready	integer		0
  Up-to-date	integer		0
  Available	integer		0
  Node Selector	string		0
  Age	string		0
  Containers	string		1
  Images	string		1
  Selector	string		1
  K	Deployment
  Name	string	name	0
  Ready	string		0
  Up-to-date	string		0
  Available	string		0
  Age	string		0
  Containers	string		1
  Images	string		1
  Selector	string		1
  K	DeviceClass
  Name	string	name	0
  Age	string		0
  K	DeviceTaint
  Name	string	name	0
  Key	string		0
  Value	string		0
  Effect	string		0
  TimeAdded	string		0
  Age	string		0
  K	DeviceTaintRuleList
  Name	string	name	0
  Key	string		0
  Value	string		0
  Effect	string		0
  TimeAdded	string		0
  Age	string		0
  K	EndpointSlice
  Name	string	name	0
  AddressType	string		0
  Ports	string		0
  Endpoints	string		0
  Age	string		0
  K	Endpoints
  Name	string	name	0
  Endpoints	string		0
  Age	string		0
  K	Event
  Last Seen	string		0
  Type	string		0
  Reason	string		0
  Object	string		0
  Subobject	string		1
  Source	string		1
  Message	string		0
  First Seen	string		1
  Count	string		1
  Name	string		1
  K	FlowSchema
  Name	string	name	0
  PriorityLevel	string		0
  MatchingPrecedence	string		0
  DistinguisherMethod	string		0
  Age	string		0
  MissingPL	string		0
  K	HorizontalPodAutoscaler
  Name	string	name	0
  Reference	string		0
  Targets	string		0
  MinPods	string		0
  MaxPods	string		0
  Replicas	string		0
  Age	string		0
  K	IPAddress
  Name	string	name	0
  ParentRef	string		0
  K	Ingress
  Name	string	name	0
  Class	string		0
  Hosts	string		0
  Address	string		0
  Ports	string		0
  Age	string		0
  K	IngressClass
  Name	string	name	0
  Controller	string		0
  Parameters	string		0
  Age	string		0
  K	Job
  Name	string	name	0
  Status	string		0
  Completions	string		0
  Duration	string		0
  Age	string		0
  Containers	string		1
  Images	string		1
  Selector	string		1
  K	Lease
  Name	string	name	0
  Holder	string		0
  Age	string		0
  K	LeaseCandidate
  Name	string	name	0
  LeaseName	string		0
  BinaryVersion	string		0
  EmulationVersion	string		0
  Age	string		0
  K	MutatingAdmissionPolicy
  Name	string	name	0
  Mutations	integer		0
  ParamKind	string		0
  Age	string		0
  K	MutatingAdmissionPolicyBinding
  Name	string	name	0
  PolicyName	string		0
  ParamRef	string		0
  Age	string		0
  K	MutatingWebhook
  Name	string	name	0
  Webhooks	integer		0
  Age	string		0
  K	Namespace
  Name	string	name	0
  Status	string		0
  Age	string		0
  K	NetworkPolicy
  Name	string	name	0
  Pod-Selector	string		0
  Age	string		0
  K	Node
  Name	string	name	0
  Status	string		0
  Roles	string		0
  Age	string		0
  Version	string		0
  Internal-IP	string		1
  External-IP	string		1
  OS-Image	string		1
  Kernel-Version	string		1
  Container-Runtime	string		1
  K	PersistentVolume
  Name	string	name	0
  Capacity	string		0
  Access Modes	string		0
  Reclaim Policy	string		0
  Status	string		0
  Claim	string		0
  StorageClass	string		0
  VolumeAttributesClass	string		0
  Reason	string		0
  Age	string		0
  VolumeMode	string		1
  K	PersistentVolumeClaim
  Name	string	name	0
  Status	string		0
  Volume	string		0
  Capacity	string		0
  Access Modes	string		0
  StorageClass	string		0
  VolumeAttributesClass	string		0
  Age	string		0
  VolumeMode	string		1
  K	Pod
  Name	string	name	0
  Ready	string		0
  Status	string		0
  Restarts	string		0
  Age	string		0
  IP	string		1
  Node	string		1
  Nominated Node	string		1
  Readiness Gates	string		1
  K	PodCertificateRequest
  Name	string	name	0
  PodName	string		0
  ServiceAccountName	string		0
  NodeName	string		0
  SignerName	string		0
  State	string		0
  UnverifiedUserAnnotations	string		0
  K	PodDisruptionBudget
  Name	string	name	0
  Min Available	string		0
  Max Unavailable	string		0
  Allowed Disruptions	integer		0
  Age	string		0
  K	PodGroup
  Name	string	name	0
  Policy	string		0
  Workload	string		0
  Status	string		0
  Age	string		0
  K	PodTemplate
  Name	string	name	0
  Containers	string		0
  Images	string		0
  Pod Labels	string		0
  K	PriorityClass
  Name	string	name	0
  Value	integer		0
  Global-Default	boolean		0
  Age	string		0
  PreemptionPolicy	string		0
  K	PriorityLevelConfiguration
  Name	string	name	0
  Type	string		0
  NominalConcurrencyShares	string		0
  Queues	string		0
  HandSize	string		0
  QueueLengthLimit	string		0
  Age	string		0
  K	ReplicaSet
  Name	string	name	0
  Desired	integer		0
  Current	integer		0
  Ready	integer		0
  Age	string		0
  Containers	string		1
  Images	string		1
  Selector	string		1
  K	ReplicationController
  Name	string	name	0
  Desired	integer		0
  Current	integer		0
  Ready	integer		0
  Age	string		0
  Containers	string		1
  Images	string		1
  Selector	string		1
  K	ResourceClaim
  Name	string	name	0
  State	string		0
  Age	string		0
  K	ResourceClaimTemplate
  Name	string	name	0
  Age	string		0
  K	ResourcePoolStatusRequest
  Name	string	name	0
  Driver	string		0
  Total	string		0
  Available	string		0
  Allocated	string		0
  Unavailable	string		0
  Errors	string		0
  Pools	integer		0
  Status	string		0
  Completed	string		0
  K	ResourceQuota
  Name	string	name	0
  Request	string		0
  Limit	string		0
  Age	string		0
  K	ResourceSlice
  Name	string	name	0
  Node	string		0
  Driver	string		0
  Pool	string		0
  Age	string		0
  K	RoleBinding
  Name	string	name	0
  Role	string		0
  Age	string		0
  Users	string		1
  Groups	string		1
  ServiceAccounts	string		1
  K	RuntimeClass
  Name	string	name	0
  Handler	string		0
  Age	string		0
  K	Scale
  Name	string		0
  Desired	integer		0
  Available	integer		0
  Age	string		0
  K	Secret
  Name	string	name	0
  Type	string		0
  Data	string		0
  Age	string		0
  K	Service
  Name	string	name	0
  Type	string		0
  Cluster-IP	string		0
  External-IP	string		0
  Port(s)	string		0
  Age	string		0
  Selector	string		1
  K	ServiceAccount
  Name	string	name	0
  Age	string		0
  K	ServiceCIDR
  Name	string	name	0
  CIDRs	string		0
  Age	string		0
  K	StatefulSet
  Name	string	name	0
  Ready	string		0
  Age	string		0
  Containers	string		1
  Images	string		1
  K	Status
  Status	string		0
  Reason	string		0
  Message	string		0
  K	StorageClass
  Name	string	name	0
  Provisioner	string		0
  ReclaimPolicy	string		0
  VolumeBindingMode	string		0
  AllowVolumeExpansion	string		0
  Age	string		0
  K	StorageVersion
  Name	string	name	0
  CommonEncodingVersion	string		0
  StorageVersions	string		0
  Age	string		0
  K	StorageVersionMigration
  Name	string		0
  Resource	string		0
  Status	string		0
  K	ValidatingAdmissionPolicy
  Name	string	name	0
  Validations	integer		0
  ParamKind	string		0
  Age	string		0
  K	ValidatingAdmissionPolicyBinding
  Name	string	name	0
  PolicyName	string		0
  ParamRef	string		0
  Age	string		0
  K	ValidatingWebhook
  Name	string	name	0
  Webhooks	integer		0
  Age	string		0
  K	VolumeAttachment
  Name	string	name	0
  Attacher	string	name	0
  PV	string		0
  Node	string		0
  Attached	boolean		0
  Age	string		0
  K	VolumeAttributesClass
  Name	string	name	0
  DriverName	string		0
  Age	string		0
  K	Workload
  Name	string	name	0
  Age	string		0
  """#
