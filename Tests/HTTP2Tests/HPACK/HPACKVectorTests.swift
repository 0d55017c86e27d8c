import Testing

@testable import HTTP2

/// RFC 7541 Appendix C: the examples of the standard.
struct HPACKVectorTests {
  private func decode(_ hex: String, with decoder: inout HPACKDecoder) throws -> [String] {
    var fields: [HeaderField] = []
    let fits = try bytes(hex).withUnsafeBytes {
      try decoder.decode($0, maxListBytes: 4096, into: &fields)
    }
    #expect(fits)
    return fields.map { "\($0.name): \($0.value)" }
  }

  @Test("C.2: each representation is read")
  func representations() throws {
    var decoder = HPACKDecoder()
    #expect(
      try decode("400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572", with: &decoder)
        == ["custom-key: custom-header"])
    #expect(decoder.table.size == 55)
    #expect(try decode("040c 2f73 616d 706c 652f 7061 7468", with: &decoder) == [":path: /sample/path"])
    #expect(try decode("1008 7061 7373 776f 7264 0673 6563 7265 74", with: &decoder) == ["password: secret"])
    #expect(try decode("82", with: &decoder) == [":method: GET"])
    #expect(decoder.table.count == 1)
  }

  private static let requests = [
    [":method: GET", ":scheme: http", ":path: /", ":authority: www.example.com"],
    [":method: GET", ":scheme: http", ":path: /", ":authority: www.example.com", "cache-control: no-cache"],
    [
      ":method: GET", ":scheme: https", ":path: /index.html", ":authority: www.example.com",
      "custom-key: custom-value",
    ],
  ]

  @Test(
    "C.3 and C.4: three requests on one connection",
    arguments: [
      [
        "8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d", "8286 84be 5808 6e6f 2d63 6163 6865",
        "8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65",
      ],
      [
        "8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff", "8286 84be 5886 a8eb 1064 9cbf",
        "8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf",
      ],
    ])
  func requests(blocks: [String]) throws {
    var decoder = HPACKDecoder()
    for (block, fields) in zip(blocks, Self.requests) {
      #expect(try decode(block, with: &decoder) == fields)
    }
    #expect(decoder.table.size == 164)
  }

  private static let responses = [
    [
      ":status: 302", "cache-control: private", "date: Mon, 21 Oct 2013 20:13:21 GMT",
      "location: https://www.example.com",
    ],
    [
      ":status: 307", "cache-control: private", "date: Mon, 21 Oct 2013 20:13:21 GMT",
      "location: https://www.example.com",
    ],
    [
      ":status: 200", "cache-control: private", "date: Mon, 21 Oct 2013 20:13:22 GMT",
      "location: https://www.example.com", "content-encoding: gzip",
      "set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1",
    ],
  ]

  @Test("C.6: three responses, whose table of 256 bytes evicts")
  func responses() throws {
    let blocks = [
      """
      4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d
      29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3
      """,
      "4883 640e ffc1 c0bf",
      """
      88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab 77ad 94e7 821d d7f2
      e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0 03ed 4ee5 b106 3d50 07
      """,
    ]
    var decoder = HPACKDecoder(tableLimit: 256)
    for (block, fields) in zip(blocks, Self.responses) {
      #expect(try decode(block, with: &decoder) == fields)
    }
    #expect(decoder.table.size == 215)
    #expect(decoder.table.count == 3)
  }
}
