import KubeObject
import KubeRules
import KubeSchema
import Testing

@Suite("A pod's row")
struct PodCellsTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let what: String
    let pod: String
    let cells: String
    var testDescription: String { what }
  }

  @Test("tells in one word what the containers are doing", arguments: cases)
  func status(_ example: Case) throws {
    let row = PrintingTests.Row("Pod", example.cells, example.pod)
    #expect(try PrintingTests.cells(row) == example.cells)
  }

  static let cases = [
    Case(
      what: "running and ready",
      pod: #"""
        {"spec":{"containers":[{"name":"a"}],"nodeName":"n1","readinessGates":[{"conditionType":"g"}]},
         "status":{"phase":"Running","podIPs":[{"ip":"10.1.0.1"}],"conditions":[{"type":"g","status":"True"}],
         "containerStatuses":[{"name":"a","ready":true,"restartCount":0,"state":{"running":{}}}]}}
        """#,
      cells: "n|1/1|Running|0|5m|10.1.0.1|n1|<none>|1/1"),
    Case(
      what: "restarted a while ago and waiting to again",
      pod: #"""
        {"spec":{"containers":[{"name":"a"}]},"status":{"phase":"Running","containerStatuses":[
         {"name":"a","restartCount":3,"state":{"waiting":{"reason":"CrashLoopBackOff"}},
          "lastState":{"terminated":{"finishedAt":"2026-05-01T11:55:00Z"}}}]}}
        """#,
      cells: "n|0/1|CrashLoopBackOff|3 (5m ago)|5m|<none>|<none>|<none>|<none>"),
    Case(
      what: "the second of two init containers at work",
      pod: #"""
        {"spec":{"containers":[{"name":"a"}],"initContainers":[{"name":"i"},{"name":"j"}]},
         "status":{"phase":"Pending","initContainerStatuses":[
         {"name":"i","restartCount":1,"state":{"terminated":{"exitCode":0}}},
         {"name":"j","restartCount":0,"state":{"running":{}}}]}}
        """#,
      cells: "n|0/1|Init:1/2|1|5m|<none>|<none>|<none>|<none>"),
    Case(
      what: "an init container that failed",
      pod: #"""
        {"spec":{"containers":[{"name":"a"}],"initContainers":[{"name":"i"}]},
         "status":{"phase":"Pending","initContainerStatuses":[
         {"name":"i","state":{"terminated":{"exitCode":2}}}]}}
        """#,
      cells: "n|0/1|Init:ExitCode:2|0|5m|<none>|<none>|<none>|<none>"),
    Case(
      what: "a sidecar counts as a container, and its restarts with theirs",
      pod: #"""
        {"spec":{"containers":[{"name":"a"}],"initContainers":[{"name":"i"},{"name":"s","restartPolicy":"Always"}]},
         "status":{"phase":"Running","initContainerStatuses":[
         {"name":"i","restartCount":5,"state":{"terminated":{"exitCode":0}}},
         {"name":"s","restartCount":2,"started":true,"ready":true,"state":{"running":{}}}],
         "containerStatuses":[{"name":"a","ready":true,"restartCount":1,"state":{"running":{}}}]}}
        """#,
      cells: "n|2/2|Running|3|5m|<none>|<none>|<none>|<none>"),
    Case(
      what: "one container done, the other running, but the pod isn't ready",
      pod: #"""
        {"spec":{"containers":[{"name":"a"},{"name":"b"}]},"status":{"phase":"Running","containerStatuses":[
         {"name":"a","state":{"terminated":{"exitCode":0,"reason":"Completed"}}},
         {"name":"b","ready":true,"state":{"running":{}}}]}}
        """#,
      cells: "n|1/2|NotReady|0|5m|<none>|<none>|<none>|<none>"),
    Case(
      what: "being deleted",
      pod: #"""
        {"metadata":{"deletionTimestamp":"2026-05-01T12:00:00Z"},"spec":{"containers":[{"name":"a"}]},
         "status":{"phase":"Running"}}
        """#,
      cells: "n|0/1|Terminating|0|5m|<none>|<none>|<none>|<none>"),
    Case(
      what: "deleted, but already over",
      pod: #"""
        {"metadata":{"deletionTimestamp":"2026-05-01T12:00:00Z"},"spec":{"containers":[{"name":"a"}]},
         "status":{"phase":"Failed","reason":"Evicted"}}
        """#,
      cells: "n|0/1|Evicted|0|5m|<none>|<none>|<none>|<none>"),
    Case(
      what: "held back by scheduling gates",
      pod: #"""
        {"spec":{"containers":[{"name":"a"}]},"status":{"phase":"Pending","conditions":[
         {"type":"PodScheduled","status":"False","reason":"SchedulingGated"}]}}
        """#,
      cells: "n|0/1|SchedulingGated|0|5m|<none>|<none>|<none>|<none>"),
  ]

  @Test("says by a condition that a pod is over, and only then")
  func rowConditions() {
    let kind = GroupVersionKind(group: "", version: "v1", kind: "Pod")
    let done = Printing.rowConditions(of: ["status": ["phase": "Succeeded"]], kind: kind)
    #expect(done.first?["reason"] == "Succeeded")
    #expect(done.first?["message"] == "The pod has completed successfully.")
    #expect(Printing.rowConditions(of: ["status": ["phase": "Running"]], kind: kind).isEmpty)
  }
}
