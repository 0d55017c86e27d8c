import Testing

@testable import Configuration

@Suite("Identifiers from names")
struct StableIdentifierTests {
  @Test("They never change: data on disk carries them")
  func golden() throws {
    let cluster = try ClusterConfiguration.parse(ClusterConfiguration.exampleText)

    #expect(cluster.clusterID == 1_228_709_597_982_655_195)
    #expect(
      cluster.members.map(cluster.memberID(of:))
        == [13_918_829_775_987_419_235, 14_575_366_691_100_101_968, 6_591_905_569_782_818_213])
  }

  @Test("Names don't run into each other")
  func separated() {
    #expect(
      StableIdentifier.member("bc", ofCluster: "a") != StableIdentifier.member("c", ofCluster: "ab"))
    #expect(StableIdentifier.cluster("a") != StableIdentifier.member("", ofCluster: "a"))
  }
}

@Suite("Addresses and quantities")
struct QuantitiesTests {
  @Test(
    "host:port is read and written alike",
    arguments: ["127.0.0.1:2379", "localhost:1", "[::1]:65535", "a-b.example.org:80"])
  func address(text: String) {
    #expect(Address(text)?.description == text)
  }

  @Test(
    "Anything else isn't an address",
    arguments: ["", ":", "a", "a:", ":1", "a:0", "a:65536", "a:+1", "::1:2379", "[a]:1", "a b:1", "[]:1"])
  func noAddress(text: String) {
    #expect(Address(text) == nil)
  }

  @Test("Durations and sizes have units")
  func units() {
    #expect(Quantities.duration("20ms") == .milliseconds(20))
    #expect(Quantities.duration("2 s") == .seconds(2))
    #expect(Quantities.duration("20") == nil)
    #expect(Quantities.duration("9999999999999999m") == nil)
    #expect(Quantities.size("3KiB") == 3072)
    #expect(Quantities.size("-3KiB") == nil)
    #expect(Quantities.size("9999999999999GiB") == nil)
    #expect(Quantities.size("99999999999999999999B") == nil)
  }
}
