/// RFC 7386: members of the patch replace those of the object, null removes them.
package enum MergePatch {
  package static func apply(_ patch: JSONValue, to target: JSONValue) throws(PatchError) -> JSONValue {
    guard patch.object != nil else {
      throw .malformed("a merge patch must be an object")
    }
    return merged(patch, target)
  }

  private static func merged(_ patch: JSONValue, _ target: JSONValue) -> JSONValue {
    guard case .object(let changes) = patch else { return patch }
    var result = target.object ?? JSONObject()
    for (key, change) in changes {
      if change.isNull {
        result[key] = nil
      } else {
        let there = result[key] ?? .null
        result[key] = .null
        result[key] = merged(change, there)
      }
    }
    return .object(result)
  }
}
