import KubeObject
import KubeSchema
import Testing

@Suite("Statuses")
struct APIStatusTests {
  private let deployments = GroupResource(group: "apps", resource: "deployments")

  @Test("messages are those of apimachinery")
  func messages() {
    #expect(APIStatus.notFound(deployments, "a").message == #"deployments.apps "a" not found"#)
    #expect(
      APIStatus.conflict(deployments, "a", "why").message
        == #"Operation cannot be fulfilled on deployments.apps "a": why"#)
    let path = FieldPath("spec").child("containers").index(0).child("name")
    let errors: [FieldError] = [.required(path, ""), .invalid(path, "A", "must be small")]
    let kind = GroupKind(group: "", kind: "Pod")
    #expect(
      APIStatus.invalid(kind: kind, name: "p", errors: errors).message
        == #"Pod "p" is invalid: [spec.containers[0].name: Required value, "#
        + #"spec.containers[0].name: Invalid value: "A": must be small]"#)
    #expect(
      FieldError.notSupported(path, "x", ["b", "a"]).body
        == #"Unsupported value: "x": supported values: "b", "a""#)
  }

  @Test("a Status comes back from its JSON")
  func json() throws {
    let status = APIStatus.tooManyRequests(
      "slow down", retryAfter: 3, causes: [.init(reason: "r", message: "m", field: "f")])
    let again = try #require(APIStatus(json: status.json))
    #expect(again.json == status.json && again.details?.retryAfterSeconds == 3)
  }
}
