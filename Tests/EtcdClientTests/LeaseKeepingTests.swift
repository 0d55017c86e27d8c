import EtcdAPI
import EtcdClient
import NIOCore
import SwiftProtobuf
import Testing

@Suite struct LeaseKeepingTests {
  let start = NIODeadline.uptimeNanoseconds(1_000_000_000)
  let question = LeaseKeeping.Output.send(.with { $0.id = 7 })

  func renewed(_ timeToLive: Int64) -> Etcdserverpb_LeaseKeepAliveResponse {
    .with {
      $0.id = 7
      $0.ttl = timeToLive
    }
  }

  @Test func `It asks at once, and then each third of the time to live`() {
    var lease = LeaseKeeping(id: 7, timeToLive: 9, at: start)
    #expect(lease.tick(at: start) == [question])
    #expect(lease.received(renewed(9), at: start) == [])
    #expect(lease.tick(at: start + .seconds(2)) == [])
    #expect(lease.nextTick == start + .seconds(3))
    #expect(lease.tick(at: start + .seconds(3)) == [question])
  }

  @Test func `It asks again as soon as a new connection stands`() {
    var lease = LeaseKeeping(id: 7, timeToLive: 9, at: start)
    _ = lease.tick(at: start)
    #expect(lease.reconnected(at: start + .seconds(1)) == [question])
  }

  @Test func `Unanswered, it is taken for expired when its time is over`() {
    var lease = LeaseKeeping(id: 7, timeToLive: 9, at: start)
    _ = lease.tick(at: start)
    _ = lease.received(renewed(9), at: start + .seconds(1))
    #expect(lease.tick(at: start + .seconds(9)) == [question])
    #expect(lease.tick(at: start + .seconds(10)) == [.expired])
    #expect(lease.nextTick == nil)
    #expect(lease.tick(at: start + .seconds(11)) == [])
  }

  @Test func `A time to live of zero means that the member knows no such lease`() {
    var lease = LeaseKeeping(id: 7, timeToLive: 9, at: start)
    #expect(lease.received(renewed(0), at: start) == [.expired])
    #expect(lease.isExpired)
  }
}
