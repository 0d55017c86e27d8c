import KubeObject
import Testing

@Suite("Quantities")
struct QuantityTests {
  @Test(
    "each amount has one canonical text",
    arguments: [
      ("0", "0"), ("1000m", "1"), ("1500m", "1500m"), ("0.5", "500m"), ("1024Mi", "1Gi"), ("1Gi", "1Gi"),
      ("1.5Gi", "1536Mi"), ("1000", "1k"), ("12e6", "12e6"), ("12E6", "12e6"), ("1e3", "1e3"),
      ("100k", "100k"),
      ("0.1Gi", "107374182400m"), ("512", "512"), ("1023Ki", "1023Ki"), ("0.5Ki", "512"), ("1n", "1n"),
      ("0.1n", "1n"), ("-1.1n", "-2n"), ("+5", "5"), (".5", "500m"), ("5.", "5"), ("1E", "1E"),
      ("2Ei", "2Ei"),
      ("1u", "1u"), ("1234567", "1234567"), ("1100000", "1100k"), ("-3Mi", "-3Mi"),
      ("99999999999999999999", "9223372036854775807"), ("0.0000000000001", "1n"), ("0Ki", "0"),
    ])
  func canonical(_ text: String, _ canonical: String) throws {
    #expect(try #require(Quantity(text)).canonical == canonical)
  }

  @Test(
    "what is no quantity is refused",
    arguments: ["", "x", "1x", "1 Gi", "1.2.3", "--1", "1ki", "1e", "e3", "1Mi ", "１", "+", "."])
  func refused(_ text: String) { #expect(Quantity(text) == nil) }

  @Test("amounts compare and add, however they are written")
  func arithmetic() throws {
    let gibi = try #require(Quantity("1Gi"))
    let mebi = try #require(Quantity("1024Mi"))
    #expect(gibi == mebi && !(gibi < mebi))
    #expect((gibi + mebi).canonical == "2Gi" && (gibi - mebi).isZero)
    #expect(try #require(Quantity("1500m")).value == 2)
    #expect(try #require(Quantity("-1500m")).value == -1)
    #expect(try #require(Quantity("0.1234")).roundedToMilli.canonical == "124m")
    #expect(try #require(Quantity("1e100")).milliValue == .max)
  }
}

@Suite("Times")
struct TimestampTests {
  @Test(
    "times are read in every zone and written in one",
    arguments: [
      ("2024-02-29T23:59:59Z", "2024-02-29T23:59:59Z"), ("1970-01-01T01:00:00+01:00", "1970-01-01T00:00:00Z"),
      ("1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59Z"), ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
      ("2000-01-01T00:00:00-12:30", "2000-01-01T12:30:00Z"), ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
    ])
  func text(_ text: String, _ utc: String) throws {
    #expect(try #require(Timestamp(rfc3339: text)).text == utc)
  }

  @Test("a fraction is kept to the microsecond where the field has one")
  func micro() throws {
    #expect(
      try #require(Timestamp(rfc3339: "2020-05-05T05:05:05.123456789Z")).microText
        == "2020-05-05T05:05:05.123456Z")
  }

  @Test(
    "what is no time is refused",
    arguments: [
      "", "2024-02-30T00:00:00Z", "2023-02-29T00:00:00Z", "2024-01-01", "2024-01-01T24:00:00Z",
      "2024-01-01T00:00:00",
      "2024-1-01T00:00:00Z", "2024-01-01T00:00:00.Z", "2024-01-01T00:00:00Zx",
    ])
  func refused(_ text: String) { #expect(Timestamp(rfc3339: text) == nil) }
}
