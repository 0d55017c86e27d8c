// Made by scripts/generate-kube-tables. Don't change by hand.

/// The resources that are served; the script says how to read it.
let resourcesTable: StaticString = #"""
  R	apiregistration.k8s.io/v1/apiservices	apiservice	APIService	c	create,delete,deletecollection,get,list,patch,update,watch		api-extensions	/registry/apiregistration.k8s.io/apiservices	apiregistration.k8s.io/v1/APIService
  S	status	APIService		get,patch,update
  R	apps/v1/controllerrevisions	controllerrevision	ControllerRevision	n	create,delete,deletecollection,get,list,patch,update,watch			/registry/controllerrevisions	apps/v1/ControllerRevision
  R	apps/v1/daemonsets	daemonset	DaemonSet	n	create,delete,deletecollection,get,list,patch,update,watch	ds	all	/registry/daemonsets	apps/v1/DaemonSet
  S	status	DaemonSet		get,patch,update
  R	apps/v1/deployments	deployment	Deployment	n	create,delete,deletecollection,get,list,patch,update,watch	deploy	all	/registry/deployments	apps/v1/Deployment
  S	scale	Scale	autoscaling/v1	get,patch,update
  S	status	Deployment		get,patch,update
  R	apps/v1/replicasets	replicaset	ReplicaSet	n	create,delete,deletecollection,get,list,patch,update,watch	rs	all	/registry/replicasets	apps/v1/ReplicaSet
  S	scale	Scale	autoscaling/v1	get,patch,update
  S	status	ReplicaSet		get,patch,update
  R	apps/v1/statefulsets	statefulset	StatefulSet	n	create,delete,deletecollection,get,list,patch,update,watch	sts	all	/registry/statefulsets	apps/v1/StatefulSet
  S	scale	Scale	autoscaling/v1	get,patch,update
  S	status	StatefulSet		get,patch,update
  R	events.k8s.io/v1/events	event	Event	n	create,delete,deletecollection,get,list,patch,update,watch	ev		/registry/events	/v1/Event
  R	authentication.k8s.io/v1/selfsubjectreviews	selfsubjectreview	SelfSubjectReview	c	create				authentication.k8s.io/v1/SelfSubjectReview
  R	authentication.k8s.io/v1/tokenreviews	tokenreview	TokenReview	c	create				authentication.k8s.io/v1/TokenReview
  R	authorization.k8s.io/v1/localsubjectaccessreviews	localsubjectaccessreview	LocalSubjectAccessReview	n	create				authorization.k8s.io/v1/LocalSubjectAccessReview
  R	authorization.k8s.io/v1/selfsubjectaccessreviews	selfsubjectaccessreview	SelfSubjectAccessReview	c	create				authorization.k8s.io/v1/SelfSubjectAccessReview
  R	authorization.k8s.io/v1/selfsubjectrulesreviews	selfsubjectrulesreview	SelfSubjectRulesReview	c	create				authorization.k8s.io/v1/SelfSubjectRulesReview
  R	authorization.k8s.io/v1/subjectaccessreviews	subjectaccessreview	SubjectAccessReview	c	create				authorization.k8s.io/v1/SubjectAccessReview
  R	autoscaling/v2/horizontalpodautoscalers	horizontalpodautoscaler	HorizontalPodAutoscaler	n	create,delete,deletecollection,get,list,patch,update,watch	hpa	all	/registry/horizontalpodautoscalers	autoscaling/v2/HorizontalPodAutoscaler
  S	status	HorizontalPodAutoscaler		get,patch,update
  R	autoscaling/v1/horizontalpodautoscalers	horizontalpodautoscaler	HorizontalPodAutoscaler	n	create,delete,deletecollection,get,list,patch,update,watch	hpa	all	/registry/horizontalpodautoscalers	autoscaling/v2/HorizontalPodAutoscaler
  S	status	HorizontalPodAutoscaler		get,patch,update
  R	batch/v1/cronjobs	cronjob	CronJob	n	create,delete,deletecollection,get,list,patch,update,watch	cj	all	/registry/cronjobs	batch/v1/CronJob
  S	status	CronJob		get,patch,update
  R	batch/v1/jobs	job	Job	n	create,delete,deletecollection,get,list,patch,update,watch		all	/registry/jobs	batch/v1/Job
  S	status	Job		get,patch,update
  R	certificates.k8s.io/v1/certificatesigningrequests	certificatesigningrequest	CertificateSigningRequest	c	create,delete,deletecollection,get,list,patch,update,watch	csr		/registry/certificatesigningrequests	certificates.k8s.io/v1/CertificateSigningRequest
  S	approval	CertificateSigningRequest		get,patch,update
  S	status	CertificateSigningRequest		get,patch,update
  R	certificates.k8s.io/v1beta1/clustertrustbundles	clustertrustbundle	ClusterTrustBundle	c	create,delete,deletecollection,get,list,patch,update,watch			/registry/clustertrustbundles	certificates.k8s.io/v1beta1/ClusterTrustBundle
  R	certificates.k8s.io/v1beta1/podcertificaterequests	podcertificaterequest	PodCertificateRequest	n	create,delete,deletecollection,get,list,patch,update,watch			/registry/podcertificaterequests	certificates.k8s.io/v1beta1/PodCertificateRequest
  S	status	PodCertificateRequest		get,patch,update
  R	certificates.k8s.io/v1alpha1/clustertrustbundles	clustertrustbundle	ClusterTrustBundle	c	create,delete,deletecollection,get,list,patch,update,watch			/registry/clustertrustbundles	certificates.k8s.io/v1beta1/ClusterTrustBundle
  R	networking.k8s.io/v1/ingressclasses	ingressclass	IngressClass	c	create,delete,deletecollection,get,list,patch,update,watch			/registry/ingressclasses	networking.k8s.io/v1/IngressClass
  R	networking.k8s.io/v1/ingresses	ingress	Ingress	n	create,delete,deletecollection,get,list,patch,update,watch	ing		/registry/ingress	networking.k8s.io/v1/Ingress
  S	status	Ingress		get,patch,update
  R	networking.k8s.io/v1/ipaddresses	ipaddress	IPAddress	c	create,delete,deletecollection,get,list,patch,update,watch	ip		/registry/ipaddresses	networking.k8s.io/v1/IPAddress
  R	networking.k8s.io/v1/networkpolicies	networkpolicy	NetworkPolicy	n	create,delete,deletecollection,get,list,patch,update,watch	netpol		/registry/networkpolicies	networking.k8s.io/v1/NetworkPolicy
  R	networking.k8s.io/v1/servicecidrs	servicecidr	ServiceCIDR	c	create,delete,deletecollection,get,list,patch,update,watch			/registry/servicecidrs	networking.k8s.io/v1/ServiceCIDR
  S	status	ServiceCIDR		get,patch,update
  R	networking.k8s.io/v1beta1/ipaddresses	ipaddress	IPAddress	c	create,delete,deletecollection,get,list,patch,update,watch	ip		/registry/ipaddresses	networking.k8s.io/v1/IPAddress
  R	networking.k8s.io/v1beta1/servicecidrs	servicecidr	ServiceCIDR	c	create,delete,deletecollection,get,list,patch,update,watch			/registry/servicecidrs	networking.k8s.io/v1/ServiceCIDR
  S	status	ServiceCIDR		get,patch,update
  R	policy/v1/poddisruptionbudgets	poddisruptionbudget	PodDisruptionBudget	n	create,delete,deletecollection,get,list,patch,update,watch	pdb		/registry/poddisruptionbudgets	policy/v1/PodDisruptionBudget
  S	status	PodDisruptionBudget		get,patch,update
  R	rbac.authorization.k8s.io/v1/clusterrolebindings	clusterrolebinding	ClusterRoleBinding	c	create,delete,deletecollection,get,list,patch,update,watch			/registry/clusterrolebindings	rbac.authorization.k8s.io/v1/ClusterRoleBinding
  R	rbac.authorization.k8s.io/v1/clusterroles	clusterrole	ClusterRole	c	create,delete,deletecollection,get,list,patch,update,watch			/registry/clusterroles	rbac.authorization.k8s.io/v1/ClusterRole
  R	rbac.authorization.k8s.io/v1/rolebindings	rolebinding	RoleBinding	n	create,delete,deletecollection,get,list,patch,update,watch			/registry/rolebindings	rbac.authorization.k8s.io/v1/RoleBinding
  R	rbac.authorization.k8s.io/v1/roles	role	Role	n	create,delete,deletecollection,get,list,patch,update,watch			/registry/roles	rbac.authorization.k8s.io/v1/Role
  R	storage.k8s.io/v1/csidrivers	csidriver	CSIDriver	c	create,delete,deletecollection,get,list,patch,update,watch			/registry/csidrivers	storage.k8s.io/v1/CSIDriver
  R	storage.k8s.io/v1/csinodes	csinode	CSINode	c	create,delete,deletecollection,get,list,patch,update,watch			/registry/csinodes	storage.k8s.io/v1/CSINode
  R	storage.k8s.io/v1/csistoragecapacities	csistoragecapacity	CSIStorageCapacity	n	create,delete,deletecollection,get,list,patch,update,watch			/registry/csistoragecapacities	storage.k8s.io/v1/CSIStorageCapacity
  R	storage.k8s.io/v1/storageclasses	storageclass	StorageClass	c	create,delete,deletecollection,get,list,patch,update,watch	sc		/registry/storageclasses	storage.k8s.io/v1/StorageClass
  R	storage.k8s.io/v1/volumeattachments	volumeattachment	VolumeAttachment	c	create,delete,deletecollection,get,list,patch,update,watch			/registry/volumeattachments	storage.k8s.io/v1/VolumeAttachment
  S	status	VolumeAttachment		get,patch,update
  R	storage.k8s.io/v1/volumeattributesclasses	volumeattributesclass	VolumeAttributesClass	c	create,delete,deletecollection,get,list,patch,update,watch	vac		/registry/volumeattributesclasses	storage.k8s.io/v1/VolumeAttributesClass
  R	storage.k8s.io/v1beta1/volumeattributesclasses	volumeattributesclass	VolumeAttributesClass	c	create,delete,deletecollection,get,list,patch,update,watch	vac		/registry/volumeattributesclasses	storage.k8s.io/v1/VolumeAttributesClass
  R	admissionregistration.k8s.io/v1/mutatingadmissionpolicies	mutatingadmissionpolicy	MutatingAdmissionPolicy	c	create,delete,deletecollection,get,list,patch,update,watch		api-extensions	/registry/mutatingadmissionpolicies	admissionregistration.k8s.io/v1beta1/MutatingAdmissionPolicy
  R	admissionregistration.k8s.io/v1/mutatingadmissionpolicybindings	mutatingadmissionpolicybinding	MutatingAdmissionPolicyBinding	c	create,delete,deletecollection,get,list,patch,update,watch		api-extensions	/registry/mutatingadmissionpolicybindings	admissionregistration.k8s.io/v1beta1/MutatingAdmissionPolicyBinding
  R	admissionregistration.k8s.io/v1/mutatingwebhookconfigurations	mutatingwebhookconfiguration	MutatingWebhookConfiguration	c	create,delete,deletecollection,get,list,patch,update,watch		api-extensions	/registry/mutatingwebhookconfigurations	admissionregistration.k8s.io/v1/MutatingWebhookConfiguration
  R	admissionregistration.k8s.io/v1/validatingadmissionpolicies	validatingadmissionpolicy	ValidatingAdmissionPolicy	c	create,delete,deletecollection,get,list,patch,update,watch		api-extensions	/registry/validatingadmissionpolicies	admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy
  S	status	ValidatingAdmissionPolicy		get,patch,update
  R	admissionregistration.k8s.io/v1/validatingadmissionpolicybindings	validatingadmissionpolicybinding	ValidatingAdmissionPolicyBinding	c	create,delete,deletecollection,get,list,patch,update,watch		api-extensions	/registry/validatingadmissionpolicybindings	admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding
  R	admissionregistration.k8s.io/v1/validatingwebhookconfigurations	validatingwebhookconfiguration	ValidatingWebhookConfiguration	c	create,delete,deletecollection,get,list,patch,update,watch		api-extensions	/registry/validatingwebhookconfigurations	admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration
  R	admissionregistration.k8s.io/v1beta1/mutatingadmissionpolicies	mutatingadmissionpolicy	MutatingAdmissionPolicy	c	create,delete,deletecollection,get,list,patch,update,watch		api-extensions	/registry/mutatingadmissionpolicies	admissionregistration.k8s.io/v1beta1/MutatingAdmissionPolicy
  R	admissionregistration.k8s.io/v1beta1/mutatingadmissionpolicybindings	mutatingadmissionpolicybinding	MutatingAdmissionPolicyBinding	c	create,delete,deletecollection,get,list,patch,update,watch		api-extensions	/registry/mutatingadmissionpolicybindings	admissionregistration.k8s.io/v1beta1/MutatingAdmissionPolicyBinding
  R	admissionregistration.k8s.io/v1alpha1/mutatingadmissionpolicies	mutatingadmissionpolicy	MutatingAdmissionPolicy	c	create,delete,deletecollection,get,list,patch,update,watch		api-extensions	/registry/mutatingadmissionpolicies	admissionregistration.k8s.io/v1beta1/MutatingAdmissionPolicy
  R	admissionregistration.k8s.io/v1alpha1/mutatingadmissionpolicybindings	mutatingadmissionpolicybinding	MutatingAdmissionPolicyBinding	c	create,delete,deletecollection,get,list,patch,update,watch		api-extensions	/registry/mutatingadmissionpolicybindings	admissionregistration.k8s.io/v1beta1/MutatingAdmissionPolicyBinding
  R	apiextensions.k8s.io/v1/customresourcedefinitions	customresourcedefinition	CustomResourceDefinition	c	create,delete,deletecollection,get,list,patch,update,watch	crd,crds	api-extensions	/registry/apiextensions.k8s.io/customresourcedefinitions	apiextensions.k8s.io/v1beta1/CustomResourceDefinition
  S	status	CustomResourceDefinition		get,patch,update
  R	scheduling.k8s.io/v1/priorityclasses	priorityclass	PriorityClass	c	create,delete,deletecollection,get,list,patch,update,watch	pc		/registry/priorityclasses	scheduling.k8s.io/v1/PriorityClass
  R	scheduling.k8s.io/v1alpha2/podgroups	podgroup	PodGroup	n	create,delete,deletecollection,get,list,patch,update,watch			/registry/podgroups	scheduling.k8s.io/v1alpha2/PodGroup
  S	status	PodGroup		get,patch,update
  R	scheduling.k8s.io/v1alpha2/workloads	workload	Workload	n	create,delete,deletecollection,get,list,patch,update,watch			/registry/workloads	scheduling.k8s.io/v1alpha2/Workload
  R	coordination.k8s.io/v1/leases	lease	Lease	n	create,delete,deletecollection,get,list,patch,update,watch			/registry/leases	coordination.k8s.io/v1/Lease
  R	coordination.k8s.io/v1beta1/leasecandidates	leasecandidate	LeaseCandidate	n	create,delete,deletecollection,get,list,patch,update,watch			/registry/leasecandidates	coordination.k8s.io/v1beta1/LeaseCandidate
  R	coordination.k8s.io/v1alpha2/leasecandidates	leasecandidate	LeaseCandidate	n	create,delete,deletecollection,get,list,patch,update,watch			/registry/leasecandidates	coordination.k8s.io/v1beta1/LeaseCandidate
  R	node.k8s.io/v1/runtimeclasses	runtimeclass	RuntimeClass	c	create,delete,deletecollection,get,list,patch,update,watch			/registry/runtimeclasses	node.k8s.io/v1/RuntimeClass
  R	discovery.k8s.io/v1/endpointslices	endpointslice	EndpointSlice	n	create,delete,deletecollection,get,list,patch,update,watch			/registry/endpointslices	discovery.k8s.io/v1/EndpointSlice
  R	resource.k8s.io/v1/deviceclasses	deviceclass	DeviceClass	c	create,delete,deletecollection,get,list,patch,update,watch			/registry/deviceclasses	resource.k8s.io/v1/DeviceClass
  R	resource.k8s.io/v1/resourceclaims	resourceclaim	ResourceClaim	n	create,delete,deletecollection,get,list,patch,update,watch			/registry/resourceclaims	resource.k8s.io/v1/ResourceClaim
  S	status	ResourceClaim		get,patch,update
  R	resource.k8s.io/v1/resourceclaimtemplates	resourceclaimtemplate	ResourceClaimTemplate	n	create,delete,deletecollection,get,list,patch,update,watch			/registry/resourceclaimtemplates	resource.k8s.io/v1/ResourceClaimTemplate
  R	resource.k8s.io/v1/resourceslices	resourceslice	ResourceSlice	c	create,delete,deletecollection,get,list,patch,update,watch			/registry/resourceslices	resource.k8s.io/v1/ResourceSlice
  R	resource.k8s.io/v1beta2/deviceclasses	deviceclass	DeviceClass	c	create,delete,deletecollection,get,list,patch,update,watch			/registry/deviceclasses	resource.k8s.io/v1/DeviceClass
  R	resource.k8s.io/v1beta2/devicetaintrules	devicetaintrule	DeviceTaintRule	c	create,delete,deletecollection,get,list,patch,update,watch			/registry/devicetaintrules	resource.k8s.io/v1alpha3/DeviceTaintRule
  S	status	DeviceTaintRule		get,patch,update
  R	resource.k8s.io/v1beta2/resourceclaims	resourceclaim	ResourceClaim	n	create,delete,deletecollection,get,list,patch,update,watch			/registry/resourceclaims	resource.k8s.io/v1/ResourceClaim
  S	status	ResourceClaim		get,patch,update
  R	resource.k8s.io/v1beta2/resourceclaimtemplates	resourceclaimtemplate	ResourceClaimTemplate	n	create,delete,deletecollection,get,list,patch,update,watch			/registry/resourceclaimtemplates	resource.k8s.io/v1/ResourceClaimTemplate
  R	resource.k8s.io/v1beta2/resourceslices	resourceslice	ResourceSlice	c	create,delete,deletecollection,get,list,patch,update,watch			/registry/resourceslices	resource.k8s.io/v1/ResourceSlice
  R	resource.k8s.io/v1beta1/deviceclasses	deviceclass	DeviceClass	c	create,delete,deletecollection,get,list,patch,update,watch			/registry/deviceclasses	resource.k8s.io/v1/DeviceClass
  R	resource.k8s.io/v1beta1/resourceclaims	resourceclaim	ResourceClaim	n	create,delete,deletecollection,get,list,patch,update,watch			/registry/resourceclaims	resource.k8s.io/v1/ResourceClaim
  S	status	ResourceClaim		get,patch,update
  R	resource.k8s.io/v1beta1/resourceclaimtemplates	resourceclaimtemplate	ResourceClaimTemplate	n	create,delete,deletecollection,get,list,patch,update,watch			/registry/resourceclaimtemplates	resource.k8s.io/v1/ResourceClaimTemplate
  R	resource.k8s.io/v1beta1/resourceslices	resourceslice	ResourceSlice	c	create,delete,deletecollection,get,list,patch,update,watch			/registry/resourceslices	resource.k8s.io/v1/ResourceSlice
  R	resource.k8s.io/v1alpha3/devicetaintrules	devicetaintrule	DeviceTaintRule	c	create,delete,deletecollection,get,list,patch,update,watch			/registry/devicetaintrules	resource.k8s.io/v1alpha3/DeviceTaintRule
  S	status	DeviceTaintRule		get,patch,update
  R	resource.k8s.io/v1alpha3/resourcepoolstatusrequests	resourcepoolstatusrequest	ResourcePoolStatusRequest	c	create,delete,deletecollection,get,list,patch,update,watch			/registry/resourcepoolstatusrequests	resource.k8s.io/v1alpha3/ResourcePoolStatusRequest
  S	status	ResourcePoolStatusRequest		get,patch,update
  R	flowcontrol.apiserver.k8s.io/v1/flowschemas	flowschema	FlowSchema	c	create,delete,deletecollection,get,list,patch,update,watch			/registry/flowschemas	flowcontrol.apiserver.k8s.io/v1/FlowSchema
  S	status	FlowSchema		get,patch,update
  R	flowcontrol.apiserver.k8s.io/v1/prioritylevelconfigurations	prioritylevelconfiguration	PriorityLevelConfiguration	c	create,delete,deletecollection,get,list,patch,update,watch			/registry/prioritylevelconfigurations	flowcontrol.apiserver.k8s.io/v1/PriorityLevelConfiguration
  S	status	PriorityLevelConfiguration		get,patch,update
  R	internal.apiserver.k8s.io/v1alpha1/storageversions	storageversion	StorageVersion	c	create,delete,deletecollection,get,list,patch,update,watch				internal.apiserver.k8s.io/v1alpha1/StorageVersion
  S	status	StorageVersion		get,patch,update
  R	storagemigration.k8s.io/v1beta1/storageversionmigrations	storageversionmigration	StorageVersionMigration	c	create,delete,deletecollection,get,list,patch,update,watch			/registry/storageversionmigrations	storagemigration.k8s.io/v1beta1/StorageVersionMigration
  S	status	StorageVersionMigration		get,patch,update
  R	/v1/bindings	binding	Binding	n	create				/v1/Binding
  R	/v1/componentstatuses	componentstatus	ComponentStatus	c	get,list	cs			/v1/ComponentStatus
  R	/v1/configmaps	configmap	ConfigMap	n	create,delete,deletecollection,get,list,patch,update,watch	cm		/registry/configmaps	/v1/ConfigMap
  R	/v1/endpoints	endpoints	Endpoints	n	create,delete,deletecollection,get,list,patch,update,watch	ep		/registry/services/endpoints	/v1/Endpoints
  R	/v1/events	event	Event	n	create,delete,deletecollection,get,list,patch,update,watch	ev		/registry/events	/v1/Event
  R	/v1/limitranges	limitrange	LimitRange	n	create,delete,deletecollection,get,list,patch,update,watch	limits		/registry/limitranges	/v1/LimitRange
  R	/v1/namespaces	namespace	Namespace	c	create,delete,get,list,patch,update,watch	ns		/registry/namespaces	/v1/Namespace
  S	finalize	Namespace		update
  S	status	Namespace		get,patch,update
  R	/v1/nodes	node	Node	c	create,delete,deletecollection,get,list,patch,update,watch	no		/registry/minions	/v1/Node
  S	proxy	NodeProxyOptions		create,delete,get,patch,update
  S	status	Node		get,patch,update
  R	/v1/persistentvolumeclaims	persistentvolumeclaim	PersistentVolumeClaim	n	create,delete,deletecollection,get,list,patch,update,watch	pvc		/registry/persistentvolumeclaims	/v1/PersistentVolumeClaim
  S	status	PersistentVolumeClaim		get,patch,update
  R	/v1/persistentvolumes	persistentvolume	PersistentVolume	c	create,delete,deletecollection,get,list,patch,update,watch	pv		/registry/persistentvolumes	/v1/PersistentVolume
  S	status	PersistentVolume		get,patch,update
  R	/v1/pods	pod	Pod	n	create,delete,deletecollection,get,list,patch,update,watch	po	all	/registry/pods	/v1/Pod
  S	attach	PodAttachOptions		create,get
  S	binding	Binding		create
  S	ephemeralcontainers	Pod		get,patch,update
  S	eviction	Eviction	policy/v1	create
  S	exec	PodExecOptions		create,get
  S	log	Pod		get
  S	portforward	PodPortForwardOptions		create,get
  S	proxy	PodProxyOptions		create,delete,get,patch,update
  S	resize	Pod		get,patch,update
  S	status	Pod		get,patch,update
  R	/v1/podtemplates	podtemplate	PodTemplate	n	create,delete,deletecollection,get,list,patch,update,watch			/registry/podtemplates	/v1/PodTemplate
  R	/v1/replicationcontrollers	replicationcontroller	ReplicationController	n	create,delete,deletecollection,get,list,patch,update,watch	rc	all	/registry/controllers	/v1/ReplicationController
  S	scale	Scale	autoscaling/v1	get,patch,update
  S	status	ReplicationController		get,patch,update
  R	/v1/resourcequotas	resourcequota	ResourceQuota	n	create,delete,deletecollection,get,list,patch,update,watch	quota		/registry/resourcequotas	/v1/ResourceQuota
  S	status	ResourceQuota		get,patch,update
  R	/v1/secrets	secret	Secret	n	create,delete,deletecollection,get,list,patch,update,watch			/registry/secrets	/v1/Secret
  R	/v1/serviceaccounts	serviceaccount	ServiceAccount	n	create,delete,deletecollection,get,list,patch,update,watch	sa		/registry/serviceaccounts	/v1/ServiceAccount
  S	token	TokenRequest	authentication.k8s.io/v1	create
  R	/v1/services	service	Service	n	create,delete,deletecollection,get,list,patch,update,watch	svc	all	/registry/services/specs	/v1/Service
  S	proxy	ServiceProxyOptions		create,delete,get,patch,update
  S	status	Service		get,patch,update
  """#
