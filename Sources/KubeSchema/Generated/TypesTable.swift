// Made by scripts/generate-kube-tables. Don't change by hand.

/// The types of the API, with their fields in the order in which they are written; the script says how to read it.
let typesTable: StaticString = #"""
  T	api.admission.v1.AdmissionRequest
  uid	1	s
  kind	2	@1161
  resource	3	@1162
  subResource	4	s
  requestKind	13	@1161
  requestResource	14	@1162
  requestSubResource	15	s
  name	5	s
  namespace	6	s
  operation	7	s
  userInfo	8	@213
  object	9	a
  oldObject	10	a
  dryRun	11	b	p
  options	12	a
  T	api.admission.v1.AdmissionResponse
  uid	1	s
  allowed	2	b
  status	3	@1179
  patch	4	y
  patchType	5	s	p
  auditAnnotations	6	{s
  warnings	7	[s
  T	api.admission.v1.AdmissionReview
  request	1	@0
  response	2	@1
  T	api.admission.v1beta1.AdmissionRequest
  uid	1	s
  kind	2	@1161
  resource	3	@1162
  subResource	4	s
  requestKind	13	@1161
  requestResource	14	@1162
  requestSubResource	15	s
  name	5	s
  namespace	6	s
  operation	7	s
  userInfo	8	@213
  object	9	a
  oldObject	10	a
  dryRun	11	b	p
  options	12	a
  T	api.admission.v1beta1.AdmissionResponse
  uid	1	s
  allowed	2	b
  status	3	@1179
  patch	4	y
  patchType	5	s	p
  auditAnnotations	6	{s
  warnings	7	[s
  T	api.admission.v1beta1.AdmissionReview
  request	1	@3
  response	2	@4
  T	api.admissionregistration.v1.ApplyConfiguration
  expression	1	s
  T	api.admissionregistration.v1.AuditAnnotation
  key	1	s	r	z	=""
  valueExpression	2	s	r	z	=""
  T	api.admissionregistration.v1.ExpressionWarning
  fieldRef	2	s	r	z	=""
  warning	3	s	r	z	=""
  T	api.admissionregistration.v1.JSONPatch
  expression	1	s
  T	api.admissionregistration.v1.MatchCondition
  name	1	s	r	z	=""
  expression	2	s	r	z	=""
  T	api.admissionregistration.v1.MatchResources
  namespaceSelector	1	@1163	Ma
  objectSelector	2	@1163	Ma
  resourceRules	3	[@22	La
  excludeResourceRules	4	[@22	La
  matchPolicy	7	s	p
  T	api.admissionregistration.v1.MutatingAdmissionPolicy	admissionregistration.k8s.io/v1/MutatingAdmissionPolicy
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@17	z	={}
  T	api.admissionregistration.v1.MutatingAdmissionPolicyBinding	admissionregistration.k8s.io/v1/MutatingAdmissionPolicyBinding
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@15	z	={}
  T	api.admissionregistration.v1.MutatingAdmissionPolicyBindingList	admissionregistration.k8s.io/v1/MutatingAdmissionPolicyBindingList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@13	r
  T	api.admissionregistration.v1.MutatingAdmissionPolicyBindingSpec
  policyName	1	s
  paramRef	2	@24	Ma
  matchResources	3	@11	Ma
  T	api.admissionregistration.v1.MutatingAdmissionPolicyList	admissionregistration.k8s.io/v1/MutatingAdmissionPolicyList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@12	r
  T	api.admissionregistration.v1.MutatingAdmissionPolicySpec
  paramKind	1	@23	Ma
  matchConstraints	2	@11	Ma
  variables	3	[@40	La
  mutations	4	[@21	La
  failurePolicy	5	s	p
  matchConditions	6	[@10	Lm:name	Pm	K:name
  reinvocationPolicy	7	s	p
  T	api.admissionregistration.v1.MutatingWebhook
  name	1	s	r	z	=""
  clientConfig	2	@41	r	z	={}
  rules	3	[@26	La
  failurePolicy	4	s	p
  matchPolicy	9	s	p
  namespaceSelector	5	@1163	Ma
  objectSelector	11	@1163	Ma
  sideEffects	6	s	r	p
  timeoutSeconds	7	i	p
  admissionReviewVersions	8	[s	r	La
  reinvocationPolicy	10	s	p
  matchConditions	12	[@10	Lm:name	Pm	K:name
  T	api.admissionregistration.v1.MutatingWebhookConfiguration	admissionregistration.k8s.io/v1/MutatingWebhookConfiguration
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  webhooks	2	[@18	Lm:name	Pm	K:name
  T	api.admissionregistration.v1.MutatingWebhookConfigurationList	admissionregistration.k8s.io/v1/MutatingWebhookConfigurationList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@19	r
  T	api.admissionregistration.v1.Mutation
  patchType	2	s	r	z	=""
  applyConfiguration	3	@6
  jsonPatch	4	@9
  T	api.admissionregistration.v1.NamedRuleWithOperations
  resourceNames	1	[s	La
  ruleWithOperations	2	@26	I
  T	api.admissionregistration.v1.ParamKind
  apiVersion	1	s
  kind	2	s
  T	api.admissionregistration.v1.ParamRef
  name	1	s
  namespace	2	s
  selector	3	@1163	Ma
  parameterNotFoundAction	4	s	p
  T	api.admissionregistration.v1.Rule
  apiGroups	1	[s
  apiVersions	2	[s
  resources	3	[s
  scope	4	s	p
  T	api.admissionregistration.v1.RuleWithOperations
  operations	1	[s	La
  rule	2	@25	I
  T	api.admissionregistration.v1.ServiceReference
  namespace	1	s	r	z	=""
  name	2	s	r	z	=""
  path	3	s	p
  port	4	i	p
  T	api.admissionregistration.v1.TypeChecking
  expressionWarnings	1	[@8	La
  T	api.admissionregistration.v1.ValidatingAdmissionPolicy	admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@34	z	={}
  status	3	@35	z	={}
  T	api.admissionregistration.v1.ValidatingAdmissionPolicyBinding	admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@32	r	z	={}
  T	api.admissionregistration.v1.ValidatingAdmissionPolicyBindingList	admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBindingList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@30	r
  T	api.admissionregistration.v1.ValidatingAdmissionPolicyBindingSpec
  policyName	1	s	r
  paramRef	2	@24	Ma
  matchResources	3	@11	Ma
  validationActions	4	[s	r	Ls
  T	api.admissionregistration.v1.ValidatingAdmissionPolicyList	admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@29	r
  T	api.admissionregistration.v1.ValidatingAdmissionPolicySpec
  paramKind	1	@23	Ma
  matchConstraints	2	@11	Ma
  validations	3	[@39	La
  failurePolicy	4	s	p
  auditAnnotations	5	[@7	La
  matchConditions	6	[@10	Lm:name	Pm	K:name
  variables	7	[@40	Lm:name	Pm	K:name
  T	api.admissionregistration.v1.ValidatingAdmissionPolicyStatus
  observedGeneration	1	l
  typeChecking	2	@28
  conditions	3	[@1152	Lm:type
  T	api.admissionregistration.v1.ValidatingWebhook
  name	1	s	r	z	=""
  clientConfig	2	@41	r	z	={}
  rules	3	[@26	La
  failurePolicy	4	s	p
  matchPolicy	9	s	p
  namespaceSelector	5	@1163	Ma
  objectSelector	10	@1163	Ma
  sideEffects	6	s	r	p
  timeoutSeconds	7	i	p
  admissionReviewVersions	8	[s	r	La
  matchConditions	11	[@10	Lm:name	Pm	K:name
  T	api.admissionregistration.v1.ValidatingWebhookConfiguration	admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  webhooks	2	[@36	Lm:name	Pm	K:name
  T	api.admissionregistration.v1.ValidatingWebhookConfigurationList	admissionregistration.k8s.io/v1/ValidatingWebhookConfigurationList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@37	r
  T	api.admissionregistration.v1.Validation
  expression	1	s	r	z	=""
  message	2	s
  reason	3	s	p
  messageExpression	4	s
  T	api.admissionregistration.v1.Variable
  name	1	s	r	z	=""
  expression	2	s	r	z	=""
  T	api.admissionregistration.v1.WebhookClientConfig
  url	3	s	p
  service	1	@27
  caBundle	2	y
  T	api.admissionregistration.v1alpha1.ApplyConfiguration
  expression	1	s
  T	api.admissionregistration.v1alpha1.AuditAnnotation
  key	1	s
  valueExpression	2	s
  T	api.admissionregistration.v1alpha1.ExpressionWarning
  fieldRef	2	s
  warning	3	s
  T	api.admissionregistration.v1alpha1.JSONPatch
  expression	1	s
  T	api.admissionregistration.v1alpha1.MatchCondition
  name	1	s	r	z	=""
  expression	2	s	r	z	=""
  T	api.admissionregistration.v1alpha1.MatchResources
  namespaceSelector	1	@1163	Ma
  objectSelector	2	@1163	Ma
  resourceRules	3	[@55	La
  excludeResourceRules	4	[@55	La
  matchPolicy	7	s	p
  T	api.admissionregistration.v1alpha1.MutatingAdmissionPolicy	admissionregistration.k8s.io/v1alpha1/MutatingAdmissionPolicy
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@53	z	={}
  T	api.admissionregistration.v1alpha1.MutatingAdmissionPolicyBinding	admissionregistration.k8s.io/v1alpha1/MutatingAdmissionPolicyBinding
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@51	z	={}
  T	api.admissionregistration.v1alpha1.MutatingAdmissionPolicyBindingList	admissionregistration.k8s.io/v1alpha1/MutatingAdmissionPolicyBindingList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@49	r
  T	api.admissionregistration.v1alpha1.MutatingAdmissionPolicyBindingSpec
  policyName	1	s
  paramRef	2	@57	Ma
  matchResources	3	@47	Ma
  T	api.admissionregistration.v1alpha1.MutatingAdmissionPolicyList	admissionregistration.k8s.io/v1alpha1/MutatingAdmissionPolicyList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@48	r
  T	api.admissionregistration.v1alpha1.MutatingAdmissionPolicySpec
  paramKind	1	@56	Ma
  matchConstraints	2	@47	Ma
  variables	3	[@67	La
  mutations	4	[@54	La
  failurePolicy	5	s	p
  matchConditions	6	[@46	Lm:name	Pm	K:name
  reinvocationPolicy	7	s	p
  T	api.admissionregistration.v1alpha1.Mutation
  patchType	2	s	r	z	=""
  applyConfiguration	3	@42
  jsonPatch	4	@45
  T	api.admissionregistration.v1alpha1.NamedRuleWithOperations
  resourceNames	1	[s	La
  ruleWithOperations	2	@26	I
  T	api.admissionregistration.v1alpha1.ParamKind
  apiVersion	1	s
  kind	2	s
  T	api.admissionregistration.v1alpha1.ParamRef
  name	1	s
  namespace	2	s
  selector	3	@1163	Ma
  parameterNotFoundAction	4	s	p
  T	api.admissionregistration.v1alpha1.TypeChecking
  expressionWarnings	1	[@44
  T	api.admissionregistration.v1alpha1.ValidatingAdmissionPolicy
  metadata	1	@1169
  spec	2	@64
  status	3	@65
  T	api.admissionregistration.v1alpha1.ValidatingAdmissionPolicyBinding
  metadata	1	@1169
  spec	2	@62
  T	api.admissionregistration.v1alpha1.ValidatingAdmissionPolicyBindingList
  metadata	1	@1166
  items	2	[@60
  T	api.admissionregistration.v1alpha1.ValidatingAdmissionPolicyBindingSpec
  policyName	1	s
  paramRef	2	@57
  matchResources	3	@47
  validationActions	4	[s
  T	api.admissionregistration.v1alpha1.ValidatingAdmissionPolicyList
  metadata	1	@1166
  items	2	[@59
  T	api.admissionregistration.v1alpha1.ValidatingAdmissionPolicySpec
  paramKind	1	@56
  matchConstraints	2	@47
  validations	3	[@66
  failurePolicy	4	s	p
  auditAnnotations	5	[@43
  matchConditions	6	[@46
  variables	7	[@67
  T	api.admissionregistration.v1alpha1.ValidatingAdmissionPolicyStatus
  observedGeneration	1	l
  typeChecking	2	@58
  conditions	3	[@1152
  T	api.admissionregistration.v1alpha1.Validation
  expression	1	s
  message	2	s
  reason	3	s	p
  messageExpression	4	s
  T	api.admissionregistration.v1alpha1.Variable
  name	1	s	r	z	=""
  expression	2	s	r	z	=""
  T	api.admissionregistration.v1beta1.ApplyConfiguration
  expression	1	s
  T	api.admissionregistration.v1beta1.AuditAnnotation
  key	1	s
  valueExpression	2	s
  T	api.admissionregistration.v1beta1.ExpressionWarning
  fieldRef	2	s
  warning	3	s
  T	api.admissionregistration.v1beta1.JSONPatch
  expression	1	s
  T	api.admissionregistration.v1beta1.MatchCondition
  name	1	s	r	z	=""
  expression	2	s	r	z	=""
  T	api.admissionregistration.v1beta1.MatchResources
  namespaceSelector	1	@1163	Ma
  objectSelector	2	@1163	Ma
  resourceRules	3	[@84	La
  excludeResourceRules	4	[@84	La
  matchPolicy	7	s	p
  T	api.admissionregistration.v1beta1.MutatingAdmissionPolicy	admissionregistration.k8s.io/v1beta1/MutatingAdmissionPolicy
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@79	z	={}
  T	api.admissionregistration.v1beta1.MutatingAdmissionPolicyBinding	admissionregistration.k8s.io/v1beta1/MutatingAdmissionPolicyBinding
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@77	z	={}
  T	api.admissionregistration.v1beta1.MutatingAdmissionPolicyBindingList	admissionregistration.k8s.io/v1beta1/MutatingAdmissionPolicyBindingList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@75	r
  T	api.admissionregistration.v1beta1.MutatingAdmissionPolicyBindingSpec
  policyName	1	s
  paramRef	2	@86	Ma
  matchResources	3	@73	Ma
  T	api.admissionregistration.v1beta1.MutatingAdmissionPolicyList	admissionregistration.k8s.io/v1beta1/MutatingAdmissionPolicyList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@74	r
  T	api.admissionregistration.v1beta1.MutatingAdmissionPolicySpec
  paramKind	1	@85	Ma
  matchConstraints	2	@73	Ma
  variables	3	[@100	La
  mutations	4	[@83	La
  failurePolicy	5	s	p
  matchConditions	6	[@72	Lm:name	Pm	K:name
  reinvocationPolicy	7	s	p
  T	api.admissionregistration.v1beta1.MutatingWebhook
  name	1	s
  clientConfig	2	@101
  rules	3	[@26
  failurePolicy	4	s	p
  matchPolicy	9	s	p
  namespaceSelector	5	@1163
  objectSelector	11	@1163
  sideEffects	6	s	p
  timeoutSeconds	7	i	p
  admissionReviewVersions	8	[s
  reinvocationPolicy	10	s	p
  matchConditions	12	[@72
  T	api.admissionregistration.v1beta1.MutatingWebhookConfiguration
  metadata	1	@1169
  webhooks	2	[@80
  T	api.admissionregistration.v1beta1.MutatingWebhookConfigurationList
  metadata	1	@1166
  items	2	[@81
  T	api.admissionregistration.v1beta1.Mutation
  patchType	2	s	r	z	=""
  applyConfiguration	3	@68
  jsonPatch	4	@71
  T	api.admissionregistration.v1beta1.NamedRuleWithOperations
  resourceNames	1	[s	La
  ruleWithOperations	2	@26	I
  T	api.admissionregistration.v1beta1.ParamKind
  apiVersion	1	s
  kind	2	s
  T	api.admissionregistration.v1beta1.ParamRef
  name	1	s
  namespace	2	s
  selector	3	@1163	Ma
  parameterNotFoundAction	4	s	p
  T	api.admissionregistration.v1beta1.ServiceReference
  namespace	1	s
  name	2	s
  path	3	s	p
  port	4	i	p
  T	api.admissionregistration.v1beta1.TypeChecking
  expressionWarnings	1	[@70
  T	api.admissionregistration.v1beta1.ValidatingAdmissionPolicy
  metadata	1	@1169
  spec	2	@94
  status	3	@95
  T	api.admissionregistration.v1beta1.ValidatingAdmissionPolicyBinding
  metadata	1	@1169
  spec	2	@92
  T	api.admissionregistration.v1beta1.ValidatingAdmissionPolicyBindingList
  metadata	1	@1166
  items	2	[@90
  T	api.admissionregistration.v1beta1.ValidatingAdmissionPolicyBindingSpec
  policyName	1	s
  paramRef	2	@86
  matchResources	3	@73
  validationActions	4	[s
  T	api.admissionregistration.v1beta1.ValidatingAdmissionPolicyList
  metadata	1	@1166
  items	2	[@89
  T	api.admissionregistration.v1beta1.ValidatingAdmissionPolicySpec
  paramKind	1	@85
  matchConstraints	2	@73
  validations	3	[@99
  failurePolicy	4	s	p
  auditAnnotations	5	[@69
  matchConditions	6	[@72
  variables	7	[@100
  T	api.admissionregistration.v1beta1.ValidatingAdmissionPolicyStatus
  observedGeneration	1	l
  typeChecking	2	@88
  conditions	3	[@1152
  T	api.admissionregistration.v1beta1.ValidatingWebhook
  name	1	s
  clientConfig	2	@101
  rules	3	[@26
  failurePolicy	4	s	p
  matchPolicy	9	s	p
  namespaceSelector	5	@1163
  objectSelector	10	@1163
  sideEffects	6	s	p
  timeoutSeconds	7	i	p
  admissionReviewVersions	8	[s
  matchConditions	11	[@72
  T	api.admissionregistration.v1beta1.ValidatingWebhookConfiguration
  metadata	1	@1169
  webhooks	2	[@96
  T	api.admissionregistration.v1beta1.ValidatingWebhookConfigurationList
  metadata	1	@1166
  items	2	[@97
  T	api.admissionregistration.v1beta1.Validation
  expression	1	s
  message	2	s
  reason	3	s	p
  messageExpression	4	s
  T	api.admissionregistration.v1beta1.Variable
  name	1	s	r	z	=""
  expression	2	s	r	z	=""
  T	api.admissionregistration.v1beta1.WebhookClientConfig
  url	3	s	p
  service	1	@87
  caBundle	2	y
  T	api.apidiscovery.v2.APIGroupDiscovery
  metadata	1	@1169
  versions	2	[@106
  T	api.apidiscovery.v2.APIGroupDiscoveryList
  metadata	1	@1166
  items	2	[@102
  T	api.apidiscovery.v2.APIResourceDiscovery
  resource	1	s
  responseKind	2	@1161
  scope	3	s
  singularResource	4	s
  verbs	5	[s
  shortNames	6	[s
  categories	7	[s
  subresources	8	[@105
  T	api.apidiscovery.v2.APISubresourceDiscovery
  subresource	1	s
  responseKind	2	@1161
  acceptedTypes	3	[@1161
  verbs	4	[s
  T	api.apidiscovery.v2.APIVersionDiscovery
  version	1	s
  resources	2	[@104
  freshness	3	s
  T	api.apidiscovery.v2beta1.APIGroupDiscovery
  metadata	1	@1169
  versions	2	[@111
  T	api.apidiscovery.v2beta1.APIGroupDiscoveryList
  metadata	1	@1166
  items	2	[@107
  T	api.apidiscovery.v2beta1.APIResourceDiscovery
  resource	1	s
  responseKind	2	@1161
  scope	3	s
  singularResource	4	s
  verbs	5	[s
  shortNames	6	[s
  categories	7	[s
  subresources	8	[@110
  T	api.apidiscovery.v2beta1.APISubresourceDiscovery
  subresource	1	s
  responseKind	2	@1161
  acceptedTypes	3	[@1161
  verbs	4	[s
  T	api.apidiscovery.v2beta1.APIVersionDiscovery
  version	1	s
  resources	2	[@109
  freshness	3	s
  T	api.apiserverinternal.v1alpha1.ServerStorageVersion
  apiServerID	1	s	r
  encodingVersion	2	s	r
  decodableVersions	3	[s	r	Ls
  servedVersions	4	[s	Ls
  T	api.apiserverinternal.v1alpha1.StorageVersion	internal.apiserver.k8s.io/v1alpha1/StorageVersion
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	r	z	={}
  spec	2	@116	z	={}
  status	3	@117	z	={}
  T	api.apiserverinternal.v1alpha1.StorageVersionCondition
  type	1	s	r	z	=""
  status	2	s	r	z	=""
  observedGeneration	3	l
  lastTransitionTime	4	t
  reason	5	s	r	z	=""
  message	6	s	r
  T	api.apiserverinternal.v1alpha1.StorageVersionList	internal.apiserver.k8s.io/v1alpha1/StorageVersionList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@113	r
  T	api.apiserverinternal.v1alpha1.StorageVersionSpec
  T	api.apiserverinternal.v1alpha1.StorageVersionStatus
  storageVersions	1	[@112	Lm:apiServerID
  commonEncodingVersion	2	s
  conditions	3	[@114	Lm:type
  T	api.apps.v1.ControllerRevision	apps/v1/ControllerRevision
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  data	2	a
  revision	3	l	r	z	=0
  T	api.apps.v1.ControllerRevisionList	apps/v1/ControllerRevisionList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@118	r
  T	api.apps.v1.DaemonSet	apps/v1/DaemonSet
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@123	z	={}
  status	3	@124	z	={}
  T	api.apps.v1.DaemonSetCondition
  type	1	s	r	z	=""
  status	2	s	r	z	=""
  lastTransitionTime	3	t
  reason	4	s
  message	5	s
  T	api.apps.v1.DaemonSetList	apps/v1/DaemonSetList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@120	r
  T	api.apps.v1.DaemonSetSpec
  selector	1	@1163	r	Ma
  template	2	@514	r	z	={}
  updateStrategy	3	@125	z	={}
  minReadySeconds	4	i
  revisionHistoryLimit	6	i	p
  T	api.apps.v1.DaemonSetStatus
  currentNumberScheduled	1	i	r	z	=0
  numberMisscheduled	2	i	r	z	=0
  desiredNumberScheduled	3	i	r	z	=0
  numberReady	4	i	r	z	=0
  observedGeneration	5	l
  updatedNumberScheduled	6	i
  numberAvailable	7	i
  numberUnavailable	8	i
  collisionCount	9	i	p
  conditions	10	[@121	Lm:type	Pm	K:type
  T	api.apps.v1.DaemonSetUpdateStrategy
  type	1	s
  rollingUpdate	2	@137
  T	api.apps.v1.Deployment	apps/v1/Deployment
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@129	z	={}
  status	3	@130	z	={}
  T	api.apps.v1.DeploymentCondition
  type	1	s	r	z	=""
  status	2	s	r	z	=""
  lastUpdateTime	6	t
  lastTransitionTime	7	t
  reason	4	s
  message	5	s
  T	api.apps.v1.DeploymentList	apps/v1/DeploymentList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@126	r
  T	api.apps.v1.DeploymentSpec
  replicas	1	i	p
  selector	2	@1163	r	Ma
  template	3	@514	r	z	={}
  strategy	4	@131	Pk	z	={}
  minReadySeconds	5	i
  revisionHistoryLimit	6	i	p
  paused	7	b
  progressDeadlineSeconds	9	i	p
  T	api.apps.v1.DeploymentStatus
  observedGeneration	1	l
  replicas	2	i
  updatedReplicas	3	i
  readyReplicas	7	i
  availableReplicas	4	i
  unavailableReplicas	5	i
  terminatingReplicas	9	i	p
  conditions	6	[@127	Lm:type	Pm	K:type
  collisionCount	8	i	p
  T	api.apps.v1.DeploymentStrategy
  type	1	s
  rollingUpdate	2	@138
  T	api.apps.v1.ReplicaSet	apps/v1/ReplicaSet
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@135	z	={}
  status	3	@136	z	={}
  T	api.apps.v1.ReplicaSetCondition
  type	1	s	r	z	=""
  status	2	s	r	z	=""
  lastTransitionTime	3	t
  reason	4	s
  message	5	s
  T	api.apps.v1.ReplicaSetList	apps/v1/ReplicaSetList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@132	r
  T	api.apps.v1.ReplicaSetSpec
  replicas	1	i	p
  minReadySeconds	4	i
  selector	2	@1163	r	Ma
  template	3	@514	z	={}
  T	api.apps.v1.ReplicaSetStatus
  replicas	1	i	r	z	=0
  fullyLabeledReplicas	2	i
  readyReplicas	4	i
  availableReplicas	5	i
  terminatingReplicas	7	i	p
  observedGeneration	3	l
  conditions	6	[@133	Lm:type	Pm	K:type
  T	api.apps.v1.RollingUpdateDaemonSet
  maxUnavailable	1	x
  maxSurge	2	x
  T	api.apps.v1.RollingUpdateDeployment
  maxUnavailable	1	x
  maxSurge	2	x
  T	api.apps.v1.RollingUpdateStatefulSetStrategy
  partition	1	i	p
  maxUnavailable	2	x
  T	api.apps.v1.StatefulSet	apps/v1/StatefulSet
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@145	z	={}
  status	3	@146	z	={}
  T	api.apps.v1.StatefulSetCondition
  type	1	s	r	z	=""
  status	2	s	r	z	=""
  lastTransitionTime	3	t
  reason	4	s
  message	5	s
  T	api.apps.v1.StatefulSetList	apps/v1/StatefulSetList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@140	r
  T	api.apps.v1.StatefulSetOrdinals
  start	1	i	z	=0
  T	api.apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy
  whenDeleted	1	s
  whenScaled	2	s
  T	api.apps.v1.StatefulSetSpec
  replicas	1	i	p
  selector	2	@1163	r	Ma
  template	3	@514	r	z	={}
  volumeClaimTemplates	4	[@473	La
  serviceName	5	s	z	=""
  podManagementPolicy	6	s
  updateStrategy	7	@147	z	={}
  revisionHistoryLimit	8	i	p
  minReadySeconds	9	i
  persistentVolumeClaimRetentionPolicy	10	@144
  ordinals	11	@143
  T	api.apps.v1.StatefulSetStatus
  observedGeneration	1	l
  replicas	2	i	r	z	=0
  readyReplicas	3	i
  currentReplicas	4	i
  updatedReplicas	5	i
  currentRevision	6	s
  updateRevision	7	s
  collisionCount	9	i	p
  conditions	10	[@141	Lm:type	Pm	K:type
  availableReplicas	11	i	z	=0
  T	api.apps.v1.StatefulSetUpdateStrategy
  type	1	s
  rollingUpdate	2	@139
  T	api.apps.v1beta1.ControllerRevision
  metadata	1	@1169
  data	2	a
  revision	3	l
  T	api.apps.v1beta1.ControllerRevisionList
  metadata	1	@1166
  items	2	[@148
  T	api.apps.v1beta1.Deployment
  metadata	1	@1169
  spec	2	@154
  status	3	@155
  T	api.apps.v1beta1.DeploymentCondition
  type	1	s
  status	2	s
  lastUpdateTime	6	t
  lastTransitionTime	7	t
  reason	4	s
  message	5	s
  T	api.apps.v1beta1.DeploymentList
  metadata	1	@1166
  items	2	[@150
  T	api.apps.v1beta1.DeploymentRollback
  name	1	s
  updatedAnnotations	2	{s
  rollbackTo	3	@157
  T	api.apps.v1beta1.DeploymentSpec
  replicas	1	i	p
  selector	2	@1163
  template	3	@514
  strategy	4	@156
  minReadySeconds	5	i
  revisionHistoryLimit	6	i	p
  paused	7	b
  rollbackTo	8	@157
  progressDeadlineSeconds	9	i	p
  T	api.apps.v1beta1.DeploymentStatus
  observedGeneration	1	l
  replicas	2	i
  updatedReplicas	3	i
  readyReplicas	7	i
  availableReplicas	4	i
  unavailableReplicas	5	i
  terminatingReplicas	9	i	p
  conditions	6	[@151
  collisionCount	8	i	p
  T	api.apps.v1beta1.DeploymentStrategy
  type	1	s
  rollingUpdate	2	@158
  T	api.apps.v1beta1.RollbackConfig
  revision	1	l
  T	api.apps.v1beta1.RollingUpdateDeployment
  maxUnavailable	1	x
  maxSurge	2	x
  T	api.apps.v1beta1.RollingUpdateStatefulSetStrategy
  partition	1	i	p
  maxUnavailable	2	x
  T	api.apps.v1beta1.Scale
  metadata	1	@1169
  spec	2	@161
  status	3	@162
  T	api.apps.v1beta1.ScaleSpec
  replicas	1	i
  T	api.apps.v1beta1.ScaleStatus
  replicas	1	i
  selector	2	{s
  targetSelector	3	s
  T	api.apps.v1beta1.StatefulSet
  metadata	1	@1169
  spec	2	@168
  status	3	@169
  T	api.apps.v1beta1.StatefulSetCondition
  type	1	s
  status	2	s
  lastTransitionTime	3	t
  reason	4	s
  message	5	s
  T	api.apps.v1beta1.StatefulSetList
  metadata	1	@1166
  items	2	[@163
  T	api.apps.v1beta1.StatefulSetOrdinals
  start	1	i
  T	api.apps.v1beta1.StatefulSetPersistentVolumeClaimRetentionPolicy
  whenDeleted	1	s
  whenScaled	2	s
  T	api.apps.v1beta1.StatefulSetSpec
  replicas	1	i	p
  selector	2	@1163
  template	3	@514
  volumeClaimTemplates	4	[@473
  serviceName	5	s
  podManagementPolicy	6	s
  updateStrategy	7	@170
  revisionHistoryLimit	8	i	p
  minReadySeconds	9	i
  persistentVolumeClaimRetentionPolicy	10	@167
  ordinals	11	@166
  T	api.apps.v1beta1.StatefulSetStatus
  observedGeneration	1	l
  replicas	2	i
  readyReplicas	3	i
  currentReplicas	4	i
  updatedReplicas	5	i
  currentRevision	6	s
  updateRevision	7	s
  collisionCount	9	i	p
  conditions	10	[@164
  availableReplicas	11	i
  T	api.apps.v1beta1.StatefulSetUpdateStrategy
  type	1	s
  rollingUpdate	2	@159
  T	api.apps.v1beta2.ControllerRevision
  metadata	1	@1169
  data	2	a
  revision	3	l
  T	api.apps.v1beta2.ControllerRevisionList
  metadata	1	@1166
  items	2	[@171
  T	api.apps.v1beta2.DaemonSet
  metadata	1	@1169
  spec	2	@176
  status	3	@177
  T	api.apps.v1beta2.DaemonSetCondition
  type	1	s
  status	2	s
  lastTransitionTime	3	t
  reason	4	s
  message	5	s
  T	api.apps.v1beta2.DaemonSetList
  metadata	1	@1166
  items	2	[@173
  T	api.apps.v1beta2.DaemonSetSpec
  selector	1	@1163
  template	2	@514
  updateStrategy	3	@178
  minReadySeconds	4	i
  revisionHistoryLimit	6	i	p
  T	api.apps.v1beta2.DaemonSetStatus
  currentNumberScheduled	1	i
  numberMisscheduled	2	i
  desiredNumberScheduled	3	i
  numberReady	4	i
  observedGeneration	5	l
  updatedNumberScheduled	6	i
  numberAvailable	7	i
  numberUnavailable	8	i
  collisionCount	9	i	p
  conditions	10	[@174
  T	api.apps.v1beta2.DaemonSetUpdateStrategy
  type	1	s
  rollingUpdate	2	@190
  T	api.apps.v1beta2.Deployment
  metadata	1	@1169
  spec	2	@182
  status	3	@183
  T	api.apps.v1beta2.DeploymentCondition
  type	1	s
  status	2	s
  lastUpdateTime	6	t
  lastTransitionTime	7	t
  reason	4	s
  message	5	s
  T	api.apps.v1beta2.DeploymentList
  metadata	1	@1166
  items	2	[@179
  T	api.apps.v1beta2.DeploymentSpec
  replicas	1	i	p
  selector	2	@1163
  template	3	@514
  strategy	4	@184
  minReadySeconds	5	i
  revisionHistoryLimit	6	i	p
  paused	7	b
  progressDeadlineSeconds	9	i	p
  T	api.apps.v1beta2.DeploymentStatus
  observedGeneration	1	l
  replicas	2	i
  updatedReplicas	3	i
  readyReplicas	7	i
  availableReplicas	4	i
  unavailableReplicas	5	i
  terminatingReplicas	9	i	p
  conditions	6	[@180
  collisionCount	8	i	p
  T	api.apps.v1beta2.DeploymentStrategy
  type	1	s
  rollingUpdate	2	@191
  T	api.apps.v1beta2.ReplicaSet
  metadata	1	@1169
  spec	2	@188
  status	3	@189
  T	api.apps.v1beta2.ReplicaSetCondition
  type	1	s
  status	2	s
  lastTransitionTime	3	t
  reason	4	s
  message	5	s
  T	api.apps.v1beta2.ReplicaSetList
  metadata	1	@1166
  items	2	[@185
  T	api.apps.v1beta2.ReplicaSetSpec
  replicas	1	i	p
  minReadySeconds	4	i
  selector	2	@1163
  template	3	@514
  T	api.apps.v1beta2.ReplicaSetStatus
  replicas	1	i
  fullyLabeledReplicas	2	i
  readyReplicas	4	i
  availableReplicas	5	i
  terminatingReplicas	7	i	p
  observedGeneration	3	l
  conditions	6	[@186
  T	api.apps.v1beta2.RollingUpdateDaemonSet
  maxUnavailable	1	x
  maxSurge	2	x
  T	api.apps.v1beta2.RollingUpdateDeployment
  maxUnavailable	1	x
  maxSurge	2	x
  T	api.apps.v1beta2.RollingUpdateStatefulSetStrategy
  partition	1	i	p
  maxUnavailable	2	x
  T	api.apps.v1beta2.Scale
  metadata	1	@1169
  spec	2	@194
  status	3	@195
  T	api.apps.v1beta2.ScaleSpec
  replicas	1	i
  T	api.apps.v1beta2.ScaleStatus
  replicas	1	i
  selector	2	{s
  targetSelector	3	s
  T	api.apps.v1beta2.StatefulSet
  metadata	1	@1169
  spec	2	@201
  status	3	@202
  T	api.apps.v1beta2.StatefulSetCondition
  type	1	s
  status	2	s
  lastTransitionTime	3	t
  reason	4	s
  message	5	s
  T	api.apps.v1beta2.StatefulSetList
  metadata	1	@1166
  items	2	[@196
  T	api.apps.v1beta2.StatefulSetOrdinals
  start	1	i
  T	api.apps.v1beta2.StatefulSetPersistentVolumeClaimRetentionPolicy
  whenDeleted	1	s
  whenScaled	2	s
  T	api.apps.v1beta2.StatefulSetSpec
  replicas	1	i	p
  selector	2	@1163
  template	3	@514
  volumeClaimTemplates	4	[@473
  serviceName	5	s
  podManagementPolicy	6	s
  updateStrategy	7	@203
  revisionHistoryLimit	8	i	p
  minReadySeconds	9	i
  persistentVolumeClaimRetentionPolicy	10	@200
  ordinals	11	@199
  T	api.apps.v1beta2.StatefulSetStatus
  observedGeneration	1	l
  replicas	2	i
  readyReplicas	3	i
  currentReplicas	4	i
  updatedReplicas	5	i
  currentRevision	6	s
  updateRevision	7	s
  collisionCount	9	i	p
  conditions	10	[@197
  availableReplicas	11	i
  T	api.apps.v1beta2.StatefulSetUpdateStrategy
  type	1	s
  rollingUpdate	2	@192
  T	api.authentication.v1.BoundObjectReference
  kind	1	s
  apiVersion	2	s
  name	3	s
  uid	4	s
  T	api.authentication.v1.SelfSubjectReview	authentication.k8s.io/v1/SelfSubjectReview
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  status	2	@206	z	={}
  T	api.authentication.v1.SelfSubjectReviewStatus
  userInfo	1	@213	z	={}
  T	api.authentication.v1.TokenRequest	authentication.k8s.io/v1/TokenRequest
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@208	z	={}
  status	3	@209	z	={}
  T	api.authentication.v1.TokenRequestSpec
  audiences	1	[s	La
  expirationSeconds	4	l	p
  boundObjectRef	3	@204
  T	api.authentication.v1.TokenRequestStatus
  token	1	s	z	=""
  expirationTimestamp	2	t
  T	api.authentication.v1.TokenReview	authentication.k8s.io/v1/TokenReview
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@211	r	z	={}
  status	3	@212	z	={}
  T	api.authentication.v1.TokenReviewSpec
  token	1	s	r
  audiences	2	[s	La
  T	api.authentication.v1.TokenReviewStatus
  authenticated	1	b
  user	2	@213	z	={}
  audiences	4	[s	La
  error	3	s
  T	api.authentication.v1.UserInfo
  username	1	s
  uid	2	s
  groups	3	[s	La
  extra	4	{(s
  T	api.authentication.v1alpha1.SelfSubjectReview
  metadata	1	@1169
  status	2	@215
  T	api.authentication.v1alpha1.SelfSubjectReviewStatus
  userInfo	1	@213
  T	api.authentication.v1beta1.SelfSubjectReview
  metadata	1	@1169
  status	2	@217
  T	api.authentication.v1beta1.SelfSubjectReviewStatus
  userInfo	1	@213
  T	api.authentication.v1beta1.TokenReview
  metadata	1	@1169
  spec	2	@219
  status	3	@220
  T	api.authentication.v1beta1.TokenReviewSpec
  token	1	s
  audiences	2	[s
  T	api.authentication.v1beta1.TokenReviewStatus
  authenticated	1	b
  user	2	@221
  audiences	4	[s
  error	3	s
  T	api.authentication.v1beta1.UserInfo
  username	1	s
  uid	2	s
  groups	3	[s
  extra	4	{(s
  T	api.authorization.v1.FieldSelectorAttributes
  rawSelector	1	s
  requirements	2	[@1155	La
  T	api.authorization.v1.LabelSelectorAttributes
  rawSelector	1	s
  requirements	2	[@1164	La
  T	api.authorization.v1.LocalSubjectAccessReview	authorization.k8s.io/v1/LocalSubjectAccessReview
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@234	r	z	={}
  status	3	@235	z	={}
  T	api.authorization.v1.NonResourceAttributes
  path	1	s
  verb	2	s
  T	api.authorization.v1.NonResourceRule
  verbs	1	[s	r	La
  nonResourceURLs	2	[s	La
  T	api.authorization.v1.ResourceAttributes
  namespace	1	s
  verb	2	s
  group	3	s
  version	4	s
  resource	5	s
  subresource	6	s
  name	7	s
  fieldSelector	8	@222
  labelSelector	9	@223
  T	api.authorization.v1.ResourceRule
  verbs	1	[s	r	La
  apiGroups	2	[s	La
  resources	3	[s	La
  resourceNames	4	[s	La
  T	api.authorization.v1.SelfSubjectAccessReview	authorization.k8s.io/v1/SelfSubjectAccessReview
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@230	r	z	={}
  status	3	@235	z	={}
  T	api.authorization.v1.SelfSubjectAccessReviewSpec
  resourceAttributes	1	@227
  nonResourceAttributes	2	@225
  T	api.authorization.v1.SelfSubjectRulesReview	authorization.k8s.io/v1/SelfSubjectRulesReview
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@232	r	z	={}
  status	3	@236	z	={}
  T	api.authorization.v1.SelfSubjectRulesReviewSpec
  namespace	1	s
  T	api.authorization.v1.SubjectAccessReview	authorization.k8s.io/v1/SubjectAccessReview
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@234	r	z	={}
  status	3	@235	z	={}
  T	api.authorization.v1.SubjectAccessReviewSpec
  resourceAttributes	1	@227
  nonResourceAttributes	2	@225
  user	3	s
  groups	4	[s	La
  extra	5	{(s
  uid	6	s
  T	api.authorization.v1.SubjectAccessReviewStatus
  allowed	1	b	r	z	=false
  denied	4	b
  reason	2	s
  evaluationError	3	s
  T	api.authorization.v1.SubjectRulesReviewStatus
  resourceRules	1	[@228	r	La
  nonResourceRules	2	[@226	r	La
  incomplete	3	b	r	z	=false
  evaluationError	4	s
  T	api.authorization.v1beta1.LocalSubjectAccessReview
  metadata	1	@1169
  spec	2	@247
  status	3	@248
  T	api.authorization.v1beta1.NonResourceAttributes
  path	1	s
  verb	2	s
  T	api.authorization.v1beta1.NonResourceRule
  verbs	1	[s
  nonResourceURLs	2	[s
  T	api.authorization.v1beta1.ResourceAttributes
  namespace	1	s
  verb	2	s
  group	3	s
  version	4	s
  resource	5	s
  subresource	6	s
  name	7	s
  fieldSelector	8	@222
  labelSelector	9	@223
  T	api.authorization.v1beta1.ResourceRule
  verbs	1	[s
  apiGroups	2	[s
  resources	3	[s
  resourceNames	4	[s
  T	api.authorization.v1beta1.SelfSubjectAccessReview
  metadata	1	@1169
  spec	2	@243
  status	3	@248
  T	api.authorization.v1beta1.SelfSubjectAccessReviewSpec
  resourceAttributes	1	@240
  nonResourceAttributes	2	@238
  T	api.authorization.v1beta1.SelfSubjectRulesReview
  metadata	1	@1169
  spec	2	@245
  status	3	@249
  T	api.authorization.v1beta1.SelfSubjectRulesReviewSpec
  namespace	1	s
  T	api.authorization.v1beta1.SubjectAccessReview
  metadata	1	@1169
  spec	2	@247
  status	3	@248
  T	api.authorization.v1beta1.SubjectAccessReviewSpec
  resourceAttributes	1	@240
  nonResourceAttributes	2	@238
  user	3	s
  group	4	[s
  extra	5	{(s
  uid	6	s
  T	api.authorization.v1beta1.SubjectAccessReviewStatus
  allowed	1	b
  denied	4	b
  reason	2	s
  evaluationError	3	s
  T	api.authorization.v1beta1.SubjectRulesReviewStatus
  resourceRules	1	[@241
  nonResourceRules	2	[@239
  incomplete	3	b
  evaluationError	4	s
  T	api.autoscaling.v1.ContainerResourceMetricSource
  name	1	s
  targetAverageUtilization	2	i	p
  targetAverageValue	3	q
  container	5	s
  T	api.autoscaling.v1.ContainerResourceMetricStatus
  name	1	s
  currentAverageUtilization	2	i	p
  currentAverageValue	3	q
  container	4	s
  T	api.autoscaling.v1.CrossVersionObjectReference
  kind	1	s	r	z	=""
  name	2	s	r	z	=""
  apiVersion	3	s
  T	api.autoscaling.v1.ExternalMetricSource
  metricName	1	s
  metricSelector	2	@1163
  targetValue	3	q
  targetAverageValue	4	q
  T	api.autoscaling.v1.ExternalMetricStatus
  metricName	1	s
  metricSelector	2	@1163
  currentValue	3	q
  currentAverageValue	4	q
  T	api.autoscaling.v1.HorizontalPodAutoscaler	autoscaling/v1/HorizontalPodAutoscaler
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@258	r	z	={}
  status	3	@259	z	={}
  T	api.autoscaling.v1.HorizontalPodAutoscalerCondition
  type	1	s
  status	2	s
  lastTransitionTime	3	t
  reason	4	s
  message	5	s
  T	api.autoscaling.v1.HorizontalPodAutoscalerList	autoscaling/v1/HorizontalPodAutoscalerList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@255	r
  T	api.autoscaling.v1.HorizontalPodAutoscalerSpec
  scaleTargetRef	1	@252	r	Ma	z	={}
  minReplicas	2	i	p
  maxReplicas	3	i	r	z	=0
  targetCPUUtilizationPercentage	4	i	p
  T	api.autoscaling.v1.HorizontalPodAutoscalerStatus
  observedGeneration	1	l	p
  lastScaleTime	2	t
  currentReplicas	3	i	r	z	=0
  desiredReplicas	4	i	r	z	=0
  currentCPUUtilizationPercentage	5	i	p
  T	api.autoscaling.v1.MetricSpec
  type	1	s
  object	2	@262
  pods	3	@264
  resource	4	@266
  containerResource	7	@250
  external	5	@253
  T	api.autoscaling.v1.MetricStatus
  type	1	s
  object	2	@263
  pods	3	@265
  resource	4	@267
  containerResource	7	@251
  external	5	@254
  T	api.autoscaling.v1.ObjectMetricSource
  target	1	@252
  metricName	2	s
  targetValue	3	q
  selector	4	@1163
  averageValue	5	q
  T	api.autoscaling.v1.ObjectMetricStatus
  target	1	@252
  metricName	2	s
  currentValue	3	q
  selector	4	@1163
  averageValue	5	q
  T	api.autoscaling.v1.PodsMetricSource
  metricName	1	s
  targetAverageValue	2	q
  selector	3	@1163
  T	api.autoscaling.v1.PodsMetricStatus
  metricName	1	s
  currentAverageValue	2	q
  selector	3	@1163
  T	api.autoscaling.v1.ResourceMetricSource
  name	1	s
  targetAverageUtilization	2	i	p
  targetAverageValue	3	q
  T	api.autoscaling.v1.ResourceMetricStatus
  name	1	s
  currentAverageUtilization	2	i	p
  currentAverageValue	3	q
  T	api.autoscaling.v1.Scale	autoscaling/v1/Scale
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@269	z	={}
  status	3	@270	z	={}
  T	api.autoscaling.v1.ScaleSpec
  replicas	1	i	z	=0
  T	api.autoscaling.v1.ScaleStatus
  replicas	1	i	r	z	=0
  selector	2	s
  T	api.autoscaling.v2.ContainerResourceMetricSource
  name	1	s	r	z	=""
  target	2	@287	r	z	={}
  container	3	s	r	z	=""
  T	api.autoscaling.v2.ContainerResourceMetricStatus
  name	1	s	r	z	=""
  current	2	@288	r	z	={}
  container	3	s	r	z	=""
  T	api.autoscaling.v2.CrossVersionObjectReference
  kind	1	s	r	z	=""
  name	2	s	r	z	=""
  apiVersion	3	s
  T	api.autoscaling.v2.ExternalMetricSource
  metric	1	@284	r	z	={}
  target	2	@287	r	z	={}
  T	api.autoscaling.v2.ExternalMetricStatus
  metric	1	@284	r	z	={}
  current	2	@288	r	z	={}
  T	api.autoscaling.v2.HPAScalingPolicy
  type	1	s	r	z	=""
  value	2	i	r	z	=0
  periodSeconds	3	i	r	z	=0
  T	api.autoscaling.v2.HPAScalingRules
  stabilizationWindowSeconds	3	i	p
  selectPolicy	1	s	p
  policies	2	[@276	La
  tolerance	4	q
  T	api.autoscaling.v2.HorizontalPodAutoscaler	autoscaling/v2/HorizontalPodAutoscaler
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@282	r	z	={}
  status	3	@283	z	={}
  T	api.autoscaling.v2.HorizontalPodAutoscalerBehavior
  scaleUp	1	@277
  scaleDown	2	@277
  T	api.autoscaling.v2.HorizontalPodAutoscalerCondition
  type	1	s	r	z	=""
  status	2	s	r	z	=""
  lastTransitionTime	3	t
  reason	4	s
  message	5	s
  T	api.autoscaling.v2.HorizontalPodAutoscalerList	autoscaling/v2/HorizontalPodAutoscalerList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@278	r
  T	api.autoscaling.v2.HorizontalPodAutoscalerSpec
  scaleTargetRef	1	@273	r	z	={}
  minReplicas	2	i	p
  maxReplicas	3	i	r	z	=0
  metrics	4	[@285	La
  behavior	5	@279
  T	api.autoscaling.v2.HorizontalPodAutoscalerStatus
  observedGeneration	1	l	p
  lastScaleTime	2	t
  currentReplicas	3	i
  desiredReplicas	4	i	r	z	=0
  currentMetrics	5	[@286	La
  conditions	6	[@280	Lm:type	Pm	K:type
  T	api.autoscaling.v2.MetricIdentifier
  name	1	s	r	z	=""
  selector	2	@1163	Ma
  T	api.autoscaling.v2.MetricSpec
  type	1	s	r	z	=""
  object	2	@289
  pods	3	@291
  resource	4	@293
  containerResource	7	@271
  external	5	@274
  T	api.autoscaling.v2.MetricStatus
  type	1	s	r	z	=""
  object	2	@290
  pods	3	@292
  resource	4	@294
  containerResource	7	@272
  external	5	@275
  T	api.autoscaling.v2.MetricTarget
  type	1	s	r	z	=""
  value	2	q
  averageValue	3	q
  averageUtilization	4	i	p
  T	api.autoscaling.v2.MetricValueStatus
  value	1	q
  averageValue	2	q
  averageUtilization	3	i	p
  T	api.autoscaling.v2.ObjectMetricSource
  describedObject	1	@273	r	z	={}
  target	2	@287	r	z	={}
  metric	3	@284	r	z	={}
  T	api.autoscaling.v2.ObjectMetricStatus
  metric	1	@284	r	z	={}
  current	2	@288	r	z	={}
  describedObject	3	@273	r	z	={}
  T	api.autoscaling.v2.PodsMetricSource
  metric	1	@284	r	z	={}
  target	2	@287	r	z	={}
  T	api.autoscaling.v2.PodsMetricStatus
  metric	1	@284	r	z	={}
  current	2	@288	r	z	={}
  T	api.autoscaling.v2.ResourceMetricSource
  name	1	s	r	z	=""
  target	2	@287	r	z	={}
  T	api.autoscaling.v2.ResourceMetricStatus
  name	1	s	r	z	=""
  current	2	@288	r	z	={}
  T	api.batch.v1.CronJob	batch/v1/CronJob
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@297	r	z	={}
  status	3	@298	z	={}
  T	api.batch.v1.CronJobList	batch/v1/CronJobList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@295	r
  T	api.batch.v1.CronJobSpec
  schedule	1	s	r	z	=""
  timeZone	8	s	p
  startingDeadlineSeconds	2	l	p
  concurrencyPolicy	3	s
  suspend	4	b	p
  jobTemplate	5	@304	r	z	={}
  successfulJobsHistoryLimit	6	i	p
  failedJobsHistoryLimit	7	i	p
  T	api.batch.v1.CronJobStatus
  active	1	[@471	La
  lastScheduleTime	4	t
  lastSuccessfulTime	5	t
  T	api.batch.v1.Job	batch/v1/Job
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@302	z	={}
  status	3	@303	z	={}
  T	api.batch.v1.JobCondition
  type	1	s	r	z	=""
  status	2	s	r	z	=""
  lastProbeTime	3	t
  lastTransitionTime	4	t
  reason	5	s
  message	6	s
  T	api.batch.v1.JobList	batch/v1/JobList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@299	r
  T	api.batch.v1.JobSpec
  parallelism	1	i	p
  completions	2	i	p
  activeDeadlineSeconds	3	l	p
  podFailurePolicy	11	@305
  successPolicy	16	@309
  backoffLimit	7	i	p
  backoffLimitPerIndex	12	i	p
  maxFailedIndexes	13	i	p
  selector	4	@1163	Ma
  manualSelector	5	b	p
  template	6	@514	r	z	={}
  ttlSecondsAfterFinished	8	i	p
  completionMode	9	s	p
  suspend	10	b	p
  podReplacementPolicy	14	s	p
  managedBy	15	s	p
  T	api.batch.v1.JobStatus
  conditions	1	[@300	La	Pm	K:type
  startTime	2	t
  completionTime	3	t
  active	4	i
  succeeded	5	i
  failed	6	i
  terminating	11	i	p
  completedIndexes	7	s
  failedIndexes	10	s	p
  uncountedTerminatedPods	8	@311
  ready	9	i	p
  T	api.batch.v1.JobTemplateSpec
  metadata	1	@1169	z	={}
  spec	2	@302	z	={}
  T	api.batch.v1.PodFailurePolicy
  rules	1	[@308	r	La
  T	api.batch.v1.PodFailurePolicyOnExitCodesRequirement
  containerName	1	s	p
  operator	2	s	r	z	=""
  values	3	[i	r	Ls
  T	api.batch.v1.PodFailurePolicyOnPodConditionsPattern
  type	1	s	r	z	=""
  status	2	s	z	=""
  T	api.batch.v1.PodFailurePolicyRule
  action	1	s	r	z	=""
  onExitCodes	2	@306
  onPodConditions	3	[@307	La
  T	api.batch.v1.SuccessPolicy
  rules	1	[@310	r	La
  T	api.batch.v1.SuccessPolicyRule
  succeededIndexes	1	s	p
  succeededCount	2	i	p
  T	api.batch.v1.UncountedTerminatedPods
  succeeded	1	[s	Ls
  failed	2	[s	Ls
  T	api.batch.v1beta1.CronJob
  metadata	1	@1169
  spec	2	@314
  status	3	@315
  T	api.batch.v1beta1.CronJobList
  metadata	1	@1166
  items	2	[@312
  T	api.batch.v1beta1.CronJobSpec
  schedule	1	s
  timeZone	8	s	p
  startingDeadlineSeconds	2	l	p
  concurrencyPolicy	3	s
  suspend	4	b	p
  jobTemplate	5	@316
  successfulJobsHistoryLimit	6	i	p
  failedJobsHistoryLimit	7	i	p
  T	api.batch.v1beta1.CronJobStatus
  active	1	[@471
  lastScheduleTime	4	t
  lastSuccessfulTime	5	t
  T	api.batch.v1beta1.JobTemplateSpec
  metadata	1	@1169
  spec	2	@302
  T	api.certificates.v1.CertificateSigningRequest	certificates.k8s.io/v1/CertificateSigningRequest
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@320	r	z	={}
  status	3	@321	z	={}
  T	api.certificates.v1.CertificateSigningRequestCondition
  type	1	s	r	z	=""
  status	6	s	r	z	=""
  reason	2	s
  message	3	s
  lastUpdateTime	4	t
  lastTransitionTime	5	t
  T	api.certificates.v1.CertificateSigningRequestList	certificates.k8s.io/v1/CertificateSigningRequestList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@317	r
  T	api.certificates.v1.CertificateSigningRequestSpec
  request	1	y	r
  signerName	7	s	r	z	=""
  expirationSeconds	8	i	p
  usages	5	[s	La
  username	2	s
  uid	3	s
  groups	4	[s	La
  extra	6	{(s
  T	api.certificates.v1.CertificateSigningRequestStatus
  conditions	1	[@318	Lm:type
  certificate	2	y
  T	api.certificates.v1alpha1.ClusterTrustBundle	certificates.k8s.io/v1alpha1/ClusterTrustBundle
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@324	r	z	={}
  T	api.certificates.v1alpha1.ClusterTrustBundleList	certificates.k8s.io/v1alpha1/ClusterTrustBundleList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@322	r
  T	api.certificates.v1alpha1.ClusterTrustBundleSpec
  signerName	1	s
  trustBundle	2	s	r	z	=""
  T	api.certificates.v1beta1.CertificateSigningRequest
  metadata	1	@1169
  spec	2	@328
  status	3	@329
  T	api.certificates.v1beta1.CertificateSigningRequestCondition
  type	1	s
  status	6	s
  reason	2	s
  message	3	s
  lastUpdateTime	4	t
  lastTransitionTime	5	t
  T	api.certificates.v1beta1.CertificateSigningRequestList
  metadata	1	@1166
  items	2	[@325
  T	api.certificates.v1beta1.CertificateSigningRequestSpec
  request	1	y
  signerName	7	s
  expirationSeconds	8	i	p
  usages	5	[s
  username	2	s
  uid	3	s
  groups	4	[s
  extra	6	{(s
  T	api.certificates.v1beta1.CertificateSigningRequestStatus
  conditions	1	[@326
  certificate	2	y
  T	api.certificates.v1beta1.ClusterTrustBundle	certificates.k8s.io/v1beta1/ClusterTrustBundle
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@332	r	z	={}
  T	api.certificates.v1beta1.ClusterTrustBundleList	certificates.k8s.io/v1beta1/ClusterTrustBundleList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@330	r
  T	api.certificates.v1beta1.ClusterTrustBundleSpec
  signerName	1	s
  trustBundle	2	s	r	z	=""
  T	api.certificates.v1beta1.PodCertificateRequest	certificates.k8s.io/v1beta1/PodCertificateRequest
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@335	r	z	={}
  status	3	@336	z	={}
  T	api.certificates.v1beta1.PodCertificateRequestList	certificates.k8s.io/v1beta1/PodCertificateRequestList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@333	r
  T	api.certificates.v1beta1.PodCertificateRequestSpec
  signerName	1	s	r	z	=""
  podName	2	s	r	z	=""
  podUID	3	s	r	z	=""
  serviceAccountName	4	s	r	z	=""
  serviceAccountUID	5	s	r	z	=""
  nodeName	6	s	r	z	=""
  nodeUID	7	s	r	z	=""
  maxExpirationSeconds	8	i	p	=86400
  pkixPublicKey	9	y
  proofOfPossession	10	y
  stubPKCS10Request	12	y	r
  unverifiedUserAnnotations	11	{s
  T	api.certificates.v1beta1.PodCertificateRequestStatus
  conditions	1	[@1152	Lm:type	Pm	K:type
  certificateChain	2	s
  notBefore	4	t
  beginRefreshAt	5	t
  notAfter	6	t
  T	api.coordination.v1.Lease	coordination.k8s.io/v1/Lease
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@339	z	={}
  T	api.coordination.v1.LeaseList	coordination.k8s.io/v1/LeaseList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@337	r
  T	api.coordination.v1.LeaseSpec
  holderIdentity	1	s	p
  leaseDurationSeconds	2	i	p
  acquireTime	3	u
  renewTime	4	u
  leaseTransitions	5	i	p
  strategy	6	s	p
  preferredHolder	7	s	p
  T	api.coordination.v1alpha2.LeaseCandidate	coordination.k8s.io/v1alpha2/LeaseCandidate
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@342	r	z	={}
  T	api.coordination.v1alpha2.LeaseCandidateList	coordination.k8s.io/v1alpha2/LeaseCandidateList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@340	r
  T	api.coordination.v1alpha2.LeaseCandidateSpec
  leaseName	1	s	r	z	=""
  pingTime	2	u
  renewTime	3	u
  binaryVersion	4	s	r	z	=""
  emulationVersion	5	s
  strategy	6	s	r
  T	api.coordination.v1beta1.Lease
  metadata	1	@1169
  spec	2	@348
  T	api.coordination.v1beta1.LeaseCandidate	coordination.k8s.io/v1beta1/LeaseCandidate
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@346	r	z	={}
  T	api.coordination.v1beta1.LeaseCandidateList	coordination.k8s.io/v1beta1/LeaseCandidateList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@344	r
  T	api.coordination.v1beta1.LeaseCandidateSpec
  leaseName	1	s	r	z	=""
  pingTime	2	u
  renewTime	3	u
  binaryVersion	4	s	r	z	=""
  emulationVersion	5	s
  strategy	6	s	r
  T	api.coordination.v1beta1.LeaseList
  metadata	1	@1166
  items	2	[@343
  T	api.coordination.v1beta1.LeaseSpec
  holderIdentity	1	s	p
  leaseDurationSeconds	2	i	p
  acquireTime	3	u
  renewTime	4	u
  leaseTransitions	5	i	p
  strategy	6	s	p
  preferredHolder	7	s	p
  T	api.core.v1.AWSElasticBlockStoreVolumeSource
  volumeID	1	s	r	z	=""
  fsType	2	s
  partition	3	i
  readOnly	4	b
  T	api.core.v1.Affinity
  nodeAffinity	1	@452
  podAffinity	2	@486
  podAntiAffinity	3	@488
  T	api.core.v1.AppArmorProfile
  type	1	s	r	z	=""
  localhostProfile	2	s	p
  T	api.core.v1.AttachedVolume
  name	1	s	r	z	=""
  devicePath	2	s	r	z	=""
  T	api.core.v1.AvoidPods
  preferAvoidPods	1	[@518
  T	api.core.v1.AzureDiskVolumeSource
  diskName	1	s	r	z	=""
  diskURI	2	s	r	z	=""
  cachingMode	3	s	p	="ReadWrite"
  fsType	4	s	p	="ext4"
  readOnly	5	b	z	=false
  kind	6	s	p	="Shared"
  T	api.core.v1.AzureFilePersistentVolumeSource
  secretName	1	s	r	z	=""
  shareName	2	s	r	z	=""
  readOnly	3	b
  secretNamespace	4	s	p
  T	api.core.v1.AzureFileVolumeSource
  secretName	1	s	r	z	=""
  shareName	2	s	r	z	=""
  readOnly	3	b
  T	api.core.v1.Binding	/v1/Binding
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  target	2	@471	r	Ma	z	={}
  T	api.core.v1.CSIPersistentVolumeSource
  driver	1	s	r	z	=""
  volumeHandle	2	s	r	z	=""
  readOnly	3	b
  fsType	4	s
  volumeAttributes	5	{s
  controllerPublishSecretRef	6	@552	Ma
  nodeStageSecretRef	7	@552	Ma
  nodePublishSecretRef	8	@552	Ma
  controllerExpandSecretRef	9	@552	Ma
  nodeExpandSecretRef	10	@552	Ma
  T	api.core.v1.CSIVolumeSource
  driver	1	s	r	z	=""
  readOnly	2	b	p
  fsType	3	s	p
  volumeAttributes	4	{s
  nodePublishSecretRef	5	@441	Ma
  T	api.core.v1.Capabilities
  add	1	[s	La
  drop	2	[s	La
  T	api.core.v1.CephFSPersistentVolumeSource
  monitors	1	[s	r	La
  path	2	s
  user	3	s
  secretFile	4	s
  secretRef	5	@552	Ma
  readOnly	6	b
  T	api.core.v1.CephFSVolumeSource
  monitors	1	[s	r	La
  path	2	s
  user	3	s
  secretFile	4	s
  secretRef	5	@441	Ma
  readOnly	6	b
  T	api.core.v1.CinderPersistentVolumeSource
  volumeID	1	s	r	z	=""
  fsType	2	s
  readOnly	3	b
  secretRef	4	@552	Ma
  T	api.core.v1.CinderVolumeSource
  volumeID	1	s	r	z	=""
  fsType	2	s
  readOnly	3	b
  secretRef	4	@441	Ma
  T	api.core.v1.ClientIPConfig
  timeoutSeconds	1	i	p
  T	api.core.v1.ClusterTrustBundleProjection
  name	1	s	p
  signerName	2	s	p
  labelSelector	3	@1163	Ma
  optional	5	b	p
  path	4	s	r	z	=""
  T	api.core.v1.ComponentCondition
  type	1	s	r	z	=""
  status	2	s	r	z	=""
  message	3	s
  error	4	s
  T	api.core.v1.ComponentStatus	/v1/ComponentStatus
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  conditions	2	[@367	Lm:type	Pm	K:type
  T	api.core.v1.ComponentStatusList	/v1/ComponentStatusList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@368	r
  T	api.core.v1.ConfigMap	/v1/ConfigMap
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  immutable	4	b	p
  data	2	{s
  binaryData	3	{y
  T	api.core.v1.ConfigMapEnvSource
  localObjectReference	1	@441	I
  optional	2	b	p
  T	api.core.v1.ConfigMapKeySelector
  localObjectReference	1	@441	I
  key	2	s	r	z	=""
  optional	3	b	p
  T	api.core.v1.ConfigMapList	/v1/ConfigMapList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@370	r
  T	api.core.v1.ConfigMapNodeConfigSource
  namespace	1	s	r	z	=""
  name	2	s	r	z	=""
  uid	3	s
  resourceVersion	4	s
  kubeletConfigKey	5	s	r	z	=""
  T	api.core.v1.ConfigMapProjection
  localObjectReference	1	@441	I
  items	2	[@430	La
  optional	4	b	p
  T	api.core.v1.ConfigMapVolumeSource
  localObjectReference	1	@441	I
  items	2	[@430	La
  defaultMode	3	i	p
  optional	4	b	p
  T	api.core.v1.Container
  name	1	s	r	z	=""
  image	2	s
  command	3	[s	La
  args	4	[s	La
  workingDir	5	s
  ports	6	[@380	Lm:containerPort,protocol	Pm	K:containerPort
  envFrom	19	[@400	La
  env	7	[@401	Lm:name	Pm	K:name
  resources	8	@539	z	={}
  resizePolicy	23	[@381	La
  restartPolicy	24	s	p
  restartPolicyRules	25	[@382	La
  volumeMounts	9	[@580	Lm:mountPath	Pm	K:mountPath
  volumeDevices	21	[@579	Lm:devicePath	Pm	K:devicePath
  livenessProbe	10	@520
  readinessProbe	11	@520
  startupProbe	22	@520
  lifecycle	12	@431
  terminationMessagePath	13	s
  terminationMessagePolicy	20	s
  imagePullPolicy	14	s
  securityContext	15	@554
  stdin	16	b
  stdinOnce	17	b
  tty	18	b
  T	api.core.v1.ContainerExtendedResourceRequest
  containerName	1	s	r	z	=""
  resourceName	2	s	r	z	=""
  requestName	3	s	r	z	=""
  T	api.core.v1.ContainerImage
  names	1	[s	La
  sizeBytes	2	l
  T	api.core.v1.ContainerPort
  name	1	s
  hostPort	2	i
  containerPort	3	i	r	z	=0
  protocol	4	s	="TCP"
  hostIP	5	s
  T	api.core.v1.ContainerResizePolicy
  resourceName	1	s	r	z	=""
  restartPolicy	2	s	r	z	=""
  T	api.core.v1.ContainerRestartRule
  action	1	s	r
  exitCodes	2	@383
  T	api.core.v1.ContainerRestartRuleOnExitCodes
  operator	1	s	r
  values	2	[i	Ls
  T	api.core.v1.ContainerState
  waiting	1	@387
  running	2	@385
  terminated	3	@386
  T	api.core.v1.ContainerStateRunning
  startedAt	1	t
  T	api.core.v1.ContainerStateTerminated
  exitCode	1	i	r	z	=0
  signal	2	i
  reason	3	s
  message	4	s
  startedAt	5	t
  finishedAt	6	t
  containerID	7	s
  T	api.core.v1.ContainerStateWaiting
  reason	1	s
  message	2	s
  T	api.core.v1.ContainerStatus
  name	1	s	r	z	=""
  state	2	@384	z	={}
  lastState	3	@384	z	={}
  ready	4	b	r	z	=false
  restartCount	5	i	r	z	=0
  image	6	s	r	z	=""
  imageID	7	s	r	z	=""
  containerID	8	s
  started	9	b	p
  allocatedResources	10	{q
  resources	11	@539
  volumeMounts	12	[@581	Lm:mountPath	Pm	K:mountPath
  user	13	@389
  allocatedResourcesStatus	14	[@540	Lm:name	Pm	K:name
  stopSignal	15	s	p
  T	api.core.v1.ContainerUser
  linux	1	@437
  T	api.core.v1.DaemonEndpoint
  Port	1	i	r	z	=0
  T	api.core.v1.DownwardAPIProjection
  items	1	[@392	La
  T	api.core.v1.DownwardAPIVolumeFile
  path	1	s	r	z	=""
  fieldRef	2	@470	Ma
  resourceFieldRef	3	@533	Ma
  mode	4	i	p
  T	api.core.v1.DownwardAPIVolumeSource
  items	1	[@392	La
  defaultMode	2	i	p
  T	api.core.v1.EmptyDirVolumeSource
  medium	1	s
  sizeLimit	2	q
  T	api.core.v1.EndpointAddress
  ip	1	s	r	z	=""
  hostname	3	s
  nodeName	4	s	p
  targetRef	2	@471	Ma
  T	api.core.v1.EndpointPort
  name	1	s
  port	2	i	r	z	=0
  protocol	3	s
  appProtocol	4	s	p
  T	api.core.v1.EndpointSubset
  addresses	1	[@395	La
  notReadyAddresses	2	[@395	La
  ports	3	[@396	La
  T	api.core.v1.Endpoints	/v1/Endpoints
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  subsets	2	[@397	La
  T	api.core.v1.EndpointsList	/v1/EndpointsList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@398	r
  T	api.core.v1.EnvFromSource
  prefix	1	s
  configMapRef	2	@371
  secretRef	3	@548
  T	api.core.v1.EnvVar
  name	1	s	r	z	=""
  value	2	s
  valueFrom	3	@402
  T	api.core.v1.EnvVarSource
  fieldRef	1	@470	Ma
  resourceFieldRef	2	@533	Ma
  configMapKeyRef	3	@372	Ma
  secretKeyRef	4	@549	Ma
  fileKeyRef	5	@412	Ma
  T	api.core.v1.EphemeralContainer
  ephemeralContainerCommon	1	@404	I
  targetContainerName	2	s
  T	api.core.v1.EphemeralContainerCommon
  name	1	s
  image	2	s
  command	3	[s
  args	4	[s
  workingDir	5	s
  ports	6	[@380
  envFrom	19	[@400
  env	7	[@401
  resources	8	@539
  resizePolicy	23	[@381
  restartPolicy	24	s	p
  restartPolicyRules	25	[@382
  volumeMounts	9	[@580
  volumeDevices	21	[@579
  livenessProbe	10	@520
  readinessProbe	11	@520
  startupProbe	22	@520
  lifecycle	12	@431
  terminationMessagePath	13	s
  terminationMessagePolicy	20	s
  imagePullPolicy	14	s
  securityContext	15	@554
  stdin	16	b
  stdinOnce	17	b
  tty	18	b
  T	api.core.v1.EphemeralVolumeSource
  volumeClaimTemplate	1	@478
  T	api.core.v1.Event	/v1/Event
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	r	z	={}
  involvedObject	2	@471	r	Ma	z	={}
  reason	3	s
  message	4	s
  source	5	@409	z	={}
  firstTimestamp	6	t
  lastTimestamp	7	t
  count	8	i
  type	9	s
  eventTime	10	u
  series	11	@408
  action	12	s
  related	13	@471	Ma
  reportingComponent	14	s	z	=""
  reportingInstance	15	s	z	=""
  T	api.core.v1.EventList	/v1/EventList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@406	r
  T	api.core.v1.EventSeries
  count	1	i
  lastObservedTime	2	u
  T	api.core.v1.EventSource
  component	1	s
  host	2	s
  T	api.core.v1.ExecAction
  command	1	[s	La
  T	api.core.v1.FCVolumeSource
  targetWWNs	1	[s	La
  lun	2	i	p
  fsType	3	s
  readOnly	4	b
  wwids	5	[s	La
  T	api.core.v1.FileKeySelector
  volumeName	1	s	r	z	=""
  path	2	s	r	z	=""
  key	3	s	r	z	=""
  optional	4	b	p	=false
  T	api.core.v1.FlexPersistentVolumeSource
  driver	1	s	r	z	=""
  fsType	2	s
  secretRef	3	@552	Ma
  readOnly	4	b
  options	5	{s
  T	api.core.v1.FlexVolumeSource
  driver	1	s	r	z	=""
  fsType	2	s
  secretRef	3	@441	Ma
  readOnly	4	b
  options	5	{s
  T	api.core.v1.FlockerVolumeSource
  datasetName	1	s
  datasetUUID	2	s
  T	api.core.v1.GCEPersistentDiskVolumeSource
  pdName	1	s	r	z	=""
  fsType	2	s
  partition	3	i
  readOnly	4	b
  T	api.core.v1.GRPCAction
  port	1	i	r	z	=0
  service	2	s	z	=""
  T	api.core.v1.GitRepoVolumeSource
  repository	1	s	r	z	=""
  revision	2	s
  directory	3	s
  T	api.core.v1.GlusterfsPersistentVolumeSource
  endpoints	1	s	r	z	=""
  path	2	s	r	z	=""
  readOnly	3	b
  endpointsNamespace	4	s
  T	api.core.v1.GlusterfsVolumeSource
  endpoints	1	s	r	z	=""
  path	2	s	r	z	=""
  readOnly	3	b
  T	api.core.v1.HTTPGetAction
  path	1	s
  port	2	x	r
  host	3	s
  scheme	4	s
  httpHeaders	5	[@422	La
  T	api.core.v1.HTTPHeader
  name	1	s	r	z	=""
  value	2	s	r	z	=""
  T	api.core.v1.HostAlias
  ip	1	s	r	z	=""
  hostnames	2	[s	La
  T	api.core.v1.HostIP
  ip	1	s	r	z	=""
  T	api.core.v1.HostPathVolumeSource
  path	1	s	r	z	=""
  type	2	s	p
  T	api.core.v1.ISCSIPersistentVolumeSource
  targetPortal	1	s	r	z	=""
  iqn	2	s	r	z	=""
  lun	3	i	r	z	=0
  iscsiInterface	4	s	="default"
  fsType	5	s
  readOnly	6	b
  portals	7	[s	La
  chapAuthDiscovery	8	b
  chapAuthSession	11	b
  secretRef	10	@552	Ma
  initiatorName	12	s	p
  T	api.core.v1.ISCSIVolumeSource
  targetPortal	1	s	r	z	=""
  iqn	2	s	r	z	=""
  lun	3	i	r	z	=0
  iscsiInterface	4	s	="default"
  fsType	5	s
  readOnly	6	b
  portals	7	[s	La
  chapAuthDiscovery	8	b
  chapAuthSession	11	b
  secretRef	10	@441	Ma
  initiatorName	12	s	p
  T	api.core.v1.ImageVolumeSource
  reference	1	s
  pullPolicy	2	s
  T	api.core.v1.ImageVolumeStatus
  imageRef	1	s	r
  T	api.core.v1.KeyToPath
  key	1	s	r	z	=""
  path	2	s	r	z	=""
  mode	3	i	p
  T	api.core.v1.Lifecycle
  postStart	1	@432
  preStop	2	@432
  stopSignal	3	s	p
  T	api.core.v1.LifecycleHandler
  exec	1	@410
  httpGet	2	@421
  tcpSocket	3	@570
  sleep	4	@566
  T	api.core.v1.LimitRange	/v1/LimitRange
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@436	z	={}
  T	api.core.v1.LimitRangeItem
  type	1	s	r	z	=""
  max	2	{q
  min	3	{q
  default	4	{q
  defaultRequest	5	{q
  maxLimitRequestRatio	6	{q
  T	api.core.v1.LimitRangeList	/v1/LimitRangeList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@433	r
  T	api.core.v1.LimitRangeSpec
  limits	1	[@434	r	La
  T	api.core.v1.LinuxContainerUser
  uid	1	l	r	z	=0
  gid	2	l	r	z	=0
  supplementalGroups	3	[l	La
  T	api.core.v1.List
  metadata	1	@1166
  items	2	[a
  T	api.core.v1.LoadBalancerIngress
  ip	1	s
  hostname	2	s
  ipMode	3	s	p
  ports	4	[@515	La
  T	api.core.v1.LoadBalancerStatus
  ingress	1	[@439	La
  T	api.core.v1.LocalObjectReference
  name	1	s	z	=""
  T	api.core.v1.LocalVolumeSource
  path	1	s	r	z	=""
  fsType	2	s	p
  T	api.core.v1.ModifyVolumeStatus
  targetVolumeAttributesClassName	1	s
  status	2	s	r	z	=""
  T	api.core.v1.NFSVolumeSource
  server	1	s	r	z	=""
  path	2	s	r	z	=""
  readOnly	3	b
  T	api.core.v1.Namespace	/v1/Namespace
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@448	z	={}
  status	3	@449	z	={}
  T	api.core.v1.NamespaceCondition
  type	1	s	r	z	=""
  status	2	s	r	z	=""
  lastTransitionTime	4	t
  reason	5	s
  message	6	s
  T	api.core.v1.NamespaceList	/v1/NamespaceList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@445	r
  T	api.core.v1.NamespaceSpec
  finalizers	1	[s	La
  T	api.core.v1.NamespaceStatus
  phase	1	s
  conditions	2	[@446	Lm:type	Pm	K:type
  T	api.core.v1.Node	/v1/Node
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@466	z	={}
  status	3	@467	z	={}
  T	api.core.v1.NodeAddress
  type	1	s	r	z	=""
  address	2	s	r	z	=""
  T	api.core.v1.NodeAffinity
  requiredDuringSchedulingIgnoredDuringExecution	1	@463	Ma
  preferredDuringSchedulingIgnoredDuringExecution	2	[@519	La
  T	api.core.v1.NodeAllocatableResourceClaimStatus
  resourceClaimName	1	s	r	z	=""
  containers	2	[s	Ls
  resources	3	{q	r
  T	api.core.v1.NodeCondition
  type	1	s	r	z	=""
  status	2	s	r	z	=""
  lastHeartbeatTime	3	t
  lastTransitionTime	4	t
  reason	5	s
  message	6	s
  T	api.core.v1.NodeConfigSource
  configMap	2	@374
  T	api.core.v1.NodeConfigStatus
  assigned	1	@455
  active	2	@455
  lastKnownGood	3	@455
  error	4	s
  T	api.core.v1.NodeDaemonEndpoints
  kubeletEndpoint	1	@390	z	={}
  T	api.core.v1.NodeFeatures
  supplementalGroupsPolicy	1	b	p
  T	api.core.v1.NodeList	/v1/NodeList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@450	r
  T	api.core.v1.NodeProxyOptions
  path	1	s
  T	api.core.v1.NodeRuntimeHandler
  name	1	s	z	=""
  features	2	@462
  T	api.core.v1.NodeRuntimeHandlerFeatures
  recursiveReadOnlyMounts	1	b	p
  userNamespaces	2	b	p
  T	api.core.v1.NodeSelector
  nodeSelectorTerms	1	[@465	r	La
  T	api.core.v1.NodeSelectorRequirement
  key	1	s	r	z	=""
  operator	2	s	r	z	=""
  values	3	[s	La
  T	api.core.v1.NodeSelectorTerm
  matchExpressions	1	[@464	La
  matchFields	2	[@464	La
  T	api.core.v1.NodeSpec
  podCIDR	1	s
  podCIDRs	7	[s	Ls	Pm
  providerID	3	s
  unschedulable	4	b
  taints	5	[@571	La
  configSource	6	@455
  externalID	2	s
  T	api.core.v1.NodeStatus
  capacity	1	{q
  allocatable	2	{q
  phase	3	s
  conditions	4	[@454	Lm:type	Pm	K:type
  addresses	5	[@451	Lm:type	Pm	K:type
  daemonEndpoints	6	@457	z	={}
  nodeInfo	7	@469	z	={}
  images	8	[@379	La
  volumesInUse	9	[s	La
  volumesAttached	10	[@352	La
  config	11	@456
  runtimeHandlers	12	[@461	La
  features	13	@458
  declaredFeatures	14	[s	La
  T	api.core.v1.NodeSwapStatus
  capacity	1	l	p
  T	api.core.v1.NodeSystemInfo
  machineID	1	s	r	z	=""
  systemUUID	2	s	r	z	=""
  bootID	3	s	r	z	=""
  kernelVersion	4	s	r	z	=""
  osImage	5	s	r	z	=""
  containerRuntimeVersion	6	s	r	z	=""
  kubeletVersion	7	s	r	z	=""
  kubeProxyVersion	8	s	r	z	=""
  operatingSystem	9	s	r	z	=""
  architecture	10	s	r	z	=""
  swap	11	@468
  T	api.core.v1.ObjectFieldSelector
  apiVersion	1	s
  fieldPath	2	s	r	z	=""
  T	api.core.v1.ObjectReference
  kind	1	s
  namespace	2	s
  name	3	s
  uid	4	s
  apiVersion	5	s
  resourceVersion	6	s
  fieldPath	7	s
  T	api.core.v1.PersistentVolume	/v1/PersistentVolume
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@482	z	={}
  status	3	@483	z	={}
  T	api.core.v1.PersistentVolumeClaim	/v1/PersistentVolumeClaim
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@476	z	={}
  status	3	@477	z	={}
  T	api.core.v1.PersistentVolumeClaimCondition
  type	1	s	r	z	=""
  status	2	s	r	z	=""
  lastProbeTime	3	t
  lastTransitionTime	4	t
  reason	5	s
  message	6	s
  T	api.core.v1.PersistentVolumeClaimList	/v1/PersistentVolumeClaimList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@473	r
  T	api.core.v1.PersistentVolumeClaimSpec
  accessModes	1	[s	La
  selector	4	@1163	Ma
  resources	2	@584	z	={}
  volumeName	3	s
  storageClassName	5	s	p
  volumeMode	6	s	p
  dataSource	7	@576	Ma
  dataSourceRef	8	@577
  volumeAttributesClassName	9	s	p
  T	api.core.v1.PersistentVolumeClaimStatus
  phase	1	s
  accessModes	2	[s	La
  capacity	3	{q
  conditions	4	[@474	Lm:type	Pm	K:type
  allocatedResources	5	{q
  allocatedResourceStatuses	7	{s
  currentVolumeAttributesClassName	8	s	p
  modifyVolumeStatus	9	@443
  T	api.core.v1.PersistentVolumeClaimTemplate
  metadata	1	@1169	z	={}
  spec	2	@476	r	z	={}
  T	api.core.v1.PersistentVolumeClaimVolumeSource
  claimName	1	s	r	z	=""
  readOnly	2	b
  T	api.core.v1.PersistentVolumeList	/v1/PersistentVolumeList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@472	r
  T	api.core.v1.PersistentVolumeSource
  gcePersistentDisk	1	@416
  awsElasticBlockStore	2	@349
  hostPath	3	@425
  glusterfs	4	@419
  nfs	5	@444
  rbd	6	@524
  iscsi	7	@426
  cinder	8	@363
  cephfs	9	@361
  fc	10	@411
  flocker	11	@415
  flexVolume	12	@413
  azureFile	13	@355
  vsphereVolume	14	@587
  quobyte	15	@523
  azureDisk	16	@354
  photonPersistentDisk	17	@484
  portworxVolume	18	@516
  scaleIO	19	@542
  local	20	@442
  storageos	21	@567
  csi	22	@358
  T	api.core.v1.PersistentVolumeSpec
  capacity	1	{q
  persistentVolumeSource	2	@481	I
  accessModes	3	[s	La
  claimRef	4	@471	Ma
  persistentVolumeReclaimPolicy	5	s
  storageClassName	6	s
  mountOptions	7	[s	La
  volumeMode	8	s	p
  nodeAffinity	9	@582
  volumeAttributesClassName	10	s	p
  T	api.core.v1.PersistentVolumeStatus
  phase	1	s
  message	2	s
  reason	3	s
  lastPhaseTransitionTime	4	t
  T	api.core.v1.PhotonPersistentDiskVolumeSource
  pdID	1	s	r	z	=""
  fsType	2	s
  T	api.core.v1.Pod	/v1/Pod
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@509	z	={}
  status	3	@510	z	={}
  T	api.core.v1.PodAffinity
  requiredDuringSchedulingIgnoredDuringExecution	1	[@487	La
  preferredDuringSchedulingIgnoredDuringExecution	2	[@588	La
  T	api.core.v1.PodAffinityTerm
  labelSelector	1	@1163	Ma
  namespaces	2	[s	La
  topologyKey	3	s	r	z	=""
  namespaceSelector	4	@1163	Ma
  matchLabelKeys	5	[s	La
  mismatchLabelKeys	6	[s	La
  T	api.core.v1.PodAntiAffinity
  requiredDuringSchedulingIgnoredDuringExecution	1	[@487	La
  preferredDuringSchedulingIgnoredDuringExecution	2	[@588	La
  T	api.core.v1.PodAttachOptions
  stdin	1	b
  stdout	2	b
  stderr	3	b
  tty	4	b
  container	5	s
  T	api.core.v1.PodCertificateProjection
  signerName	1	s	r
  keyType	2	s	r
  maxExpirationSeconds	3	i	p
  credentialBundlePath	4	s
  keyPath	5	s
  certificateChainPath	6	s
  userAnnotations	7	{s
  T	api.core.v1.PodCondition
  type	1	s	r	z	=""
  observedGeneration	7	l
  status	2	s	r	z	=""
  lastProbeTime	3	t
  lastTransitionTime	4	t
  reason	5	s
  message	6	s
  T	api.core.v1.PodDNSConfig
  nameservers	1	[s	La
  searches	2	[s	La
  options	3	[@493	La
  T	api.core.v1.PodDNSConfigOption
  name	1	s
  value	2	s	p
  T	api.core.v1.PodExecOptions
  stdin	1	b
  stdout	2	b
  stderr	3	b
  tty	4	b
  container	5	s
  command	6	[s
  T	api.core.v1.PodExtendedResourceClaimStatus
  requestMappings	1	[@378	r	La
  resourceClaimName	2	s	r	z	=""
  T	api.core.v1.PodIP
  ip	1	s	r	z	=""
  T	api.core.v1.PodList	/v1/PodList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@485	r
  T	api.core.v1.PodLogOptions
  container	1	s
  follow	2	b
  previous	3	b
  sinceSeconds	4	l	p
  sinceTime	5	t
  timestamps	6	b
  tailLines	7	l	p
  limitBytes	8	l	p
  insecureSkipTLSVerifyBackend	9	b
  stream	10	s	p
  T	api.core.v1.PodOS
  name	1	s	r	z	=""
  T	api.core.v1.PodPortForwardOptions
  ports	1	[i
  T	api.core.v1.PodProxyOptions
  path	1	s
  T	api.core.v1.PodReadinessGate
  conditionType	1	s	r	z	=""
  T	api.core.v1.PodResourceClaim
  name	1	s	r	z	=""
  resourceClaimName	3	s	p
  resourceClaimTemplateName	4	s	p
  T	api.core.v1.PodResourceClaimStatus
  name	1	s	r	z	=""
  resourceClaimName	2	s	p
  T	api.core.v1.PodSchedulingGate
  name	1	s	r	z	=""
  T	api.core.v1.PodSchedulingGroup
  podGroupName	1	s
  T	api.core.v1.PodSecurityContext
  seLinuxOptions	1	@541
  windowsOptions	8	@589
  runAsUser	2	l	p
  runAsGroup	6	l	p
  runAsNonRoot	3	b	p
  supplementalGroups	4	[l	La
  supplementalGroupsPolicy	12	s	p
  fsGroup	5	l	p
  sysctls	7	[@569	La
  fsGroupChangePolicy	9	s	p
  seccompProfile	10	@546
  appArmorProfile	11	@351
  seLinuxChangePolicy	13	s	p
  T	api.core.v1.PodSignature
  podController	1	@1170
  T	api.core.v1.PodSpec
  volumes	1	[@578	Lm:name	Pm	Pk	K:name
  initContainers	20	[@377	Lm:name	Pm	K:name
  containers	2	[@377	r	Lm:name	Pm	K:name
  ephemeralContainers	34	[@403	Lm:name	Pm	K:name
  restartPolicy	3	s
  terminationGracePeriodSeconds	4	l	p
  activeDeadlineSeconds	5	l	p
  dnsPolicy	6	s
  nodeSelector	7	{s	Ma
  serviceAccountName	8	s
  serviceAccount	9	s
  automountServiceAccountToken	21	b	p
  nodeName	10	s
  hostNetwork	11	b
  hostPID	12	b
  hostIPC	13	b
  shareProcessNamespace	27	b	p
  securityContext	14	@507
  imagePullSecrets	15	[@441	Lm:name	Pm	K:name
  hostname	16	s
  subdomain	17	s
  affinity	18	@350
  schedulerName	19	s
  tolerations	22	[@572	La
  hostAliases	23	[@423	Lm:ip	Pm	K:ip
  priorityClassName	24	s
  priority	25	i	p
  dnsConfig	26	@492
  readinessGates	28	[@502	La
  runtimeClassName	29	s	p
  enableServiceLinks	30	b	p
  preemptionPolicy	31	s	p
  overhead	32	{q
  topologySpreadConstraints	33	[@575	Lm:topologyKey,whenUnsatisfiable	Pm	K:topologyKey
  setHostnameAsFQDN	35	b	p
  os	36	@499
  hostUsers	37	b	p
  schedulingGates	38	[@505	Lm:name	Pm	K:name
  resourceClaims	39	[@503	Lm:name	Pm	Pk	K:name
  resources	40	@539
  hostnameOverride	41	s	p
  schedulingGroup	43	@506
  T	api.core.v1.PodStatus
  observedGeneration	17	l
  phase	1	s
  conditions	2	[@491	Lm:type	Pm	K:type
  message	3	s
  reason	4	s
  nominatedNodeName	11	s
  hostIP	5	s
  hostIPs	16	[@424	La	Pm	K:ip
  podIP	6	s
  podIPs	12	[@496	Lm:ip	Pm	K:ip
  startTime	7	t
  initContainerStatuses	10	[@388	La
  containerStatuses	8	[@388	La
  qosClass	9	s
  ephemeralContainerStatuses	13	[@388	La
  resize	14	s
  resourceClaimStatuses	15	[@504	Lm:name	Pm	Pk	K:name
  extendedResourceClaimStatus	18	@495
  allocatedResources	19	{q
  resources	20	@539
  nodeAllocatableResourceClaimStatuses	21	[@453	La
  T	api.core.v1.PodStatusResult
  metadata	1	@1169
  status	2	@510
  T	api.core.v1.PodTemplate	/v1/PodTemplate
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  template	2	@514	z	={}
  T	api.core.v1.PodTemplateList	/v1/PodTemplateList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@512	r
  T	api.core.v1.PodTemplateSpec
  metadata	1	@1169	z	={}
  spec	2	@509	z	={}
  T	api.core.v1.PortStatus
  port	1	i	r	z	=0
  protocol	2	s	r	z	=""
  error	3	s	p
  T	api.core.v1.PortworxVolumeSource
  volumeID	1	s	r	z	=""
  fsType	2	s
  readOnly	3	b
  T	api.core.v1.Preconditions
  uid	1	s	p
  T	api.core.v1.PreferAvoidPodsEntry
  podSignature	1	@508
  evictionTime	2	t
  reason	3	s
  message	4	s
  T	api.core.v1.PreferredSchedulingTerm
  weight	1	i	r	z	=0
  preference	2	@465	r	Ma	z	={}
  T	api.core.v1.Probe
  handler	1	@521	I
  initialDelaySeconds	2	i
  timeoutSeconds	3	i
  periodSeconds	4	i
  successThreshold	5	i
  failureThreshold	6	i
  terminationGracePeriodSeconds	7	l	p
  T	api.core.v1.ProbeHandler
  exec	1	@410
  httpGet	2	@421
  tcpSocket	3	@570
  grpc	4	@417
  T	api.core.v1.ProjectedVolumeSource
  sources	1	[@583	La
  defaultMode	2	i	p
  T	api.core.v1.QuobyteVolumeSource
  registry	1	s	r	z	=""
  volume	2	s	r	z	=""
  readOnly	3	b
  user	4	s
  group	5	s
  tenant	6	s
  T	api.core.v1.RBDPersistentVolumeSource
  monitors	1	[s	r	La
  image	2	s	r	z	=""
  fsType	3	s
  pool	4	s	="rbd"
  user	5	s	="admin"
  keyring	6	s	="/etc/ceph/keyring"
  secretRef	7	@552	Ma
  readOnly	8	b
  T	api.core.v1.RBDVolumeSource
  monitors	1	[s	r	La
  image	2	s	r	z	=""
  fsType	3	s
  pool	4	s	="rbd"
  user	5	s	="admin"
  keyring	6	s	="/etc/ceph/keyring"
  secretRef	7	@441	Ma
  readOnly	8	b
  T	api.core.v1.RangeAllocation
  metadata	1	@1169
  range	2	s
  data	3	y
  T	api.core.v1.ReplicationController	/v1/ReplicationController
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@530	z	={}
  status	3	@531	z	={}
  T	api.core.v1.ReplicationControllerCondition
  type	1	s	r	z	=""
  status	2	s	r	z	=""
  lastTransitionTime	3	t
  reason	4	s
  message	5	s
  T	api.core.v1.ReplicationControllerList	/v1/ReplicationControllerList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@527	r
  T	api.core.v1.ReplicationControllerSpec
  replicas	1	i	p	=1
  minReadySeconds	4	i	z	=0
  selector	2	{s	Ma
  template	3	@514
  T	api.core.v1.ReplicationControllerStatus
  replicas	1	i	r	z	=0
  fullyLabeledReplicas	2	i
  readyReplicas	4	i
  availableReplicas	5	i
  observedGeneration	3	l
  conditions	6	[@528	Lm:type	Pm	K:type
  T	api.core.v1.ResourceClaim
  name	1	s	r	z	=""
  request	2	s
  T	api.core.v1.ResourceFieldSelector
  containerName	1	s
  resource	2	s	r	z	=""
  divisor	3	q	="0"
  T	api.core.v1.ResourceHealth
  resourceID	1	s	r	z	=""
  health	2	s
  message	6	s
  T	api.core.v1.ResourceQuota	/v1/ResourceQuota
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@537	z	={}
  status	3	@538	z	={}
  T	api.core.v1.ResourceQuotaList	/v1/ResourceQuotaList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@535	r
  T	api.core.v1.ResourceQuotaSpec
  hard	1	{q
  scopes	2	[s	La
  scopeSelector	3	@544	Ma
  T	api.core.v1.ResourceQuotaStatus
  hard	1	{q
  used	2	{q
  T	api.core.v1.ResourceRequirements
  limits	1	{q
  requests	2	{q
  claims	3	[@532	Lm:name
  T	api.core.v1.ResourceStatus
  name	1	s	r	z	=""
  resources	2	[@534	Lm:resourceID
  T	api.core.v1.SELinuxOptions
  user	1	s
  role	2	s
  type	3	s
  level	4	s
  T	api.core.v1.ScaleIOPersistentVolumeSource
  gateway	1	s	r	z	=""
  system	2	s	r	z	=""
  secretRef	3	@552	r	Ma
  sslEnabled	4	b
  protectionDomain	5	s
  storagePool	6	s
  storageMode	7	s	="ThinProvisioned"
  volumeName	8	s
  fsType	9	s	="xfs"
  readOnly	10	b
  T	api.core.v1.ScaleIOVolumeSource
  gateway	1	s	r	z	=""
  system	2	s	r	z	=""
  secretRef	3	@441	r	Ma
  sslEnabled	4	b
  protectionDomain	5	s
  storagePool	6	s
  storageMode	7	s	="ThinProvisioned"
  volumeName	8	s
  fsType	9	s	="xfs"
  readOnly	10	b
  T	api.core.v1.ScopeSelector
  matchExpressions	1	[@545	La
  T	api.core.v1.ScopedResourceSelectorRequirement
  scopeName	1	s	r	z	=""
  operator	2	s	r	z	=""
  values	3	[s	La
  T	api.core.v1.SeccompProfile
  type	1	s	r	z	=""
  localhostProfile	2	s	p
  T	api.core.v1.Secret	/v1/Secret
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  immutable	5	b	p
  data	2	{y
  stringData	4	{s
  type	3	s
  T	api.core.v1.SecretEnvSource
  localObjectReference	1	@441	I
  optional	2	b	p
  T	api.core.v1.SecretKeySelector
  localObjectReference	1	@441	I
  key	2	s	r	z	=""
  optional	3	b	p
  T	api.core.v1.SecretList	/v1/SecretList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@547	r
  T	api.core.v1.SecretProjection
  localObjectReference	1	@441	I
  items	2	[@430	La
  optional	4	b	p
  T	api.core.v1.SecretReference
  name	1	s
  namespace	2	s
  T	api.core.v1.SecretVolumeSource
  secretName	1	s
  items	2	[@430	La
  defaultMode	3	i	p
  optional	4	b	p
  T	api.core.v1.SecurityContext
  capabilities	1	@360
  privileged	2	b	p
  seLinuxOptions	3	@541
  windowsOptions	10	@589
  runAsUser	4	l	p
  runAsGroup	8	l	p
  runAsNonRoot	5	b	p
  readOnlyRootFilesystem	6	b	p
  allowPrivilegeEscalation	7	b	p
  procMount	9	s	p
  seccompProfile	11	@546
  appArmorProfile	12	@351
  T	api.core.v1.SerializedReference
  reference	1	@471
  T	api.core.v1.Service	/v1/Service
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@563	z	={}
  status	3	@564	z	={}
  T	api.core.v1.ServiceAccount	/v1/ServiceAccount
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  secrets	2	[@471	Lm:name	Pm	K:name
  imagePullSecrets	3	[@441	La
  automountServiceAccountToken	4	b	p
  T	api.core.v1.ServiceAccountList	/v1/ServiceAccountList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@557	r
  T	api.core.v1.ServiceAccountTokenProjection
  audience	1	s
  expirationSeconds	2	l	p
  path	3	s	r	z	=""
  T	api.core.v1.ServiceList	/v1/ServiceList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@556	r
  T	api.core.v1.ServicePort
  name	1	s
  protocol	2	s	="TCP"
  appProtocol	6	s	p
  port	3	i	r	z	=0
  targetPort	4	x
  nodePort	5	i
  T	api.core.v1.ServiceProxyOptions
  path	1	s
  T	api.core.v1.ServiceSpec
  ports	1	[@561	Lm:port,protocol	Pm	K:port
  selector	2	{s	Ma
  clusterIP	3	s
  clusterIPs	18	[s	La
  type	4	s
  externalIPs	5	[s	La
  sessionAffinity	7	s
  loadBalancerIP	8	s
  loadBalancerSourceRanges	9	[s	La
  externalName	10	s
  externalTrafficPolicy	11	s
  healthCheckNodePort	12	i
  publishNotReadyAddresses	13	b
  sessionAffinityConfig	14	@565
  ipFamilies	19	[s	La
  ipFamilyPolicy	17	s	p
  allocateLoadBalancerNodePorts	20	b	p
  loadBalancerClass	21	s	p
  internalTrafficPolicy	22	s	p
  trafficDistribution	23	s	p
  T	api.core.v1.ServiceStatus
  loadBalancer	1	@440	z	={}
  conditions	2	[@1152	Lm:type	Pm	K:type
  T	api.core.v1.SessionAffinityConfig
  clientIP	1	@365
  T	api.core.v1.SleepAction
  seconds	1	l	r	z	=0
  T	api.core.v1.StorageOSPersistentVolumeSource
  volumeName	1	s
  volumeNamespace	2	s
  fsType	3	s
  readOnly	4	b
  secretRef	5	@471	Ma
  T	api.core.v1.StorageOSVolumeSource
  volumeName	1	s
  volumeNamespace	2	s
  fsType	3	s
  readOnly	4	b
  secretRef	5	@441	Ma
  T	api.core.v1.Sysctl
  name	1	s	r	z	=""
  value	2	s	r	z	=""
  T	api.core.v1.TCPSocketAction
  port	1	x	r
  host	2	s
  T	api.core.v1.Taint
  key	1	s	r	z	=""
  value	2	s
  effect	3	s	r	z	=""
  timeAdded	4	t
  T	api.core.v1.Toleration
  key	1	s
  operator	2	s
  value	3	s
  effect	4	s
  tolerationSeconds	5	l	p
  T	api.core.v1.TopologySelectorLabelRequirement
  key	1	s	r	z	=""
  values	2	[s	r	La
  T	api.core.v1.TopologySelectorTerm
  matchLabelExpressions	1	[@573	La
  T	api.core.v1.TopologySpreadConstraint
  maxSkew	1	i	r	z	=0
  topologyKey	2	s	r	z	=""
  whenUnsatisfiable	3	s	r	z	=""
  labelSelector	4	@1163	Ma
  minDomains	5	i	p
  nodeAffinityPolicy	6	s	p
  nodeTaintsPolicy	7	s	p
  matchLabelKeys	8	[s	La
  T	api.core.v1.TypedLocalObjectReference
  apiGroup	1	s	p
  kind	2	s	r	z	=""
  name	3	s	r	z	=""
  T	api.core.v1.TypedObjectReference
  apiGroup	1	s	p
  kind	2	s	r	z	=""
  name	3	s	r	z	=""
  namespace	4	s	p
  T	api.core.v1.Volume
  name	1	s	r	z	=""
  volumeSource	2	@585	I
  T	api.core.v1.VolumeDevice
  name	1	s	r	z	=""
  devicePath	2	s	r	z	=""
  T	api.core.v1.VolumeMount
  name	1	s	r	z	=""
  readOnly	2	b
  recursiveReadOnly	7	s	p
  mountPath	3	s	r	z	=""
  subPath	4	s
  mountPropagation	5	s	p
  subPathExpr	6	s
  T	api.core.v1.VolumeMountStatus
  name	1	s	r	z	=""
  mountPath	2	s	r	z	=""
  readOnly	3	b
  recursiveReadOnly	4	s	p
  volumeStatus	5	@586
  T	api.core.v1.VolumeNodeAffinity
  required	1	@463	Ma
  T	api.core.v1.VolumeProjection
  secret	1	@551
  downwardAPI	2	@391
  configMap	3	@375
  serviceAccountToken	4	@559
  clusterTrustBundle	5	@366
  podCertificate	6	@490
  T	api.core.v1.VolumeResourceRequirements
  limits	1	{q
  requests	2	{q
  T	api.core.v1.VolumeSource
  hostPath	1	@425
  emptyDir	2	@394
  gcePersistentDisk	3	@416
  awsElasticBlockStore	4	@349
  gitRepo	5	@418
  secret	6	@553
  nfs	7	@444
  iscsi	8	@427
  glusterfs	9	@420
  persistentVolumeClaim	10	@479
  rbd	11	@525
  flexVolume	12	@414
  cinder	13	@364
  cephfs	14	@362
  flocker	15	@415
  downwardAPI	16	@393
  fc	17	@411
  azureFile	18	@356
  configMap	19	@376
  vsphereVolume	20	@587
  quobyte	21	@523
  azureDisk	22	@354
  photonPersistentDisk	23	@484
  projected	26	@522
  portworxVolume	24	@516
  scaleIO	25	@543
  storageos	27	@568
  csi	28	@359
  ephemeral	29	@405
  image	30	@428
  T	api.core.v1.VolumeStatus
  image	1	@429
  T	api.core.v1.VsphereVirtualDiskVolumeSource
  volumePath	1	s	r	z	=""
  fsType	2	s
  storagePolicyName	3	s
  storagePolicyID	4	s
  T	api.core.v1.WeightedPodAffinityTerm
  weight	1	i	r	z	=0
  podAffinityTerm	2	@487	r	z	={}
  T	api.core.v1.WindowsSecurityContextOptions
  gmsaCredentialSpecName	1	s	p
  gmsaCredentialSpec	2	s	p
  runAsUserName	3	s	p
  hostProcess	4	b	p
  T	api.discovery.v1.Endpoint
  addresses	1	[s	r	Ls
  conditions	2	@591	z	={}
  hostname	3	s	p
  targetRef	4	@471	Ma
  deprecatedTopology	5	{s
  nodeName	6	s	p
  zone	7	s	p
  hints	8	@592
  T	api.discovery.v1.EndpointConditions
  ready	1	b	p
  serving	2	b	p
  terminating	3	b	p
  T	api.discovery.v1.EndpointHints
  forZones	1	[@597	La
  forNodes	2	[@596	La
  T	api.discovery.v1.EndpointPort
  name	1	s	p
  protocol	2	s	p
  port	3	i	p
  appProtocol	4	s	p
  T	api.discovery.v1.EndpointSlice	discovery.k8s.io/v1/EndpointSlice
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  addressType	4	s	r	z	=""
  endpoints	2	[@590	La
  ports	3	[@593	La
  T	api.discovery.v1.EndpointSliceList	discovery.k8s.io/v1/EndpointSliceList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@594	r
  T	api.discovery.v1.ForNode
  name	1	s	r	z	=""
  T	api.discovery.v1.ForZone
  name	1	s	r	z	=""
  T	api.discovery.v1beta1.Endpoint
  addresses	1	[s
  conditions	2	@599
  hostname	3	s	p
  targetRef	4	@471
  topology	5	{s
  nodeName	6	s	p
  hints	7	@600
  T	api.discovery.v1beta1.EndpointConditions
  ready	1	b	p
  serving	2	b	p
  terminating	3	b	p
  T	api.discovery.v1beta1.EndpointHints
  forZones	1	[@605
  forNodes	2	[@604
  T	api.discovery.v1beta1.EndpointPort
  name	1	s	p
  protocol	2	s	p
  port	3	i	p
  appProtocol	4	s	p
  T	api.discovery.v1beta1.EndpointSlice
  metadata	1	@1169
  addressType	4	s
  endpoints	2	[@598
  ports	3	[@601
  T	api.discovery.v1beta1.EndpointSliceList
  metadata	1	@1166
  items	2	[@602
  T	api.discovery.v1beta1.ForNode
  name	1	s
  T	api.discovery.v1beta1.ForZone
  name	1	s
  T	api.events.v1.Event	events.k8s.io/v1/Event
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  eventTime	2	u	r
  series	3	@608
  reportingController	4	s
  reportingInstance	5	s
  action	6	s
  reason	7	s
  regarding	8	@471	Ma	z	={}
  related	9	@471	Ma
  note	10	s
  type	11	s
  deprecatedSource	12	@409	z	={}
  deprecatedFirstTimestamp	13	t
  deprecatedLastTimestamp	14	t
  deprecatedCount	15	i
  T	api.events.v1.EventList	events.k8s.io/v1/EventList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@606	r
  T	api.events.v1.EventSeries
  count	1	i	r	z	=0
  lastObservedTime	2	u	r
  T	api.events.v1beta1.Event
  metadata	1	@1169
  eventTime	2	u
  series	3	@611
  reportingController	4	s
  reportingInstance	5	s
  action	6	s
  reason	7	s
  regarding	8	@471
  related	9	@471
  note	10	s
  type	11	s
  deprecatedSource	12	@409
  deprecatedFirstTimestamp	13	t
  deprecatedLastTimestamp	14	t
  deprecatedCount	15	i
  T	api.events.v1beta1.EventList
  metadata	1	@1166
  items	2	[@609
  T	api.events.v1beta1.EventSeries
  count	1	i
  lastObservedTime	2	u
  T	api.extensions.v1beta1.DaemonSet
  metadata	1	@1169
  spec	2	@615
  status	3	@616
  T	api.extensions.v1beta1.DaemonSetCondition
  type	1	s
  status	2	s
  lastTransitionTime	3	t
  reason	4	s
  message	5	s
  T	api.extensions.v1beta1.DaemonSetList
  metadata	1	@1166
  items	2	[@612
  T	api.extensions.v1beta1.DaemonSetSpec
  selector	1	@1163
  template	2	@514
  updateStrategy	3	@617
  minReadySeconds	4	i
  templateGeneration	5	l
  revisionHistoryLimit	6	i	p
  T	api.extensions.v1beta1.DaemonSetStatus
  currentNumberScheduled	1	i
  numberMisscheduled	2	i
  desiredNumberScheduled	3	i
  numberReady	4	i
  observedGeneration	5	l
  updatedNumberScheduled	6	i
  numberAvailable	7	i
  numberUnavailable	8	i
  collisionCount	9	i	p
  conditions	10	[@613
  T	api.extensions.v1beta1.DaemonSetUpdateStrategy
  type	1	s
  rollingUpdate	2	@652
  T	api.extensions.v1beta1.Deployment
  metadata	1	@1169
  spec	2	@622
  status	3	@623
  T	api.extensions.v1beta1.DeploymentCondition
  type	1	s
  status	2	s
  lastUpdateTime	6	t
  lastTransitionTime	7	t
  reason	4	s
  message	5	s
  T	api.extensions.v1beta1.DeploymentList
  metadata	1	@1166
  items	2	[@618
  T	api.extensions.v1beta1.DeploymentRollback
  name	1	s
  updatedAnnotations	2	{s
  rollbackTo	3	@651
  T	api.extensions.v1beta1.DeploymentSpec
  replicas	1	i	p
  selector	2	@1163
  template	3	@514
  strategy	4	@624
  minReadySeconds	5	i
  revisionHistoryLimit	6	i	p
  paused	7	b
  rollbackTo	8	@651
  progressDeadlineSeconds	9	i	p
  T	api.extensions.v1beta1.DeploymentStatus
  observedGeneration	1	l
  replicas	2	i
  updatedReplicas	3	i
  readyReplicas	7	i
  availableReplicas	4	i
  unavailableReplicas	5	i
  terminatingReplicas	9	i	p
  conditions	6	[@619
  collisionCount	8	i	p
  T	api.extensions.v1beta1.DeploymentStrategy
  type	1	s
  rollingUpdate	2	@653
  T	api.extensions.v1beta1.HTTPIngressPath
  path	1	s
  pathType	3	s	p
  backend	2	@629
  T	api.extensions.v1beta1.HTTPIngressRuleValue
  paths	1	[@625
  T	api.extensions.v1beta1.IPBlock
  cidr	1	s
  except	2	[s
  T	api.extensions.v1beta1.Ingress
  metadata	1	@1169
  spec	2	@636
  status	3	@637
  T	api.extensions.v1beta1.IngressBackend
  serviceName	1	s
  servicePort	2	x
  resource	3	@576
  T	api.extensions.v1beta1.IngressList
  metadata	1	@1166
  items	2	[@628
  T	api.extensions.v1beta1.IngressLoadBalancerIngress
  ip	1	s
  hostname	2	s
  ports	4	[@633
  T	api.extensions.v1beta1.IngressLoadBalancerStatus
  ingress	1	[@631
  T	api.extensions.v1beta1.IngressPortStatus
  port	1	i
  protocol	2	s
  error	3	s	p
  T	api.extensions.v1beta1.IngressRule
  host	1	s
  ingressRuleValue	2	@635	I
  T	api.extensions.v1beta1.IngressRuleValue
  http	1	@626
  T	api.extensions.v1beta1.IngressSpec
  ingressClassName	4	s	p
  backend	1	@629
  tls	2	[@638
  rules	3	[@634
  T	api.extensions.v1beta1.IngressStatus
  loadBalancer	1	@632
  T	api.extensions.v1beta1.IngressTLS
  hosts	1	[s
  secretName	2	s
  T	api.extensions.v1beta1.NetworkPolicy
  metadata	1	@1169
  spec	2	@645
  T	api.extensions.v1beta1.NetworkPolicyEgressRule
  ports	1	[@644
  to	2	[@643
  T	api.extensions.v1beta1.NetworkPolicyIngressRule
  ports	1	[@644
  from	2	[@643
  T	api.extensions.v1beta1.NetworkPolicyList
  metadata	1	@1166
  items	2	[@639
  T	api.extensions.v1beta1.NetworkPolicyPeer
  podSelector	1	@1163
  namespaceSelector	2	@1163
  ipBlock	3	@627
  T	api.extensions.v1beta1.NetworkPolicyPort
  protocol	1	s	p
  port	2	x
  endPort	3	i	p
  T	api.extensions.v1beta1.NetworkPolicySpec
  podSelector	1	@1163
  ingress	2	[@641
  egress	3	[@640
  policyTypes	4	[s
  T	api.extensions.v1beta1.ReplicaSet
  metadata	1	@1169
  spec	2	@649
  status	3	@650
  T	api.extensions.v1beta1.ReplicaSetCondition
  type	1	s
  status	2	s
  lastTransitionTime	3	t
  reason	4	s
  message	5	s
  T	api.extensions.v1beta1.ReplicaSetList
  metadata	1	@1166
  items	2	[@646
  T	api.extensions.v1beta1.ReplicaSetSpec
  replicas	1	i	p
  minReadySeconds	4	i
  selector	2	@1163
  template	3	@514
  T	api.extensions.v1beta1.ReplicaSetStatus
  replicas	1	i
  fullyLabeledReplicas	2	i
  readyReplicas	4	i
  availableReplicas	5	i
  terminatingReplicas	7	i	p
  observedGeneration	3	l
  conditions	6	[@647
  T	api.extensions.v1beta1.RollbackConfig
  revision	1	l
  T	api.extensions.v1beta1.RollingUpdateDaemonSet
  maxUnavailable	1	x
  maxSurge	2	x
  T	api.extensions.v1beta1.RollingUpdateDeployment
  maxUnavailable	1	x
  maxSurge	2	x
  T	api.extensions.v1beta1.Scale
  metadata	1	@1169
  spec	2	@655
  status	3	@656
  T	api.extensions.v1beta1.ScaleSpec
  replicas	1	i
  T	api.extensions.v1beta1.ScaleStatus
  replicas	1	i
  selector	2	{s
  targetSelector	3	s
  T	api.flowcontrol.v1.ExemptPriorityLevelConfiguration
  nominalConcurrencyShares	1	i	p
  lendablePercent	2	i	p
  T	api.flowcontrol.v1.FlowDistinguisherMethod
  type	1	s	r	z	=""
  T	api.flowcontrol.v1.FlowSchema	flowcontrol.apiserver.k8s.io/v1/FlowSchema
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@662	z	={}
  status	3	@663	z	={}
  T	api.flowcontrol.v1.FlowSchemaCondition
  type	1	s
  status	2	s
  lastTransitionTime	3	t
  reason	4	s
  message	5	s
  T	api.flowcontrol.v1.FlowSchemaList	flowcontrol.apiserver.k8s.io/v1/FlowSchemaList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@659	r
  T	api.flowcontrol.v1.FlowSchemaSpec
  priorityLevelConfiguration	1	@672	r	z	={}
  matchingPrecedence	2	i	z	=0
  distinguisherMethod	3	@658
  rules	4	[@668	La
  T	api.flowcontrol.v1.FlowSchemaStatus
  conditions	1	[@660	Lm:type	Pm	K:type
  T	api.flowcontrol.v1.GroupSubject
  name	1	s	r	z	=""
  T	api.flowcontrol.v1.LimitResponse
  type	1	s	r	z	=""
  queuing	2	@675
  T	api.flowcontrol.v1.LimitedPriorityLevelConfiguration
  nominalConcurrencyShares	1	i	p
  limitResponse	2	@665	z	={}
  lendablePercent	3	i	p
  borrowingLimitPercent	4	i	p
  T	api.flowcontrol.v1.NonResourcePolicyRule
  verbs	1	[s	r	Ls
  nonResourceURLs	6	[s	r	Ls
  T	api.flowcontrol.v1.PolicyRulesWithSubjects
  subjects	1	[@678	r	La
  resourceRules	2	[@676	La
  nonResourceRules	3	[@667	La
  T	api.flowcontrol.v1.PriorityLevelConfiguration	flowcontrol.apiserver.k8s.io/v1/PriorityLevelConfiguration
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@673	z	={}
  status	3	@674	z	={}
  T	api.flowcontrol.v1.PriorityLevelConfigurationCondition
  type	1	s
  status	2	s
  lastTransitionTime	3	t
  reason	4	s
  message	5	s
  T	api.flowcontrol.v1.PriorityLevelConfigurationList	flowcontrol.apiserver.k8s.io/v1/PriorityLevelConfigurationList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@669	r
  T	api.flowcontrol.v1.PriorityLevelConfigurationReference
  name	1	s	r	z	=""
  T	api.flowcontrol.v1.PriorityLevelConfigurationSpec
  type	1	s	r	z	=""
  limited	2	@666
  exempt	3	@657
  T	api.flowcontrol.v1.PriorityLevelConfigurationStatus
  conditions	1	[@670	Lm:type	Pm	K:type
  T	api.flowcontrol.v1.QueuingConfiguration
  queues	1	i	z	=0
  handSize	2	i	z	=0
  queueLengthLimit	3	i	z	=0
  T	api.flowcontrol.v1.ResourcePolicyRule
  verbs	1	[s	r	Ls
  apiGroups	2	[s	r	Ls
  resources	3	[s	r	Ls
  clusterScope	4	b
  namespaces	5	[s	Ls
  T	api.flowcontrol.v1.ServiceAccountSubject
  namespace	1	s	r	z	=""
  name	2	s	r	z	=""
  T	api.flowcontrol.v1.Subject
  kind	1	s	r	z	=""
  user	2	@679
  group	3	@664
  serviceAccount	4	@677
  T	api.flowcontrol.v1.UserSubject
  name	1	s	r	z	=""
  T	api.flowcontrol.v1beta1.ExemptPriorityLevelConfiguration
  nominalConcurrencyShares	1	i	p
  lendablePercent	2	i	p
  T	api.flowcontrol.v1beta1.FlowDistinguisherMethod
  type	1	s
  T	api.flowcontrol.v1beta1.FlowSchema
  metadata	1	@1169
  spec	2	@685
  status	3	@686
  T	api.flowcontrol.v1beta1.FlowSchemaCondition
  type	1	s
  status	2	s
  lastTransitionTime	3	t
  reason	4	s
  message	5	s
  T	api.flowcontrol.v1beta1.FlowSchemaList
  metadata	1	@1166
  items	2	[@682
  T	api.flowcontrol.v1beta1.FlowSchemaSpec
  priorityLevelConfiguration	1	@695
  matchingPrecedence	2	i
  distinguisherMethod	3	@681
  rules	4	[@691
  T	api.flowcontrol.v1beta1.FlowSchemaStatus
  conditions	1	[@683
  T	api.flowcontrol.v1beta1.GroupSubject
  name	1	s
  T	api.flowcontrol.v1beta1.LimitResponse
  type	1	s
  queuing	2	@698
  T	api.flowcontrol.v1beta1.LimitedPriorityLevelConfiguration
  assuredConcurrencyShares	1	i
  limitResponse	2	@688
  lendablePercent	3	i	p
  borrowingLimitPercent	4	i	p
  T	api.flowcontrol.v1beta1.NonResourcePolicyRule
  verbs	1	[s
  nonResourceURLs	6	[s
  T	api.flowcontrol.v1beta1.PolicyRulesWithSubjects
  subjects	1	[@701
  resourceRules	2	[@699
  nonResourceRules	3	[@690
  T	api.flowcontrol.v1beta1.PriorityLevelConfiguration
  metadata	1	@1169
  spec	2	@696
  status	3	@697
  T	api.flowcontrol.v1beta1.PriorityLevelConfigurationCondition
  type	1	s
  status	2	s
  lastTransitionTime	3	t
  reason	4	s
  message	5	s
  T	api.flowcontrol.v1beta1.PriorityLevelConfigurationList
  metadata	1	@1166
  items	2	[@692
  T	api.flowcontrol.v1beta1.PriorityLevelConfigurationReference
  name	1	s
  T	api.flowcontrol.v1beta1.PriorityLevelConfigurationSpec
  type	1	s
  limited	2	@689
  exempt	3	@680
  T	api.flowcontrol.v1beta1.PriorityLevelConfigurationStatus
  conditions	1	[@693
  T	api.flowcontrol.v1beta1.QueuingConfiguration
  queues	1	i
  handSize	2	i
  queueLengthLimit	3	i
  T	api.flowcontrol.v1beta1.ResourcePolicyRule
  verbs	1	[s
  apiGroups	2	[s
  resources	3	[s
  clusterScope	4	b
  namespaces	5	[s
  T	api.flowcontrol.v1beta1.ServiceAccountSubject
  namespace	1	s
  name	2	s
  T	api.flowcontrol.v1beta1.Subject
  kind	1	s
  user	2	@702
  group	3	@687
  serviceAccount	4	@700
  T	api.flowcontrol.v1beta1.UserSubject
  name	1	s
  T	api.flowcontrol.v1beta2.ExemptPriorityLevelConfiguration
  nominalConcurrencyShares	1	i	p
  lendablePercent	2	i	p
  T	api.flowcontrol.v1beta2.FlowDistinguisherMethod
  type	1	s
  T	api.flowcontrol.v1beta2.FlowSchema
  metadata	1	@1169
  spec	2	@708
  status	3	@709
  T	api.flowcontrol.v1beta2.FlowSchemaCondition
  type	1	s
  status	2	s
  lastTransitionTime	3	t
  reason	4	s
  message	5	s
  T	api.flowcontrol.v1beta2.FlowSchemaList
  metadata	1	@1166
  items	2	[@705
  T	api.flowcontrol.v1beta2.FlowSchemaSpec
  priorityLevelConfiguration	1	@718
  matchingPrecedence	2	i
  distinguisherMethod	3	@704
  rules	4	[@714
  T	api.flowcontrol.v1beta2.FlowSchemaStatus
  conditions	1	[@706
  T	api.flowcontrol.v1beta2.GroupSubject
  name	1	s
  T	api.flowcontrol.v1beta2.LimitResponse
  type	1	s
  queuing	2	@721
  T	api.flowcontrol.v1beta2.LimitedPriorityLevelConfiguration
  assuredConcurrencyShares	1	i
  limitResponse	2	@711
  lendablePercent	3	i	p
  borrowingLimitPercent	4	i	p
  T	api.flowcontrol.v1beta2.NonResourcePolicyRule
  verbs	1	[s
  nonResourceURLs	6	[s
  T	api.flowcontrol.v1beta2.PolicyRulesWithSubjects
  subjects	1	[@724
  resourceRules	2	[@722
  nonResourceRules	3	[@713
  T	api.flowcontrol.v1beta2.PriorityLevelConfiguration
  metadata	1	@1169
  spec	2	@719
  status	3	@720
  T	api.flowcontrol.v1beta2.PriorityLevelConfigurationCondition
  type	1	s
  status	2	s
  lastTransitionTime	3	t
  reason	4	s
  message	5	s
  T	api.flowcontrol.v1beta2.PriorityLevelConfigurationList
  metadata	1	@1166
  items	2	[@715
  T	api.flowcontrol.v1beta2.PriorityLevelConfigurationReference
  name	1	s
  T	api.flowcontrol.v1beta2.PriorityLevelConfigurationSpec
  type	1	s
  limited	2	@712
  exempt	3	@703
  T	api.flowcontrol.v1beta2.PriorityLevelConfigurationStatus
  conditions	1	[@716
  T	api.flowcontrol.v1beta2.QueuingConfiguration
  queues	1	i
  handSize	2	i
  queueLengthLimit	3	i
  T	api.flowcontrol.v1beta2.ResourcePolicyRule
  verbs	1	[s
  apiGroups	2	[s
  resources	3	[s
  clusterScope	4	b
  namespaces	5	[s
  T	api.flowcontrol.v1beta2.ServiceAccountSubject
  namespace	1	s
  name	2	s
  T	api.flowcontrol.v1beta2.Subject
  kind	1	s
  user	2	@725
  group	3	@710
  serviceAccount	4	@723
  T	api.flowcontrol.v1beta2.UserSubject
  name	1	s
  T	api.flowcontrol.v1beta3.ExemptPriorityLevelConfiguration
  nominalConcurrencyShares	1	i	p
  lendablePercent	2	i	p
  T	api.flowcontrol.v1beta3.FlowDistinguisherMethod
  type	1	s
  T	api.flowcontrol.v1beta3.FlowSchema
  metadata	1	@1169
  spec	2	@731
  status	3	@732
  T	api.flowcontrol.v1beta3.FlowSchemaCondition
  type	1	s
  status	2	s
  lastTransitionTime	3	t
  reason	4	s
  message	5	s
  T	api.flowcontrol.v1beta3.FlowSchemaList
  metadata	1	@1166
  items	2	[@728
  T	api.flowcontrol.v1beta3.FlowSchemaSpec
  priorityLevelConfiguration	1	@741
  matchingPrecedence	2	i
  distinguisherMethod	3	@727
  rules	4	[@737
  T	api.flowcontrol.v1beta3.FlowSchemaStatus
  conditions	1	[@729
  T	api.flowcontrol.v1beta3.GroupSubject
  name	1	s
  T	api.flowcontrol.v1beta3.LimitResponse
  type	1	s
  queuing	2	@744
  T	api.flowcontrol.v1beta3.LimitedPriorityLevelConfiguration
  nominalConcurrencyShares	1	i	p
  limitResponse	2	@734
  lendablePercent	3	i	p
  borrowingLimitPercent	4	i	p
  T	api.flowcontrol.v1beta3.NonResourcePolicyRule
  verbs	1	[s
  nonResourceURLs	6	[s
  T	api.flowcontrol.v1beta3.PolicyRulesWithSubjects
  subjects	1	[@747
  resourceRules	2	[@745
  nonResourceRules	3	[@736
  T	api.flowcontrol.v1beta3.PriorityLevelConfiguration
  metadata	1	@1169
  spec	2	@742
  status	3	@743
  T	api.flowcontrol.v1beta3.PriorityLevelConfigurationCondition
  type	1	s
  status	2	s
  lastTransitionTime	3	t
  reason	4	s
  message	5	s
  T	api.flowcontrol.v1beta3.PriorityLevelConfigurationList
  metadata	1	@1166
  items	2	[@738
  T	api.flowcontrol.v1beta3.PriorityLevelConfigurationReference
  name	1	s
  T	api.flowcontrol.v1beta3.PriorityLevelConfigurationSpec
  type	1	s
  limited	2	@735
  exempt	3	@726
  T	api.flowcontrol.v1beta3.PriorityLevelConfigurationStatus
  conditions	1	[@739
  T	api.flowcontrol.v1beta3.QueuingConfiguration
  queues	1	i
  handSize	2	i
  queueLengthLimit	3	i
  T	api.flowcontrol.v1beta3.ResourcePolicyRule
  verbs	1	[s
  apiGroups	2	[s
  resources	3	[s
  clusterScope	4	b
  namespaces	5	[s
  T	api.flowcontrol.v1beta3.ServiceAccountSubject
  namespace	1	s
  name	2	s
  T	api.flowcontrol.v1beta3.Subject
  kind	1	s
  user	2	@748
  group	3	@733
  serviceAccount	4	@746
  T	api.flowcontrol.v1beta3.UserSubject
  name	1	s
  T	api.imagepolicy.v1alpha1.ImageReview
  metadata	1	@1169
  spec	2	@751
  status	3	@752
  T	api.imagepolicy.v1alpha1.ImageReviewContainerSpec
  image	1	s
  T	api.imagepolicy.v1alpha1.ImageReviewSpec
  containers	1	[@750
  annotations	2	{s
  namespace	3	s
  T	api.imagepolicy.v1alpha1.ImageReviewStatus
  allowed	1	b
  reason	2	s
  auditAnnotations	3	{s
  T	api.networking.v1.HTTPIngressPath
  path	1	s
  pathType	3	s	r	p
  backend	2	@760	r	z	={}
  T	api.networking.v1.HTTPIngressRuleValue
  paths	1	[@753	r	La
  T	api.networking.v1.IPAddress	networking.k8s.io/v1/IPAddress
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@757	r	z	={}
  T	api.networking.v1.IPAddressList	networking.k8s.io/v1/IPAddressList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@755	r
  T	api.networking.v1.IPAddressSpec
  parentRef	1	@782	r
  T	api.networking.v1.IPBlock
  cidr	1	s	r	z	=""
  except	2	[s	La
  T	api.networking.v1.Ingress	networking.k8s.io/v1/Ingress
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@772	z	={}
  status	3	@773	z	={}
  T	api.networking.v1.IngressBackend
  service	4	@771
  resource	3	@576	Ma
  T	api.networking.v1.IngressClass	networking.k8s.io/v1/IngressClass
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@764	z	={}
  T	api.networking.v1.IngressClassList	networking.k8s.io/v1/IngressClassList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@761	r
  T	api.networking.v1.IngressClassParametersReference
  apiGroup	1	s	p
  kind	2	s	r	z	=""
  name	3	s	r	z	=""
  scope	4	s	p
  namespace	5	s	p
  T	api.networking.v1.IngressClassSpec
  controller	1	s
  parameters	2	@763
  T	api.networking.v1.IngressList	networking.k8s.io/v1/IngressList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@759	r
  T	api.networking.v1.IngressLoadBalancerIngress
  ip	1	s
  hostname	2	s
  ports	4	[@768	La
  T	api.networking.v1.IngressLoadBalancerStatus
  ingress	1	[@766	La
  T	api.networking.v1.IngressPortStatus
  port	1	i	r	z	=0
  protocol	2	s	r	z	=""
  error	3	s	p
  T	api.networking.v1.IngressRule
  host	1	s
  ingressRuleValue	2	@770	I
  T	api.networking.v1.IngressRuleValue
  http	1	@754
  T	api.networking.v1.IngressServiceBackend
  name	1	s	r	z	=""
  port	2	@783	Ma	z	={}
  T	api.networking.v1.IngressSpec
  ingressClassName	4	s	p
  defaultBackend	1	@760
  tls	2	[@774	La
  rules	3	[@769	La
  T	api.networking.v1.IngressStatus
  loadBalancer	1	@767	z	={}
  T	api.networking.v1.IngressTLS
  hosts	1	[s	La
  secretName	2	s
  T	api.networking.v1.NetworkPolicy	networking.k8s.io/v1/NetworkPolicy
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@781	z	={}
  T	api.networking.v1.NetworkPolicyEgressRule
  ports	1	[@780	La
  to	2	[@779	La
  T	api.networking.v1.NetworkPolicyIngressRule
  ports	1	[@780	La
  from	2	[@779	La
  T	api.networking.v1.NetworkPolicyList	networking.k8s.io/v1/NetworkPolicyList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@775	r
  T	api.networking.v1.NetworkPolicyPeer
  podSelector	1	@1163	Ma
  namespaceSelector	2	@1163	Ma
  ipBlock	3	@758
  T	api.networking.v1.NetworkPolicyPort
  protocol	1	s	p
  port	2	x
  endPort	3	i	p
  T	api.networking.v1.NetworkPolicySpec
  podSelector	1	@1163	Ma	z	={}
  ingress	2	[@777	La
  egress	3	[@776	La
  policyTypes	4	[s	La
  T	api.networking.v1.ParentReference
  group	1	s
  resource	2	s	r
  namespace	3	s
  name	4	s	r
  T	api.networking.v1.ServiceBackendPort
  name	1	s
  number	2	i
  T	api.networking.v1.ServiceCIDR	networking.k8s.io/v1/ServiceCIDR
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@786	z	={}
  status	3	@787	z	={}
  T	api.networking.v1.ServiceCIDRList	networking.k8s.io/v1/ServiceCIDRList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@784	r
  T	api.networking.v1.ServiceCIDRSpec
  cidrs	1	[s	La
  T	api.networking.v1.ServiceCIDRStatus
  conditions	1	[@1152	Lm:type	Pm	K:type
  T	api.networking.v1beta1.HTTPIngressPath
  path	1	s
  pathType	3	s	p
  backend	2	@794
  T	api.networking.v1beta1.HTTPIngressRuleValue
  paths	1	[@788
  T	api.networking.v1beta1.IPAddress	networking.k8s.io/v1beta1/IPAddress
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@792	r	z	={}
  T	api.networking.v1beta1.IPAddressList	networking.k8s.io/v1beta1/IPAddressList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@790	r
  T	api.networking.v1beta1.IPAddressSpec
  parentRef	1	@808	r
  T	api.networking.v1beta1.Ingress
  metadata	1	@1169
  spec	2	@805
  status	3	@806
  T	api.networking.v1beta1.IngressBackend
  serviceName	1	s
  servicePort	2	x
  resource	3	@576
  T	api.networking.v1beta1.IngressClass
  metadata	1	@1169
  spec	2	@798
  T	api.networking.v1beta1.IngressClassList
  metadata	1	@1166
  items	2	[@795
  T	api.networking.v1beta1.IngressClassParametersReference
  apiGroup	1	s	p
  kind	2	s
  name	3	s
  scope	4	s	p
  namespace	5	s	p
  T	api.networking.v1beta1.IngressClassSpec
  controller	1	s
  parameters	2	@797
  T	api.networking.v1beta1.IngressList
  metadata	1	@1166
  items	2	[@793
  T	api.networking.v1beta1.IngressLoadBalancerIngress
  ip	1	s
  hostname	2	s
  ports	4	[@802
  T	api.networking.v1beta1.IngressLoadBalancerStatus
  ingress	1	[@800
  T	api.networking.v1beta1.IngressPortStatus
  port	1	i
  protocol	2	s
  error	3	s	p
  T	api.networking.v1beta1.IngressRule
  host	1	s
  ingressRuleValue	2	@804	I
  T	api.networking.v1beta1.IngressRuleValue
  http	1	@789
  T	api.networking.v1beta1.IngressSpec
  ingressClassName	4	s	p
  backend	1	@794
  tls	2	[@807
  rules	3	[@803
  T	api.networking.v1beta1.IngressStatus
  loadBalancer	1	@801
  T	api.networking.v1beta1.IngressTLS
  hosts	1	[s
  secretName	2	s
  T	api.networking.v1beta1.ParentReference
  group	1	s
  resource	2	s	r
  namespace	3	s
  name	4	s	r
  T	api.networking.v1beta1.ServiceCIDR	networking.k8s.io/v1beta1/ServiceCIDR
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@811	z	={}
  status	3	@812	z	={}
  T	api.networking.v1beta1.ServiceCIDRList	networking.k8s.io/v1beta1/ServiceCIDRList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@809	r
  T	api.networking.v1beta1.ServiceCIDRSpec
  cidrs	1	[s	La
  T	api.networking.v1beta1.ServiceCIDRStatus
  conditions	1	[@1152	Lm:type	Pm	K:type
  T	api.node.v1.Overhead
  podFixed	1	{q
  T	api.node.v1.RuntimeClass	node.k8s.io/v1/RuntimeClass
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  handler	2	s	r	z	=""
  overhead	3	@813
  scheduling	4	@816
  T	api.node.v1.RuntimeClassList	node.k8s.io/v1/RuntimeClassList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@814	r
  T	api.node.v1.Scheduling
  nodeSelector	1	{s	Ma
  tolerations	2	[@572	La
  T	api.node.v1alpha1.Overhead
  podFixed	1	{q
  T	api.node.v1alpha1.RuntimeClass
  metadata	1	@1169
  spec	2	@820
  T	api.node.v1alpha1.RuntimeClassList
  metadata	1	@1166
  items	2	[@818
  T	api.node.v1alpha1.RuntimeClassSpec
  runtimeHandler	1	s
  overhead	2	@817
  scheduling	3	@821
  T	api.node.v1alpha1.Scheduling
  nodeSelector	1	{s
  tolerations	2	[@572
  T	api.node.v1beta1.Overhead
  podFixed	1	{q
  T	api.node.v1beta1.RuntimeClass
  metadata	1	@1169
  handler	2	s
  overhead	3	@822
  scheduling	4	@825
  T	api.node.v1beta1.RuntimeClassList
  metadata	1	@1166
  items	2	[@823
  T	api.node.v1beta1.Scheduling
  nodeSelector	1	{s
  tolerations	2	[@572
  T	api.policy.v1.Eviction	policy/v1/Eviction
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  deleteOptions	2	@1154
  T	api.policy.v1.PodDisruptionBudget	policy/v1/PodDisruptionBudget
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@829	z	={}
  status	3	@830	z	={}
  T	api.policy.v1.PodDisruptionBudgetList	policy/v1/PodDisruptionBudgetList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@827	r
  T	api.policy.v1.PodDisruptionBudgetSpec
  minAvailable	1	x
  selector	2	@1163	Ma
  maxUnavailable	3	x
  unhealthyPodEvictionPolicy	4	s	p
  T	api.policy.v1.PodDisruptionBudgetStatus
  observedGeneration	1	l
  disruptedPods	2	{t
  disruptionsAllowed	3	i	z	=0
  currentHealthy	4	i	z	=0
  desiredHealthy	5	i	z	=0
  expectedPods	6	i	z	=0
  conditions	7	[@1152	Lm:type	Pm	K:type
  T	api.policy.v1beta1.Eviction
  metadata	1	@1169
  deleteOptions	2	@1154
  T	api.policy.v1beta1.PodDisruptionBudget
  metadata	1	@1169
  spec	2	@834
  status	3	@835
  T	api.policy.v1beta1.PodDisruptionBudgetList
  metadata	1	@1166
  items	2	[@832
  T	api.policy.v1beta1.PodDisruptionBudgetSpec
  minAvailable	1	x
  selector	2	@1163
  maxUnavailable	3	x
  unhealthyPodEvictionPolicy	4	s	p
  T	api.policy.v1beta1.PodDisruptionBudgetStatus
  observedGeneration	1	l
  disruptedPods	2	{t
  disruptionsAllowed	3	i
  currentHealthy	4	i
  desiredHealthy	5	i
  expectedPods	6	i
  conditions	7	[@1152
  T	api.rbac.v1.AggregationRule
  clusterRoleSelectors	1	[@1163	La
  T	api.rbac.v1.ClusterRole	rbac.authorization.k8s.io/v1/ClusterRole
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  rules	2	[@841	La
  aggregationRule	3	@836
  T	api.rbac.v1.ClusterRoleBinding	rbac.authorization.k8s.io/v1/ClusterRoleBinding
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  subjects	2	[@847	La
  roleRef	3	@846	r	Ma	z	={}
  T	api.rbac.v1.ClusterRoleBindingList	rbac.authorization.k8s.io/v1/ClusterRoleBindingList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@838	r
  T	api.rbac.v1.ClusterRoleList	rbac.authorization.k8s.io/v1/ClusterRoleList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@837	r
  T	api.rbac.v1.PolicyRule
  verbs	1	[s	r	La
  apiGroups	2	[s	La
  resources	3	[s	La
  resourceNames	4	[s	La
  nonResourceURLs	5	[s	La
  T	api.rbac.v1.Role	rbac.authorization.k8s.io/v1/Role
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  rules	2	[@841	La
  T	api.rbac.v1.RoleBinding	rbac.authorization.k8s.io/v1/RoleBinding
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  subjects	2	[@847	La
  roleRef	3	@846	r	Ma	z	={}
  T	api.rbac.v1.RoleBindingList	rbac.authorization.k8s.io/v1/RoleBindingList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@843	r
  T	api.rbac.v1.RoleList	rbac.authorization.k8s.io/v1/RoleList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@842	r
  T	api.rbac.v1.RoleRef
  apiGroup	1	s	z	=""
  kind	2	s	r	z	=""
  name	3	s	r	z	=""
  T	api.rbac.v1.Subject
  kind	1	s	r	z	=""
  apiGroup	2	s
  name	3	s	r	z	=""
  namespace	4	s
  T	api.rbac.v1alpha1.AggregationRule
  clusterRoleSelectors	1	[@1163
  T	api.rbac.v1alpha1.ClusterRole
  metadata	1	@1169
  rules	2	[@853
  aggregationRule	3	@848
  T	api.rbac.v1alpha1.ClusterRoleBinding
  metadata	1	@1169
  subjects	2	[@859
  roleRef	3	@858
  T	api.rbac.v1alpha1.ClusterRoleBindingList
  metadata	1	@1166
  items	2	[@850
  T	api.rbac.v1alpha1.ClusterRoleList
  metadata	1	@1166
  items	2	[@849
  T	api.rbac.v1alpha1.PolicyRule
  verbs	1	[s
  apiGroups	3	[s
  resources	4	[s
  resourceNames	5	[s
  nonResourceURLs	6	[s
  T	api.rbac.v1alpha1.Role
  metadata	1	@1169
  rules	2	[@853
  T	api.rbac.v1alpha1.RoleBinding
  metadata	1	@1169
  subjects	2	[@859
  roleRef	3	@858
  T	api.rbac.v1alpha1.RoleBindingList
  metadata	1	@1166
  items	2	[@855
  T	api.rbac.v1alpha1.RoleList
  metadata	1	@1166
  items	2	[@854
  T	api.rbac.v1alpha1.RoleRef
  apiGroup	1	s
  kind	2	s
  name	3	s
  T	api.rbac.v1alpha1.Subject
  kind	1	s
  apiVersion	2	s
  name	3	s
  namespace	4	s
  T	api.rbac.v1beta1.AggregationRule
  clusterRoleSelectors	1	[@1163
  T	api.rbac.v1beta1.ClusterRole
  metadata	1	@1169
  rules	2	[@865
  aggregationRule	3	@860
  T	api.rbac.v1beta1.ClusterRoleBinding
  metadata	1	@1169
  subjects	2	[@871
  roleRef	3	@870
  T	api.rbac.v1beta1.ClusterRoleBindingList
  metadata	1	@1166
  items	2	[@862
  T	api.rbac.v1beta1.ClusterRoleList
  metadata	1	@1166
  items	2	[@861
  T	api.rbac.v1beta1.PolicyRule
  verbs	1	[s
  apiGroups	2	[s
  resources	3	[s
  resourceNames	4	[s
  nonResourceURLs	5	[s
  T	api.rbac.v1beta1.Role
  metadata	1	@1169
  rules	2	[@865
  T	api.rbac.v1beta1.RoleBinding
  metadata	1	@1169
  subjects	2	[@871
  roleRef	3	@870
  T	api.rbac.v1beta1.RoleBindingList
  metadata	1	@1166
  items	2	[@867
  T	api.rbac.v1beta1.RoleList
  metadata	1	@1166
  items	2	[@866
  T	api.rbac.v1beta1.RoleRef
  apiGroup	1	s
  kind	2	s
  name	3	s
  T	api.rbac.v1beta1.Subject
  kind	1	s
  apiGroup	2	s
  name	3	s
  namespace	4	s
  T	api.resource.v1.AllocatedDeviceStatus
  driver	1	s	r	z	=""
  pool	2	s	r	z	=""
  device	3	s	r	z	=""
  shareID	7	s	p
  conditions	4	[@1152	Lm:type
  data	5	a
  networkData	6	@901
  T	api.resource.v1.AllocationResult
  devices	1	@882	z	={}
  nodeSelector	3	@463	Ma
  allocationTimestamp	5	t
  T	api.resource.v1.CELDeviceSelector
  expression	1	s	r	z	=""
  T	api.resource.v1.CapacityRequestPolicy
  default	1	q
  validValues	3	[q	La
  validRange	4	@876
  T	api.resource.v1.CapacityRequestPolicyRange
  min	1	q	r
  max	2	q
  step	3	q
  T	api.resource.v1.CapacityRequirements
  requests	1	{q
  T	api.resource.v1.Counter
  value	1	q	r
  T	api.resource.v1.CounterSet
  name	1	s	r	z	=""
  counters	2	{@878	r
  T	api.resource.v1.Device
  name	1	s	r	z	=""
  attributes	2	{@883
  capacity	3	{@884
  consumesCounters	4	[@893	La
  nodeName	5	s	p
  nodeSelector	6	@463	Ma
  allNodes	7	b	p
  taints	8	[@898	La
  bindsToNode	9	b	p
  bindingConditions	10	[s	La
  bindingFailureConditions	11	[s	La
  allowMultipleAllocations	12	b	p
  nodeAllocatableResourceMappings	13	{@902
  T	api.resource.v1.DeviceAllocationConfiguration
  source	1	s	r	z	=""
  requests	2	[s	La
  deviceConfiguration	3	@891	I
  T	api.resource.v1.DeviceAllocationResult
  results	1	[@895	La
  config	2	[@881	La
  T	api.resource.v1.DeviceAttribute
  int	2	l	p
  bool	3	b	p
  string	4	s	p
  version	5	s	p
  ints	6	[l	La
  bools	7	[b	La
  strings	8	[s	La
  versions	9	[s	La
  T	api.resource.v1.DeviceCapacity
  value	1	q	r
  requestPolicy	2	@875
  T	api.resource.v1.DeviceClaim
  requests	1	[@894	La
  constraints	2	[@892	La
  config	3	[@886	La
  T	api.resource.v1.DeviceClaimConfiguration
  requests	1	[s	La
  deviceConfiguration	2	@891	I
  T	api.resource.v1.DeviceClass	resource.k8s.io/v1/DeviceClass
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@890	r	z	={}
  T	api.resource.v1.DeviceClassConfiguration
  deviceConfiguration	1	@891	I
  T	api.resource.v1.DeviceClassList	resource.k8s.io/v1/DeviceClassList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@887	r
  T	api.resource.v1.DeviceClassSpec
  selectors	1	[@896	La
  config	2	[@888	La
  extendedResourceName	4	s	p
  T	api.resource.v1.DeviceConfiguration
  opaque	1	@903
  T	api.resource.v1.DeviceConstraint
  requests	1	[s	La
  matchAttribute	2	s
  distinctAttribute	3	s
  T	api.resource.v1.DeviceCounterConsumption
  counterSet	1	s	r	z	=""
  counters	2	{@878	r
  T	api.resource.v1.DeviceRequest
  name	1	s	r	z	=""
  exactly	2	@900
  firstAvailable	3	[@897	La
  T	api.resource.v1.DeviceRequestAllocationResult
  request	1	s	r	z	=""
  driver	2	s	r	z	=""
  pool	3	s	r	z	=""
  device	4	s	r	z	=""
  adminAccess	5	b	p
  tolerations	6	[@899	La
  bindingConditions	7	[s	La
  bindingFailureConditions	8	[s	La
  shareID	9	s	p
  consumedCapacity	10	{q
  T	api.resource.v1.DeviceSelector
  cel	1	@874
  T	api.resource.v1.DeviceSubRequest
  name	1	s	r	z	=""
  deviceClassName	2	s	r	z	=""
  selectors	3	[@896	La
  allocationMode	4	s
  count	5	l
  tolerations	6	[@899	La
  capacity	7	@877
  T	api.resource.v1.DeviceTaint
  key	1	s	r	z	=""
  value	2	s
  effect	3	s	r	z	=""
  timeAdded	4	t
  T	api.resource.v1.DeviceToleration
  key	1	s
  operator	2	s	="Equal"
  value	3	s
  effect	4	s
  tolerationSeconds	5	l	p
  T	api.resource.v1.ExactDeviceRequest
  deviceClassName	1	s	r	z	=""
  selectors	2	[@896	La
  allocationMode	3	s
  count	4	l
  adminAccess	5	b	p
  tolerations	6	[@899	La
  capacity	7	@877
  T	api.resource.v1.NetworkDeviceData
  interfaceName	1	s
  ips	2	[s	La
  hardwareAddress	3	s
  T	api.resource.v1.NodeAllocatableResourceMapping
  capacityKey	1	s
  allocationMultiplier	2	q
  T	api.resource.v1.OpaqueDeviceConfiguration
  driver	1	s	r	z	=""
  parameters	2	a	r
  T	api.resource.v1.ResourceClaim	resource.k8s.io/v1/ResourceClaim
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@907	r	z	={}
  status	3	@908	z	={}
  T	api.resource.v1.ResourceClaimConsumerReference
  apiGroup	1	s
  resource	3	s	r	z	=""
  name	4	s	r	z	=""
  uid	5	s	r	z	=""
  T	api.resource.v1.ResourceClaimList	resource.k8s.io/v1/ResourceClaimList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@904	r
  T	api.resource.v1.ResourceClaimSpec
  devices	1	@885	z	={}
  T	api.resource.v1.ResourceClaimStatus
  allocation	1	@873
  reservedFor	2	[@905	Lm:uid	Pm	K:uid
  devices	4	[@872	Lm:driver,device,pool,shareID
  T	api.resource.v1.ResourceClaimTemplate	resource.k8s.io/v1/ResourceClaimTemplate
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@911	r	z	={}
  T	api.resource.v1.ResourceClaimTemplateList	resource.k8s.io/v1/ResourceClaimTemplateList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@909	r
  T	api.resource.v1.ResourceClaimTemplateSpec
  metadata	1	@1169	z	={}
  spec	2	@907	r	z	={}
  T	api.resource.v1.ResourcePool
  name	1	s	r	z	=""
  generation	2	l	r	z	=0
  resourceSliceCount	3	l	r	z	=0
  T	api.resource.v1.ResourceSlice	resource.k8s.io/v1/ResourceSlice
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@915	r	z	={}
  T	api.resource.v1.ResourceSliceList	resource.k8s.io/v1/ResourceSliceList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@913	r
  T	api.resource.v1.ResourceSliceSpec
  driver	1	s	r	z	=""
  pool	2	@912	r	z	={}
  nodeName	3	s	p
  nodeSelector	4	@463	Ma
  allNodes	5	b	p
  devices	6	[@880	La
  perDeviceNodeSelection	7	b	p
  sharedCounters	8	[@879	La
  T	api.resource.v1alpha3.CELDeviceSelector
  expression	1	s
  T	api.resource.v1alpha3.DeviceSelector
  cel	1	@916
  T	api.resource.v1alpha3.DeviceTaint
  key	1	s	r	z	=""
  value	2	s
  effect	3	s	r	z	=""
  timeAdded	4	t
  T	api.resource.v1alpha3.DeviceTaintRule	resource.k8s.io/v1alpha3/DeviceTaintRule
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@921	r	z	={}
  status	3	@922	z	={}
  T	api.resource.v1alpha3.DeviceTaintRuleList	resource.k8s.io/v1alpha3/DeviceTaintRuleList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@919	r
  T	api.resource.v1alpha3.DeviceTaintRuleSpec
  deviceSelector	1	@923
  taint	2	@918	r	z	={}
  T	api.resource.v1alpha3.DeviceTaintRuleStatus
  conditions	1	[@1152	Lm:type	Pm	K:type
  T	api.resource.v1alpha3.DeviceTaintSelector
  driver	2	s	p
  pool	3	s	p
  device	4	s	p
  T	api.resource.v1alpha3.PoolStatus
  driver	1	s	r
  poolName	2	s	r
  generation	9	l	r	z	=0
  resourceSliceCount	8	i	p
  totalDevices	4	i	p
  allocatedDevices	5	i	p
  availableDevices	6	i	p
  unavailableDevices	7	i	p
  nodeName	3	s
  validationError	10	s
  T	api.resource.v1alpha3.ResourcePoolStatusRequest	resource.k8s.io/v1alpha3/ResourcePoolStatusRequest
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	r	z	={}
  spec	2	@927	r	z	={}
  status	3	@928
  T	api.resource.v1alpha3.ResourcePoolStatusRequestList	resource.k8s.io/v1alpha3/ResourcePoolStatusRequestList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@925	r
  T	api.resource.v1alpha3.ResourcePoolStatusRequestSpec
  driver	1	s	r	z	=""
  poolName	2	s	p
  limit	3	i	p	=100
  T	api.resource.v1alpha3.ResourcePoolStatusRequestStatus
  poolCount	6	i	r	p
  pools	2	[@924	La
  conditions	3	[@1152	Lm:type	Pm	K:type
  T	api.resource.v1beta1.AllocatedDeviceStatus
  driver	1	s	r	z	=""
  pool	2	s	r	z	=""
  device	3	s	r	z	=""
  shareID	7	s	p
  conditions	4	[@1152	Lm:type
  data	5	a
  networkData	6	@958
  T	api.resource.v1beta1.AllocationResult
  devices	1	@940	z	={}
  nodeSelector	3	@463	Ma
  allocationTimestamp	5	t
  T	api.resource.v1beta1.BasicDevice
  attributes	1	{@941
  capacity	2	{@942
  consumesCounters	3	[@951	La
  nodeName	4	s	p
  nodeSelector	5	@463	Ma
  allNodes	6	b	p
  taints	7	[@956	La
  bindsToNode	8	b	p
  bindingConditions	9	[s	La
  bindingFailureConditions	10	[s	La
  allowMultipleAllocations	11	b	p
  nodeAllocatableResourceMappings	12	{@959
  T	api.resource.v1beta1.CELDeviceSelector
  expression	1	s	r	z	=""
  T	api.resource.v1beta1.CapacityRequestPolicy
  default	1	q
  validValues	3	[q	La
  validRange	4	@934
  T	api.resource.v1beta1.CapacityRequestPolicyRange
  min	1	q	r
  max	2	q
  step	3	q
  T	api.resource.v1beta1.CapacityRequirements
  requests	1	{q
  T	api.resource.v1beta1.Counter
  value	1	q	r
  T	api.resource.v1beta1.CounterSet
  name	1	s	r	z	=""
  counters	2	{@936	r
  T	api.resource.v1beta1.Device
  name	1	s	r	z	=""
  basic	2	@931
  T	api.resource.v1beta1.DeviceAllocationConfiguration
  source	1	s	r	z	=""
  requests	2	[s	La
  deviceConfiguration	3	@949	I
  T	api.resource.v1beta1.DeviceAllocationResult
  results	1	[@953	La
  config	2	[@939	La
  T	api.resource.v1beta1.DeviceAttribute
  int	2	l	p
  bool	3	b	p
  string	4	s	p
  version	5	s	p
  ints	6	[l	La
  bools	7	[b	La
  strings	8	[s	La
  versions	9	[s	La
  T	api.resource.v1beta1.DeviceCapacity
  value	1	q	r
  requestPolicy	2	@933
  T	api.resource.v1beta1.DeviceClaim
  requests	1	[@952	La
  constraints	2	[@950	La
  config	3	[@944	La
  T	api.resource.v1beta1.DeviceClaimConfiguration
  requests	1	[s	La
  deviceConfiguration	2	@949	I
  T	api.resource.v1beta1.DeviceClass	resource.k8s.io/v1beta1/DeviceClass
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@948	r	z	={}
  T	api.resource.v1beta1.DeviceClassConfiguration
  deviceConfiguration	1	@949	I
  T	api.resource.v1beta1.DeviceClassList	resource.k8s.io/v1beta1/DeviceClassList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@945	r
  T	api.resource.v1beta1.DeviceClassSpec
  selectors	1	[@954	La
  config	2	[@946	La
  extendedResourceName	4	s	p
  T	api.resource.v1beta1.DeviceConfiguration
  opaque	1	@960
  T	api.resource.v1beta1.DeviceConstraint
  requests	1	[s	La
  matchAttribute	2	s
  distinctAttribute	3	s
  T	api.resource.v1beta1.DeviceCounterConsumption
  counterSet	1	s	r	z	=""
  counters	2	{@936	r
  T	api.resource.v1beta1.DeviceRequest
  name	1	s	r	z	=""
  deviceClassName	2	s	z	=""
  selectors	3	[@954	La
  allocationMode	4	s
  count	5	l
  adminAccess	6	b	p
  firstAvailable	7	[@955	La
  tolerations	8	[@957	La
  capacity	9	@935
  T	api.resource.v1beta1.DeviceRequestAllocationResult
  request	1	s	r	z	=""
  driver	2	s	r	z	=""
  pool	3	s	r	z	=""
  device	4	s	r	z	=""
  adminAccess	5	b	p
  tolerations	6	[@957	La
  bindingConditions	7	[s	La
  bindingFailureConditions	8	[s	La
  shareID	9	s	p
  consumedCapacity	10	{q
  T	api.resource.v1beta1.DeviceSelector
  cel	1	@932
  T	api.resource.v1beta1.DeviceSubRequest
  name	1	s	r	z	=""
  deviceClassName	2	s	r	z	=""
  selectors	3	[@954	La
  allocationMode	4	s
  count	5	l
  tolerations	7	[@957	La
  capacity	8	@935
  T	api.resource.v1beta1.DeviceTaint
  key	1	s	r	z	=""
  value	2	s
  effect	3	s	r	z	=""
  timeAdded	4	t
  T	api.resource.v1beta1.DeviceToleration
  key	1	s
  operator	2	s	="Equal"
  value	3	s
  effect	4	s
  tolerationSeconds	5	l	p
  T	api.resource.v1beta1.NetworkDeviceData
  interfaceName	1	s
  ips	2	[s	La
  hardwareAddress	3	s
  T	api.resource.v1beta1.NodeAllocatableResourceMapping
  capacityKey	1	s
  allocationMultiplier	2	q
  T	api.resource.v1beta1.OpaqueDeviceConfiguration
  driver	1	s	r	z	=""
  parameters	2	a	r
  T	api.resource.v1beta1.ResourceClaim	resource.k8s.io/v1beta1/ResourceClaim
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@964	r	z	={}
  status	3	@965	z	={}
  T	api.resource.v1beta1.ResourceClaimConsumerReference
  apiGroup	1	s
  resource	3	s	r	z	=""
  name	4	s	r	z	=""
  uid	5	s	r	z	=""
  T	api.resource.v1beta1.ResourceClaimList	resource.k8s.io/v1beta1/ResourceClaimList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@961	r
  T	api.resource.v1beta1.ResourceClaimSpec
  devices	1	@943	z	={}
  T	api.resource.v1beta1.ResourceClaimStatus
  allocation	1	@930
  reservedFor	2	[@962	Lm:uid	Pm	K:uid
  devices	4	[@929	Lm:driver,device,pool,shareID
  T	api.resource.v1beta1.ResourceClaimTemplate	resource.k8s.io/v1beta1/ResourceClaimTemplate
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@968	r	z	={}
  T	api.resource.v1beta1.ResourceClaimTemplateList	resource.k8s.io/v1beta1/ResourceClaimTemplateList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@966	r
  T	api.resource.v1beta1.ResourceClaimTemplateSpec
  metadata	1	@1169	z	={}
  spec	2	@964	r	z	={}
  T	api.resource.v1beta1.ResourcePool
  name	1	s	r	z	=""
  generation	2	l	r	z	=0
  resourceSliceCount	3	l	r	z	=0
  T	api.resource.v1beta1.ResourceSlice	resource.k8s.io/v1beta1/ResourceSlice
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@972	r	z	={}
  T	api.resource.v1beta1.ResourceSliceList	resource.k8s.io/v1beta1/ResourceSliceList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@970	r
  T	api.resource.v1beta1.ResourceSliceSpec
  driver	1	s	r	z	=""
  pool	2	@969	r	z	={}
  nodeName	3	s
  nodeSelector	4	@463	Ma
  allNodes	5	b
  devices	6	[@938	La
  perDeviceNodeSelection	7	b	p
  sharedCounters	8	[@937	La
  T	api.resource.v1beta2.AllocatedDeviceStatus
  driver	1	s	r	z	=""
  pool	2	s	r	z	=""
  device	3	s	r	z	=""
  shareID	7	s	p
  conditions	4	[@1152	Lm:type
  data	5	a
  networkData	6	@1007
  T	api.resource.v1beta2.AllocationResult
  devices	1	@983	z	={}
  nodeSelector	3	@463	Ma
  allocationTimestamp	5	t
  T	api.resource.v1beta2.CELDeviceSelector
  expression	1	s	r	z	=""
  T	api.resource.v1beta2.CapacityRequestPolicy
  default	1	q
  validValues	3	[q	La
  validRange	4	@977
  T	api.resource.v1beta2.CapacityRequestPolicyRange
  min	1	q	r
  max	2	q
  step	3	q
  T	api.resource.v1beta2.CapacityRequirements
  requests	1	{q
  T	api.resource.v1beta2.Counter
  value	1	q	r
  T	api.resource.v1beta2.CounterSet
  name	1	s	r	z	=""
  counters	2	{@979	r
  T	api.resource.v1beta2.Device
  name	1	s	r	z	=""
  attributes	2	{@984
  capacity	3	{@985
  consumesCounters	4	[@994	La
  nodeName	5	s	p
  nodeSelector	6	@463	Ma
  allNodes	7	b	p
  taints	8	[@999	La
  bindsToNode	9	b	p
  bindingConditions	10	[s	La
  bindingFailureConditions	11	[s	La
  allowMultipleAllocations	12	b	p
  nodeAllocatableResourceMappings	13	{@1008
  T	api.resource.v1beta2.DeviceAllocationConfiguration
  source	1	s	r	z	=""
  requests	2	[s	La
  deviceConfiguration	3	@992	I
  T	api.resource.v1beta2.DeviceAllocationResult
  results	1	[@996	La
  config	2	[@982	La
  T	api.resource.v1beta2.DeviceAttribute
  int	2	l	p
  bool	3	b	p
  string	4	s	p
  version	5	s	p
  ints	6	[l	La
  bools	7	[b	La
  strings	8	[s	La
  versions	9	[s	La
  T	api.resource.v1beta2.DeviceCapacity
  value	1	q	r
  requestPolicy	2	@976
  T	api.resource.v1beta2.DeviceClaim
  requests	1	[@995	La
  constraints	2	[@993	La
  config	3	[@987	La
  T	api.resource.v1beta2.DeviceClaimConfiguration
  requests	1	[s	La
  deviceConfiguration	2	@992	I
  T	api.resource.v1beta2.DeviceClass	resource.k8s.io/v1beta2/DeviceClass
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@991	r	z	={}
  T	api.resource.v1beta2.DeviceClassConfiguration
  deviceConfiguration	1	@992	I
  T	api.resource.v1beta2.DeviceClassList	resource.k8s.io/v1beta2/DeviceClassList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@988	r
  T	api.resource.v1beta2.DeviceClassSpec
  selectors	1	[@997	La
  config	2	[@989	La
  extendedResourceName	4	s	p
  T	api.resource.v1beta2.DeviceConfiguration
  opaque	1	@1009
  T	api.resource.v1beta2.DeviceConstraint
  requests	1	[s	La
  matchAttribute	2	s
  distinctAttribute	3	s
  T	api.resource.v1beta2.DeviceCounterConsumption
  counterSet	1	s	r	z	=""
  counters	2	{@979	r
  T	api.resource.v1beta2.DeviceRequest
  name	1	s	r	z	=""
  exactly	2	@1006
  firstAvailable	3	[@998	La
  T	api.resource.v1beta2.DeviceRequestAllocationResult
  request	1	s	r	z	=""
  driver	2	s	r	z	=""
  pool	3	s	r	z	=""
  device	4	s	r	z	=""
  adminAccess	5	b	p
  tolerations	6	[@1005	La
  bindingConditions	7	[s	La
  bindingFailureConditions	8	[s	La
  shareID	9	s	p
  consumedCapacity	10	{q
  T	api.resource.v1beta2.DeviceSelector
  cel	1	@975
  T	api.resource.v1beta2.DeviceSubRequest
  name	1	s	r	z	=""
  deviceClassName	2	s	r	z	=""
  selectors	3	[@997	La
  allocationMode	4	s
  count	5	l
  tolerations	6	[@1005	La
  capacity	7	@978
  T	api.resource.v1beta2.DeviceTaint
  key	1	s	r	z	=""
  value	2	s
  effect	3	s	r	z	=""
  timeAdded	4	t
  T	api.resource.v1beta2.DeviceTaintRule	resource.k8s.io/v1beta2/DeviceTaintRule
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@1002	r	z	={}
  status	3	@1003	z	={}
  T	api.resource.v1beta2.DeviceTaintRuleList	resource.k8s.io/v1beta2/DeviceTaintRuleList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@1000	r
  T	api.resource.v1beta2.DeviceTaintRuleSpec
  deviceSelector	1	@1004
  taint	2	@999	r	z	={}
  T	api.resource.v1beta2.DeviceTaintRuleStatus
  conditions	1	[@1152	Lm:type	Pm	K:type
  T	api.resource.v1beta2.DeviceTaintSelector
  driver	2	s	p
  pool	3	s	p
  device	4	s	p
  T	api.resource.v1beta2.DeviceToleration
  key	1	s
  operator	2	s	="Equal"
  value	3	s
  effect	4	s
  tolerationSeconds	5	l	p
  T	api.resource.v1beta2.ExactDeviceRequest
  deviceClassName	1	s	r	z	=""
  selectors	2	[@997	La
  allocationMode	3	s
  count	4	l
  adminAccess	5	b	p
  tolerations	6	[@1005	La
  capacity	7	@978
  T	api.resource.v1beta2.NetworkDeviceData
  interfaceName	1	s
  ips	2	[s	La
  hardwareAddress	3	s
  T	api.resource.v1beta2.NodeAllocatableResourceMapping
  capacityKey	1	s
  allocationMultiplier	2	q
  T	api.resource.v1beta2.OpaqueDeviceConfiguration
  driver	1	s	r	z	=""
  parameters	2	a	r
  T	api.resource.v1beta2.ResourceClaim	resource.k8s.io/v1beta2/ResourceClaim
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@1013	r	z	={}
  status	3	@1014	z	={}
  T	api.resource.v1beta2.ResourceClaimConsumerReference
  apiGroup	1	s
  resource	3	s	r	z	=""
  name	4	s	r	z	=""
  uid	5	s	r	z	=""
  T	api.resource.v1beta2.ResourceClaimList	resource.k8s.io/v1beta2/ResourceClaimList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@1010	r
  T	api.resource.v1beta2.ResourceClaimSpec
  devices	1	@986	z	={}
  T	api.resource.v1beta2.ResourceClaimStatus
  allocation	1	@974
  reservedFor	2	[@1011	Lm:uid	Pm	K:uid
  devices	4	[@973	Lm:driver,device,pool,shareID
  T	api.resource.v1beta2.ResourceClaimTemplate	resource.k8s.io/v1beta2/ResourceClaimTemplate
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@1017	r	z	={}
  T	api.resource.v1beta2.ResourceClaimTemplateList	resource.k8s.io/v1beta2/ResourceClaimTemplateList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@1015	r
  T	api.resource.v1beta2.ResourceClaimTemplateSpec
  metadata	1	@1169	z	={}
  spec	2	@1013	r	z	={}
  T	api.resource.v1beta2.ResourcePool
  name	1	s	r	z	=""
  generation	2	l	r	z	=0
  resourceSliceCount	3	l	r	z	=0
  T	api.resource.v1beta2.ResourceSlice	resource.k8s.io/v1beta2/ResourceSlice
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@1021	r	z	={}
  T	api.resource.v1beta2.ResourceSliceList	resource.k8s.io/v1beta2/ResourceSliceList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@1019	r
  T	api.resource.v1beta2.ResourceSliceSpec
  driver	1	s	r	z	=""
  pool	2	@1018	r	z	={}
  nodeName	3	s	p
  nodeSelector	4	@463	Ma
  allNodes	5	b	p
  devices	6	[@981	La
  perDeviceNodeSelection	7	b	p
  sharedCounters	8	[@980	La
  T	api.scheduling.v1.PriorityClass	scheduling.k8s.io/v1/PriorityClass
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  value	2	i	z	=0
  globalDefault	3	b
  description	4	s
  preemptionPolicy	5	s	p
  T	api.scheduling.v1.PriorityClassList	scheduling.k8s.io/v1/PriorityClassList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@1022	r
  T	api.scheduling.v1alpha2.BasicSchedulingPolicy
  T	api.scheduling.v1alpha2.GangSchedulingPolicy
  minCount	1	i	r	z	=0
  T	api.scheduling.v1alpha2.PodGroup	scheduling.k8s.io/v1alpha2/PodGroup
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@1032	r	z	={}
  status	3	@1033	z	={}
  T	api.scheduling.v1alpha2.PodGroupList	scheduling.k8s.io/v1alpha2/PodGroupList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@1026	r
  T	api.scheduling.v1alpha2.PodGroupResourceClaim
  name	1	s	r	z	=""
  resourceClaimName	2	s	p
  resourceClaimTemplateName	3	s	p
  T	api.scheduling.v1alpha2.PodGroupResourceClaimStatus
  name	1	s	r	z	=""
  resourceClaimName	2	s	p
  T	api.scheduling.v1alpha2.PodGroupSchedulingConstraints
  topology	1	[@1036	La
  T	api.scheduling.v1alpha2.PodGroupSchedulingPolicy
  basic	1	@1024
  gang	2	@1025
  T	api.scheduling.v1alpha2.PodGroupSpec
  podGroupTemplateRef	1	@1035
  schedulingPolicy	2	@1031	r	z	={}
  schedulingConstraints	3	@1030
  resourceClaims	4	[@1028	Lm:name	Pm	Pk	K:name
  disruptionMode	5	s	="Pod"
  priorityClassName	6	s
  priority	7	i	p
  T	api.scheduling.v1alpha2.PodGroupStatus
  conditions	1	[@1152	Lm:type	Pm	K:type
  resourceClaimStatuses	2	[@1029	Lm:name	Pm	Pk	K:name
  T	api.scheduling.v1alpha2.PodGroupTemplate
  name	1	s	r	z	=""
  schedulingPolicy	2	@1031	r	z	={}
  schedulingConstraints	3	@1030
  resourceClaims	4	[@1028	Lm:name	Pm	Pk	K:name
  disruptionMode	5	s
  priorityClassName	6	s
  priority	7	i	p
  T	api.scheduling.v1alpha2.PodGroupTemplateReference
  workload	1	@1040
  T	api.scheduling.v1alpha2.TopologyConstraint
  key	1	s	r	z	=""
  T	api.scheduling.v1alpha2.TypedLocalObjectReference
  apiGroup	1	s	p
  kind	2	s	r	z	=""
  name	3	s	r	z	=""
  T	api.scheduling.v1alpha2.Workload	scheduling.k8s.io/v1alpha2/Workload
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@1041	r	z	={}
  T	api.scheduling.v1alpha2.WorkloadList	scheduling.k8s.io/v1alpha2/WorkloadList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@1038	r
  T	api.scheduling.v1alpha2.WorkloadPodGroupTemplateReference
  workloadName	1	s	r	z	=""
  podGroupTemplateName	2	s	r	z	=""
  T	api.scheduling.v1alpha2.WorkloadSpec
  controllerRef	1	@1037
  podGroupTemplates	2	[@1034	r	Lm:name
  T	api.scheduling.v1beta1.PriorityClass
  metadata	1	@1169
  value	2	i
  globalDefault	3	b
  description	4	s
  preemptionPolicy	5	s	p
  T	api.scheduling.v1beta1.PriorityClassList
  metadata	1	@1166
  items	2	[@1042
  T	api.storage.v1.CSIDriver	storage.k8s.io/v1/CSIDriver
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@1046	r	z	={}
  T	api.storage.v1.CSIDriverList	storage.k8s.io/v1/CSIDriverList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@1044	r
  T	api.storage.v1.CSIDriverSpec
  attachRequired	1	b	p
  podInfoOnMount	2	b	p
  volumeLifecycleModes	3	[s	Ls
  storageCapacity	4	b	p
  fsGroupPolicy	5	s	p
  tokenRequests	6	[@1055	La
  requiresRepublish	7	b	p
  seLinuxMount	8	b	p
  nodeAllocatableUpdatePeriodSeconds	9	l	p
  serviceAccountTokenInSecrets	10	b	p
  preventPodSchedulingIfMissing	11	b	p
  T	api.storage.v1.CSINode	storage.k8s.io/v1/CSINode
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@1050	r	z	={}
  T	api.storage.v1.CSINodeDriver
  name	1	s	r	z	=""
  nodeID	2	s	r	z	=""
  topologyKeys	3	[s	La
  allocatable	4	@1064
  T	api.storage.v1.CSINodeList	storage.k8s.io/v1/CSINodeList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@1047	r
  T	api.storage.v1.CSINodeSpec
  drivers	1	[@1048	r	Lm:name	Pm	K:name
  T	api.storage.v1.CSIStorageCapacity	storage.k8s.io/v1/CSIStorageCapacity
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  nodeTopology	2	@1163	Ma
  storageClassName	3	s	r	z	=""
  capacity	4	q
  maximumVolumeSize	5	q
  T	api.storage.v1.CSIStorageCapacityList	storage.k8s.io/v1/CSIStorageCapacityList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@1051	r
  T	api.storage.v1.StorageClass	storage.k8s.io/v1/StorageClass
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  provisioner	2	s	r	z	=""
  parameters	3	{s
  reclaimPolicy	4	s	p
  mountOptions	5	[s	La
  allowVolumeExpansion	6	b	p
  volumeBindingMode	7	s	p
  allowedTopologies	8	[@574	La
  T	api.storage.v1.StorageClassList	storage.k8s.io/v1/StorageClassList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@1053	r
  T	api.storage.v1.TokenRequest
  audience	1	s	r	z	=""
  expirationSeconds	2	l	p
  T	api.storage.v1.VolumeAttachment	storage.k8s.io/v1/VolumeAttachment
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@1059	r	z	={}
  status	3	@1060	z	={}
  T	api.storage.v1.VolumeAttachmentList	storage.k8s.io/v1/VolumeAttachmentList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@1056	r
  T	api.storage.v1.VolumeAttachmentSource
  persistentVolumeName	1	s	p
  inlineVolumeSpec	2	@482
  T	api.storage.v1.VolumeAttachmentSpec
  attacher	1	s	r	z	=""
  source	2	@1058	r	z	={}
  nodeName	3	s	r	z	=""
  T	api.storage.v1.VolumeAttachmentStatus
  attached	1	b	r	z	=false
  attachmentMetadata	2	{s
  attachError	3	@1063
  detachError	4	@1063
  T	api.storage.v1.VolumeAttributesClass	storage.k8s.io/v1/VolumeAttributesClass
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  driverName	2	s	r	z	=""
  parameters	3	{s
  T	api.storage.v1.VolumeAttributesClassList	storage.k8s.io/v1/VolumeAttributesClassList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@1061	r
  T	api.storage.v1.VolumeError
  time	1	t
  message	2	s
  errorCode	3	i	p
  T	api.storage.v1.VolumeNodeResources
  count	1	i	p
  T	api.storage.v1alpha1.CSIStorageCapacity
  metadata	1	@1169
  nodeTopology	2	@1163
  storageClassName	3	s
  capacity	4	q
  maximumVolumeSize	5	q
  T	api.storage.v1alpha1.CSIStorageCapacityList
  metadata	1	@1166
  items	2	[@1065
  T	api.storage.v1alpha1.VolumeAttachment
  metadata	1	@1169
  spec	2	@1070
  status	3	@1071
  T	api.storage.v1alpha1.VolumeAttachmentList
  metadata	1	@1166
  items	2	[@1067
  T	api.storage.v1alpha1.VolumeAttachmentSource
  persistentVolumeName	1	s	p
  inlineVolumeSpec	2	@482
  T	api.storage.v1alpha1.VolumeAttachmentSpec
  attacher	1	s
  source	2	@1069
  nodeName	3	s
  T	api.storage.v1alpha1.VolumeAttachmentStatus
  attached	1	b
  attachmentMetadata	2	{s
  attachError	3	@1074
  detachError	4	@1074
  T	api.storage.v1alpha1.VolumeAttributesClass
  metadata	1	@1169
  driverName	2	s
  parameters	3	{s
  T	api.storage.v1alpha1.VolumeAttributesClassList
  metadata	1	@1166
  items	2	[@1072
  T	api.storage.v1alpha1.VolumeError
  time	1	t
  message	2	s
  errorCode	3	i	p
  T	api.storage.v1beta1.CSIDriver
  metadata	1	@1169
  spec	2	@1077
  T	api.storage.v1beta1.CSIDriverList
  metadata	1	@1166
  items	2	[@1075
  T	api.storage.v1beta1.CSIDriverSpec
  attachRequired	1	b	p
  podInfoOnMount	2	b	p
  volumeLifecycleModes	3	[s
  storageCapacity	4	b	p
  fsGroupPolicy	5	s	p
  tokenRequests	6	[@1086
  requiresRepublish	7	b	p
  seLinuxMount	8	b	p
  nodeAllocatableUpdatePeriodSeconds	9	l	p
  serviceAccountTokenInSecrets	10	b	p
  preventPodSchedulingIfMissing	11	b	p
  T	api.storage.v1beta1.CSINode
  metadata	1	@1169
  spec	2	@1081
  T	api.storage.v1beta1.CSINodeDriver
  name	1	s
  nodeID	2	s
  topologyKeys	3	[s
  allocatable	4	@1095
  T	api.storage.v1beta1.CSINodeList
  metadata	1	@1166
  items	2	[@1078
  T	api.storage.v1beta1.CSINodeSpec
  drivers	1	[@1079
  T	api.storage.v1beta1.CSIStorageCapacity
  metadata	1	@1169
  nodeTopology	2	@1163
  storageClassName	3	s
  capacity	4	q
  maximumVolumeSize	5	q
  T	api.storage.v1beta1.CSIStorageCapacityList
  metadata	1	@1166
  items	2	[@1082
  T	api.storage.v1beta1.StorageClass
  metadata	1	@1169
  provisioner	2	s
  parameters	3	{s
  reclaimPolicy	4	s	p
  mountOptions	5	[s
  allowVolumeExpansion	6	b	p
  volumeBindingMode	7	s	p
  allowedTopologies	8	[@574
  T	api.storage.v1beta1.StorageClassList
  metadata	1	@1166
  items	2	[@1084
  T	api.storage.v1beta1.TokenRequest
  audience	1	s
  expirationSeconds	2	l	p
  T	api.storage.v1beta1.VolumeAttachment
  metadata	1	@1169
  spec	2	@1090
  status	3	@1091
  T	api.storage.v1beta1.VolumeAttachmentList
  metadata	1	@1166
  items	2	[@1087
  T	api.storage.v1beta1.VolumeAttachmentSource
  persistentVolumeName	1	s	p
  inlineVolumeSpec	2	@482
  T	api.storage.v1beta1.VolumeAttachmentSpec
  attacher	1	s
  source	2	@1089
  nodeName	3	s
  T	api.storage.v1beta1.VolumeAttachmentStatus
  attached	1	b
  attachmentMetadata	2	{s
  attachError	3	@1094
  detachError	4	@1094
  T	api.storage.v1beta1.VolumeAttributesClass	storage.k8s.io/v1beta1/VolumeAttributesClass
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  driverName	2	s	r	z	=""
  parameters	3	{s
  T	api.storage.v1beta1.VolumeAttributesClassList	storage.k8s.io/v1beta1/VolumeAttributesClassList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@1092	r
  T	api.storage.v1beta1.VolumeError
  time	1	t
  message	2	s
  errorCode	3	i	p
  T	api.storage.v1beta1.VolumeNodeResources
  count	1	i	p
  T	api.storagemigration.v1beta1.StorageVersionMigration	storagemigration.k8s.io/v1beta1/StorageVersionMigration
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@1098	z	={}
  status	3	@1099	z	={}
  T	api.storagemigration.v1beta1.StorageVersionMigrationList	storagemigration.k8s.io/v1beta1/StorageVersionMigrationList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@1096	r
  T	api.storagemigration.v1beta1.StorageVersionMigrationSpec
  resource	1	@1158	r	z	={}
  T	api.storagemigration.v1beta1.StorageVersionMigrationStatus
  conditions	1	[@1152	Lm:type	Pm	K:type
  resourceVersion	2	s
  T	apiextensions-apiserver.pkg.apis.apiextensions.v1.ConversionRequest
  uid	1	s
  desiredAPIVersion	2	s
  objects	3	[a
  T	apiextensions-apiserver.pkg.apis.apiextensions.v1.ConversionResponse
  uid	1	s
  convertedObjects	2	[a
  result	3	@1179
  T	apiextensions-apiserver.pkg.apis.apiextensions.v1.ConversionReview
  request	1	@1100
  response	2	@1101
  T	apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceColumnDefinition
  name	1	s	r	z	=""
  type	2	s	r	z	=""
  format	3	s
  description	4	s
  priority	5	i
  jsonPath	6	s	r	z	=""
  T	apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceConversion
  strategy	1	s	r	z	=""
  webhook	2	@1122
  T	apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition	apiextensions.k8s.io/v1/CustomResourceDefinition
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@1109	r	z	={}
  status	3	@1110	z	={}
  T	apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionCondition
  type	1	s	r	z	=""
  status	2	s	r	z	=""
  lastTransitionTime	3	t
  reason	4	s
  message	5	s
  observedGeneration	6	l
  T	apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionList	apiextensions.k8s.io/v1/CustomResourceDefinitionList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@1105	r
  T	apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionNames
  plural	1	s	r	z	=""
  singular	2	s
  shortNames	3	[s	La
  kind	4	s	r	z	=""
  listKind	5	s
  categories	6	[s	La
  T	apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionSpec
  group	1	s	r	z	=""
  names	3	@1108	r	z	={}
  scope	4	s	r	z	=""
  versions	7	[@1111	r	La
  conversion	9	@1104
  preserveUnknownFields	10	b
  T	apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionStatus
  conditions	1	[@1106	Lm:type
  acceptedNames	2	@1108	z	={}
  storedVersions	3	[s	La
  observedGeneration	4	l
  T	apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionVersion
  name	1	s	r	z	=""
  served	2	b	r	z	=false
  storage	3	b	r	z	=false
  deprecated	7	b
  deprecationWarning	8	s	p
  schema	4	@1115
  subresources	5	@1114
  additionalPrinterColumns	6	[@1103	La
  selectableFields	9	[@1118	La
  T	apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceSubresourceScale
  specReplicasPath	1	s	r	z	=""
  statusReplicasPath	2	s	r	z	=""
  labelSelectorPath	3	s	p
  T	apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceSubresourceStatus
  T	apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceSubresources
  status	1	@1113
  scale	2	@1112
  T	apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceValidation
  openAPIV3Schema	1	@1117
  T	apiextensions-apiserver.pkg.apis.apiextensions.v1.ExternalDocumentation
  description	1	s
  url	2	s
  T	apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps
  id	1	s
  $schema	2	s
  $ref	3	s
  description	4	s
  type	5	s
  format	6	s
  title	7	s
  default	8	j
  maximum	9	d	p
  exclusiveMaximum	10	b
  minimum	11	d	p
  exclusiveMinimum	12	b
  maxLength	13	l	p
  minLength	14	l	p
  pattern	15	s
  maxItems	16	l	p
  minItems	17	l	p
  uniqueItems	18	b
  multipleOf	19	d	p
  enum	20	[j	La
  maxProperties	21	l	p
  minProperties	22	l	p
  required	23	[s	La
  items	24	A
  allOf	25	[@1117	La
  oneOf	26	[@1117	La
  anyOf	27	[@1117	La
  not	28	@1117
  properties	29	{@1117
  additionalProperties	30	B
  patternProperties	31	{@1117
  dependencies	32	{S
  additionalItems	33	B
  definitions	34	{@1117
  externalDocs	35	@1116
  example	36	j
  nullable	37	b
  x-kubernetes-preserve-unknown-fields	38	b	p
  x-kubernetes-embedded-resource	39	b
  x-kubernetes-int-or-string	40	b
  x-kubernetes-list-map-keys	41	[s	La
  x-kubernetes-list-type	42	s	p
  x-kubernetes-map-type	43	s	p
  x-kubernetes-validations	44	[@1120	Lm:rule	Pm	K:rule
  T	apiextensions-apiserver.pkg.apis.apiextensions.v1.SelectableField
  jsonPath	1	s	r	z	=""
  T	apiextensions-apiserver.pkg.apis.apiextensions.v1.ServiceReference
  namespace	1	s	r	z	=""
  name	2	s	r	z	=""
  path	3	s	p
  port	4	i	p
  T	apiextensions-apiserver.pkg.apis.apiextensions.v1.ValidationRule
  rule	1	s	r	z	=""
  message	2	s
  messageExpression	3	s
  reason	4	s	p
  fieldPath	5	s
  optionalOldSelf	6	b	p
  T	apiextensions-apiserver.pkg.apis.apiextensions.v1.WebhookClientConfig
  url	3	s	p
  service	1	@1119
  caBundle	2	y
  T	apiextensions-apiserver.pkg.apis.apiextensions.v1.WebhookConversion
  clientConfig	2	@1121
  conversionReviewVersions	3	[s	r	La
  T	apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.ConversionRequest
  uid	1	s
  desiredAPIVersion	2	s
  objects	3	[a
  T	apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.ConversionResponse
  uid	1	s
  convertedObjects	2	[a
  result	3	@1179
  T	apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.ConversionReview
  request	1	@1123
  response	2	@1124
  T	apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceColumnDefinition
  name	1	s	z
  type	2	s	z
  format	3	s
  description	4	s
  priority	5	i
  JSONPath	6	s
  T	apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceConversion
  strategy	1	s	z
  webhookClientConfig	2	@1144
  conversionReviewVersions	3	[s
  T	apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceDefinition
  metadata	1	@1169
  spec	2	@1132
  status	3	@1133
  T	apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceDefinitionCondition
  type	1	s	z
  status	2	s	z
  lastTransitionTime	3	t
  reason	4	s
  message	5	s
  observedGeneration	6	l
  T	apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceDefinitionList
  metadata	1	@1166
  items	2	[@1128
  T	apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceDefinitionNames
  plural	1	s	z
  singular	2	s
  shortNames	3	[s
  kind	4	s	z
  listKind	5	s
  categories	6	[s
  T	apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceDefinitionSpec
  group	1	s	z
  version	2	s
  names	3	@1131
  scope	4	s	z
  validation	5	@1138
  subresources	6	@1137
  versions	7	[@1134
  additionalPrinterColumns	8	[@1126
  selectableFields	11	[@1141
  conversion	9	@1127
  preserveUnknownFields	10	b
  T	apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceDefinitionStatus
  conditions	1	[@1129
  acceptedNames	2	@1131
  storedVersions	3	[s
  observedGeneration	4	l
  T	apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceDefinitionVersion
  name	1	s	z
  served	2	b	z
  storage	3	b	z
  deprecated	7	b
  deprecationWarning	8	s	p
  schema	4	@1138
  subresources	5	@1137
  additionalPrinterColumns	6	[@1126
  selectableFields	9	[@1141
  T	apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceSubresourceScale
  specReplicasPath	1	s	z
  statusReplicasPath	2	s	z
  labelSelectorPath	3	s	p
  T	apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceSubresourceStatus
  T	apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceSubresources
  status	1	@1136
  scale	2	@1135
  T	apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceValidation
  openAPIV3Schema	1	@1140
  T	apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.ExternalDocumentation
  description	1	s
  url	2	s
  T	apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.JSONSchemaProps
  id	1	s
  $schema	2	s
  $ref	3	s
  description	4	s
  type	5	s
  format	6	s
  title	7	s
  default	8	j
  maximum	9	d	p
  exclusiveMaximum	10	b
  minimum	11	d	p
  exclusiveMinimum	12	b
  maxLength	13	l	p
  minLength	14	l	p
  pattern	15	s
  maxItems	16	l	p
  minItems	17	l	p
  uniqueItems	18	b
  multipleOf	19	d	p
  enum	20	[j
  maxProperties	21	l	p
  minProperties	22	l	p
  required	23	[s
  items	24	A
  allOf	25	[@1140
  oneOf	26	[@1140
  anyOf	27	[@1140
  not	28	@1140
  properties	29	{@1140
  additionalProperties	30	B
  patternProperties	31	{@1140
  dependencies	32	{S
  additionalItems	33	B
  definitions	34	{@1140
  externalDocs	35	@1139
  example	36	j
  nullable	37	b
  x-kubernetes-preserve-unknown-fields	38	b	p
  x-kubernetes-embedded-resource	39	b
  x-kubernetes-int-or-string	40	b
  x-kubernetes-list-map-keys	41	[s
  x-kubernetes-list-type	42	s	p
  x-kubernetes-map-type	43	s	p
  x-kubernetes-validations	44	[@1143
  T	apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.SelectableField
  jsonPath	1	s	z
  T	apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.ServiceReference
  namespace	1	s	z
  name	2	s	z
  path	3	s	p
  port	4	i	p
  T	apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.ValidationRule
  rule	1	s	z
  message	2	s
  messageExpression	3	s
  reason	4	s	p
  fieldPath	5	s
  optionalOldSelf	6	b	p
  T	apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.WebhookClientConfig
  url	3	s	p
  service	1	@1142
  caBundle	2	y
  T	apimachinery.pkg.api.resource.QuantityValue
  string	1	s
  T	apimachinery.pkg.apis.meta.v1.APIGroup	/v1/APIGroup
  kind	0	s
  apiVersion	0	s
  name	1	s	r	z	=""
  versions	2	[@1160	r	La
  preferredVersion	3	@1160	z	={}
  serverAddressByClientCIDRs	4	[@1177	La
  T	apimachinery.pkg.apis.meta.v1.APIGroupList	/v1/APIGroupList
  kind	0	s
  apiVersion	0	s
  groups	1	[@1146	r	La
  T	apimachinery.pkg.apis.meta.v1.APIResource
  name	1	s	r	z	=""
  singularName	6	s	r	z	=""
  namespaced	2	b	r	z	=false
  group	8	s
  version	9	s
  kind	3	s	r	z	=""
  verbs	4	(s	r
  shortNames	5	[s	La
  categories	7	[s	La
  storageVersionHash	10	s
  T	apimachinery.pkg.apis.meta.v1.APIResourceList	/v1/APIResourceList
  kind	0	s
  apiVersion	0	s
  groupVersion	1	s	r	z	=""
  resources	2	[@1148	r	La
  T	apimachinery.pkg.apis.meta.v1.APIVersions	/v1/APIVersions
  kind	0	s
  apiVersion	0	s
  versions	1	[s	r	La
  serverAddressByClientCIDRs	2	[@1177	r	La
  T	apimachinery.pkg.apis.meta.v1.ApplyOptions
  dryRun	1	[s
  force	2	b	p
  fieldManager	3	s
  T	apimachinery.pkg.apis.meta.v1.Condition
  type	1	s	r	z	=""
  status	2	s	r	z	=""
  observedGeneration	3	l
  lastTransitionTime	4	t	r
  reason	5	s	r	z	=""
  message	6	s	r	z	=""
  T	apimachinery.pkg.apis.meta.v1.CreateOptions
  dryRun	1	[s
  fieldManager	3	s
  fieldValidation	4	s
  T	apimachinery.pkg.apis.meta.v1.DeleteOptions	/v1/DeleteOptions	storagemigration.k8s.io/v1beta1/DeleteOptions
  kind	0	s
  apiVersion	0	s
  gracePeriodSeconds	1	l	p
  preconditions	2	@1175
  orphanDependents	3	b	p
  propagationPolicy	4	s	p
  dryRun	5	[s	La
  ignoreStoreReadErrorWithClusterBreakingPotential	6	b	p
  T	apimachinery.pkg.apis.meta.v1.FieldSelectorRequirement
  key	1	s	r	z	=""
  operator	2	s	r	z	=""
  values	3	[s	La
  T	apimachinery.pkg.apis.meta.v1.GetOptions
  resourceVersion	1	s
  T	apimachinery.pkg.apis.meta.v1.GroupKind
  group	1	s
  kind	2	s
  T	apimachinery.pkg.apis.meta.v1.GroupResource
  group	1	s	r	z	=""
  resource	2	s	r	z	=""
  T	apimachinery.pkg.apis.meta.v1.GroupVersion
  group	1	s
  version	2	s
  T	apimachinery.pkg.apis.meta.v1.GroupVersionForDiscovery
  groupVersion	1	s	r	z	=""
  version	2	s	r	z	=""
  T	apimachinery.pkg.apis.meta.v1.GroupVersionKind
  group	1	s
  version	2	s
  kind	3	s
  T	apimachinery.pkg.apis.meta.v1.GroupVersionResource
  group	1	s
  version	2	s
  resource	3	s
  T	apimachinery.pkg.apis.meta.v1.LabelSelector
  matchLabels	1	{s
  matchExpressions	2	[@1164	La
  T	apimachinery.pkg.apis.meta.v1.LabelSelectorRequirement
  key	1	s	r	z	=""
  operator	2	s	r	z	=""
  values	3	[s	La
  T	apimachinery.pkg.apis.meta.v1.List
  metadata	1	@1166
  items	2	[a
  T	apimachinery.pkg.apis.meta.v1.ListMeta
  selfLink	1	s
  resourceVersion	2	s
  continue	3	s
  remainingItemCount	4	l	p
  shardInfo	5	@1178
  T	apimachinery.pkg.apis.meta.v1.ListOptions
  labelSelector	1	s
  fieldSelector	2	s
  watch	3	b
  allowWatchBookmarks	9	b
  resourceVersion	4	s
  resourceVersionMatch	10	s
  timeoutSeconds	5	l	p
  limit	7	l
  continue	8	s
  sendInitialEvents	11	b	p
  shardSelector	15	s
  T	apimachinery.pkg.apis.meta.v1.ManagedFieldsEntry
  manager	1	s
  operation	2	s
  apiVersion	3	s
  time	4	t
  fieldsType	6	s
  fieldsV1	7	f
  subresource	8	s
  T	apimachinery.pkg.apis.meta.v1.ObjectMeta
  name	1	s
  generateName	2	s
  namespace	3	s
  selfLink	4	s
  uid	5	s
  resourceVersion	6	s
  generation	7	l
  creationTimestamp	8	t
  deletionTimestamp	9	t
  deletionGracePeriodSeconds	10	l	p
  labels	11	{s
  annotations	12	{s
  ownerReferences	13	[@1170	Lm:uid	Pm	K:uid
  finalizers	14	[s	Ls	Pm
  managedFields	17	[@1168	La
  T	apimachinery.pkg.apis.meta.v1.OwnerReference
  apiVersion	5	s	r	z	=""
  kind	1	s	r	z	=""
  name	3	s	r	z	=""
  uid	4	s	r	z	=""
  controller	6	b	p
  blockOwnerDeletion	7	b	p
  T	apimachinery.pkg.apis.meta.v1.PartialObjectMetadata
  metadata	1	@1169
  T	apimachinery.pkg.apis.meta.v1.PartialObjectMetadataList
  metadata	1	@1166
  items	2	[@1171
  T	apimachinery.pkg.apis.meta.v1.Patch
  T	apimachinery.pkg.apis.meta.v1.PatchOptions
  dryRun	1	[s
  force	2	b	p
  fieldManager	3	s
  fieldValidation	4	s
  T	apimachinery.pkg.apis.meta.v1.Preconditions
  uid	1	s	p
  resourceVersion	2	s	p
  T	apimachinery.pkg.apis.meta.v1.RootPaths
  paths	1	[s
  T	apimachinery.pkg.apis.meta.v1.ServerAddressByClientCIDR
  clientCIDR	1	s	r	z	=""
  serverAddress	2	s	r	z	=""
  T	apimachinery.pkg.apis.meta.v1.ShardInfo
  selector	1	s	r	z	=""
  T	apimachinery.pkg.apis.meta.v1.Status	/v1/Status
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  status	2	s
  message	3	s
  reason	4	s
  details	5	@1181
  code	6	i
  T	apimachinery.pkg.apis.meta.v1.StatusCause
  reason	1	s
  message	2	s
  field	3	s
  T	apimachinery.pkg.apis.meta.v1.StatusDetails
  name	1	s
  group	2	s
  kind	3	s
  uid	6	s
  causes	4	[@1180	La
  retryAfterSeconds	5	i
  T	apimachinery.pkg.apis.meta.v1.TableOptions
  includeObject	1	s
  T	apimachinery.pkg.apis.meta.v1.Timestamp
  seconds	1	l
  nanos	2	i
  T	apimachinery.pkg.apis.meta.v1.TypeMeta
  kind	1	s
  apiVersion	2	s
  T	apimachinery.pkg.apis.meta.v1.UpdateOptions
  dryRun	1	[s
  fieldManager	2	s
  fieldValidation	3	s
  T	apimachinery.pkg.apis.meta.v1.WatchEvent	/v1/WatchEvent	storagemigration.k8s.io/v1beta1/WatchEvent
  type	1	s	r	z	=""
  object	2	a	r
  T	apimachinery.pkg.apis.meta.v1beta1.PartialObjectMetadataList
  metadata	2	@1166
  items	1	[@1171
  T	apimachinery.pkg.runtime.TypeMeta
  apiVersion	1	s
  kind	2	s
  T	apimachinery.pkg.runtime.Unknown
  typeMeta	1	@1188
  raw	2	y
  contentEncoding	3	s
  contentType	4	s
  T	apimachinery.pkg.version.Info
  buildDate	0	s	r	z	=""
  compiler	0	s	r	z	=""
  emulationMajor	0	s
  emulationMinor	0	s
  gitCommit	0	s	r	z	=""
  gitTreeState	0	s	r	z	=""
  gitVersion	0	s	r	z	=""
  goVersion	0	s	r	z	=""
  major	0	s	r	z	=""
  minCompatibilityMajor	0	s
  minCompatibilityMinor	0	s
  minor	0	s	r	z	=""
  platform	0	s	r	z	=""
  T	apiserver.pkg.apis.example.v1.Pod
  metadata	1	@1169
  spec	2	@1194
  status	3	@1195
  T	apiserver.pkg.apis.example.v1.PodCondition
  type	1	s
  status	2	s
  lastProbeTime	3	t
  lastTransitionTime	4	t
  reason	5	s
  message	6	s
  T	apiserver.pkg.apis.example.v1.PodList
  metadata	1	@1166
  items	2	[@1191
  T	apiserver.pkg.apis.example.v1.PodSpec
  restartPolicy	3	s
  terminationGracePeriodSeconds	4	l	p
  activeDeadlineSeconds	5	l	p
  nodeSelector	7	{s
  serviceAccountName	8	s
  serviceAccount	9	s
  nodeName	10	s
  hostNetwork	11	b
  hostPID	12	b
  hostIPC	13	b
  hostname	16	s
  subdomain	17	s
  schedulername	19	s
  T	apiserver.pkg.apis.example.v1.PodStatus
  phase	1	s
  conditions	2	[@1192
  message	3	s
  reason	4	s
  hostIP	5	s
  podIP	6	s
  startTime	7	t
  T	apiserver.pkg.apis.example2.v1.ReplicaSet
  metadata	1	@1169
  spec	2	@1197
  status	3	@1198
  T	apiserver.pkg.apis.example2.v1.ReplicaSetSpec
  replicas	1	i	p
  T	apiserver.pkg.apis.example2.v1.ReplicaSetStatus
  replicas	1	i
  T	kube-aggregator.pkg.apis.apiregistration.v1.APIService	apiregistration.k8s.io/v1/APIService
  kind	0	s
  apiVersion	0	s
  metadata	1	@1169	z	={}
  spec	2	@1202	z	={}
  status	3	@1203	z	={}
  T	kube-aggregator.pkg.apis.apiregistration.v1.APIServiceCondition
  type	1	s	r	z	=""
  status	2	s	r	z	=""
  lastTransitionTime	3	t
  reason	4	s
  message	5	s
  T	kube-aggregator.pkg.apis.apiregistration.v1.APIServiceList	apiregistration.k8s.io/v1/APIServiceList
  kind	0	s
  apiVersion	0	s
  metadata	1	@1166	z	={}
  items	2	[@1199	r
  T	kube-aggregator.pkg.apis.apiregistration.v1.APIServiceSpec
  service	1	@1204
  group	2	s
  version	3	s
  insecureSkipTLSVerify	4	b
  caBundle	5	y	La
  groupPriorityMinimum	7	i	r	z	=0
  versionPriority	8	i	r	z	=0
  T	kube-aggregator.pkg.apis.apiregistration.v1.APIServiceStatus
  conditions	1	[@1200	Lm:type	Pm	K:type
  T	kube-aggregator.pkg.apis.apiregistration.v1.ServiceReference
  namespace	1	s
  name	2	s
  port	3	i	p
  T	kube-aggregator.pkg.apis.apiregistration.v1beta1.APIService
  metadata	1	@1169
  spec	2	@1208
  status	3	@1209
  T	kube-aggregator.pkg.apis.apiregistration.v1beta1.APIServiceCondition
  type	1	s
  status	2	s
  lastTransitionTime	3	t
  reason	4	s
  message	5	s
  T	kube-aggregator.pkg.apis.apiregistration.v1beta1.APIServiceList
  metadata	1	@1166
  items	2	[@1205
  T	kube-aggregator.pkg.apis.apiregistration.v1beta1.APIServiceSpec
  service	1	@1210
  group	2	s
  version	3	s
  insecureSkipTLSVerify	4	b
  caBundle	5	y
  groupPriorityMinimum	7	i
  versionPriority	8	i
  T	kube-aggregator.pkg.apis.apiregistration.v1beta1.APIServiceStatus
  conditions	1	[@1206
  T	kube-aggregator.pkg.apis.apiregistration.v1beta1.ServiceReference
  namespace	1	s
  name	2	s
  port	3	i	p
  """#
