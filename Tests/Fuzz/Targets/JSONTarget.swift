import KubeObject

extension FuzzTarget {
  /// JSON: what is read is written so that it is read as the same, and never takes more than it is long.
  static let json = FuzzTarget(name: "json", maxBytes: 4096) { bytes in
    guard let tape = try? JSONTape(bytes) else { return }
    let value = tape.root.value
    let text = value.encoded()
    try check(
      try JSONValue.parse(text) == value, "JSON that is read as another value than it was written from")
    try check(try JSONValue.parse(value.pretty()) == value, "pretty JSON that is read as another value")
    for (key, _) in tape.root.members {
      try check(tape.root[key] != nil && value[key] != nil, "a member that isn't found by its name")
    }
    if let object = value.object {
      try check(object.count <= tape.root.members.count, "members out of nothing")
    }
  } seeds: {
    [
      ("object", Array(#"{"a":[1,-2.5e+3,true,null,{"b":"c\u00e9\n\ud83d\ude00"}],"a":{}}"#.utf8)),
      ("escapes", Array(#"["\"\\\/\b\f\n\r\t<>&","\u2028"]"#.utf8)),
      ("deep", Array("[[[[[[{\"a\":[]}]]]]]]".utf8)),
    ]
  }

  /// YAML: what is read can be written, and is read as the same.
  static let yaml = FuzzTarget(name: "yaml", maxBytes: 2048) { bytes in
    guard let value = try? YAML.parse(bytes) else { return }
    try check(try JSONValue.parse(value.encoded()) == value, "a value that JSON can't say")
  } seeds: {
    [
      ("manifest", Array("apiVersion: v1\nkind: A\ndata:\n  a: |\n    x\n  b: [1, yes, ~]\n- c\n".utf8)),
      ("alias", Array("a: &x {b: 1}\nc:\n  <<: *x\n  d: 0x1F\n".utf8)),
    ]
  }

  /// Quantities, times, durations, selectors, names: each canonical text stands for what it was made of.
  static let kubeTexts = FuzzTarget(name: "kube-texts", maxBytes: 256) { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    if let quantity = Quantity(text) {
      let again = Quantity(quantity.canonical)
      try check(again == quantity, "\(text) is \(quantity.canonical), which is another amount")
      try check(again?.canonical == quantity.canonical, "\(quantity.canonical) is not canonical")
      _ = (
        quantity.value, quantity.milliValue, quantity.roundedToMilli, quantity + quantity, quantity - quantity
      )
    }
    if let time = Timestamp(rfc3339: text), (0...253_402_300_799).contains(time.seconds) {
      try check(Timestamp(rfc3339: time.text)?.seconds == time.seconds, "\(text) is not \(time.text)")
    }
    if let selector = try? LabelSelector.parse(text) {
      try check(
        (try? LabelSelector.parse(selector.text)) != nil, "a selector whose text is none: \(selector.text)")
      _ = selector.matches { $0.count > 3 ? $0 : nil }
    }
    if let selector = try? FieldSelector.parse(text) {
      try check(try FieldSelector.parse(selector.text) == selector, "a selector whose text is another")
    }
    if let duration = GoDuration.parse(text) { _ = GoDuration.text(duration) }
    if let pointer = JSONPointer(text) {
      try check(JSONPointer(pointer.description) == pointer, "a pointer whose text is another")
    }
    _ =
      NameRules.qualifiedName(text) + NameRules.dnsSubdomain(text) + NameRules.ip(text) + NameRules.cidr(text)
      + NameRules.portName(text) + NameRules.configMapKey(text) + NameRules.percent(text)
  } seeds: {
    [
      "1.5Gi", "12e-6", "2024-02-29T23:59:59.123+01:00", "a=b,c in (d,e),!f,g>1", #"metadata.name=a\,b,x!=y"#,
      "1h2.5s",
      "/a/~0~1/0", "2001:db8::/64", "example.com/name_1",
    ].enumerated().map { ("text-\($0.offset)", Array($0.element.utf8)) }
  }
}
