import EtcdClient
import Testing

@Suite struct EndpointTests {
  @Test(arguments: [
    ("127.0.0.1:22379", "127.0.0.1:22379"), ("http://localhost:2379/", "localhost:2379"),
    ("localhost", "localhost:2379"), ("http://[::1]:32379", "[::1]:32379"), ("[::1]", "[::1]:2379"),
    (" a:1", "a:1"),
  ])
  func `An address may have a scheme and a port`(text: String, expected: String) throws {
    #expect(try Endpoint(parsing: text).description == expected)
  }

  @Test(arguments: ["", ":2379", "a:0", "a:65536", "a:b", "::1", "https://a:1", "unix://x", "a b:1", "a/b"])
  func `What is no address is refused with what would be one`(text: String) {
    #expect(throws: EndpointError.self) { try Endpoint(parsing: text) }
  }

  @Test func `A list names each endpoint once`() throws {
    #expect(try Endpoint.list(parsing: "a:1,http://b:2,a:1").map(\.description) == ["a:1", "b:2"])
    #expect(throws: EndpointError.self) { try Endpoint.list(parsing: ",") }
  }
}
