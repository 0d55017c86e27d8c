import CrashImages
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// What a power cut may leave of a member's directory at any moment, recovered: `make crash-images` does more.
@Suite(.serialized) struct `A member whose power goes` {
  private var images: Int { getenv("CRASH_IMAGES").flatMap { Int(String(cString: $0)) } ?? 5000 }

  @Test func `comes up with all that it acknowledged, from whatever its disk may hold`() throws {
    var campaign = Campaign(images: images)
    campaign.imagesPerSeed = max(500, images / 8)
    let tally = try campaign.run()
    #expect(tally.images >= images)
    for failure in tally.failures.prefix(3) { Issue.record("crash image \(failure)") }
  }

  /// Otherwise the check would prove nothing.
  @Test(arguments: Fault.allCases)
  func `is caught at a mistake with its disk`(fault: Fault) throws {
    var campaign = Campaign(images: 3000, fault: fault)
    campaign.imagesPerSeed = 1000
    campaign.stopsAtFailure = true
    let tally = try campaign.run()
    #expect(tally.failedImages > 0, "\(fault.rawValue) was not found in \(tally.images) images")
  }
}
