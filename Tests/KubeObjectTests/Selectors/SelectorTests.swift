import KubeObject
import Testing

@Suite("Selectors")
struct SelectorTests {
  private let labels = ["app": "web", "tier": "", "n": "5"]

  @Test(
    "labels are selected",
    arguments: [
      ("", true), ("app=web", true), ("app==web,tier=", true), ("app!=web", false), ("x!=y", true),
      ("app in (db, web)", true), ("app notin (db)", true), ("app in (db),n", false), ("!x", true),
      ("!app", false),
      ("n>4", true), ("n<5", false), ("tier in ()", true), ("x notin (a)", true),
    ])
  func matches(_ text: String, _ isMatch: Bool) throws {
    #expect(try LabelSelector.parse(text).matches { labels[$0] } == isMatch)
  }

  @Test(
    "what is no selector is refused with a reason",
    arguments: [
      ("app=", nil), ("=web", "found '=', expected: !, identifier, or 'end of string'"),
      ("app web", "found 'web', expected: in, notin, =, ==, !=, gt, lt"),
      ("app in web", "found 'web', expected: '('"), ("app,", "found '', expected: identifier after ','"),
      ("app=web)", "found ')', expected: ',' or 'end of string'"),
      ("n>x", "values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators, the value must be an integer"),
    ] as [(String, String?)])
  func mistakes(_ text: String, _ message: String?) {
    do throws(SelectorError) {
      _ = try LabelSelector.parse(text)
      #expect(message == nil)
    } catch {
      #expect(error.message == message)
    }
  }

  @Test("an object's selector selects nothing when there is none, and everything when it is empty")
  func ofObject() throws {
    #expect(try !LabelSelector(nil as JSONValue?).matches { labels[$0] })
    #expect(try LabelSelector([:]).matches { labels[$0] })
    let selector = try LabelSelector([
      "matchLabels": ["app": "web"], "matchExpressions": [["key": "x", "operator": "DoesNotExist"]],
    ])
    #expect(selector.matches { labels[$0] } && selector.text == "app in (web),!x")
  }

  @Test("fields are selected, with escapes in values")
  func fields() throws {
    let selector = try FieldSelector.parse(#"metadata.name=a\,b,spec.nodeName!=n"#)
    #expect(selector.matches { ["metadata.name": "a,b"][$0] })
    #expect(!selector.matches { ["metadata.name": "a,b", "spec.nodeName": "n"][$0] })
    #expect(
      selector.required("metadata.name") == "a,b" && selector.text == #"metadata.name=a\,b,spec.nodeName!=n"#)
    #expect(throws: SelectorError.self) { try FieldSelector.parse("metadata.name") }
  }
}
