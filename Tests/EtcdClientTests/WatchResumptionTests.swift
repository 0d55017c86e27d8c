import EtcdAPI
import EtcdClient
import Foundation
import SwiftProtobuf
import Testing

@Suite struct WatchResumptionTests {
  typealias Response = Etcdserverpb_WatchResponse

  func created(id: Int64 = 0, at revision: Int64) -> Response {
    .with {
      $0.watchID = id
      $0.created = true
      $0.header.revision = revision
    }
  }

  func events(_ revisions: Int64..., id: Int64 = 0, fragment: Bool = false) -> Response {
    .with {
      $0.watchID = id
      $0.fragment = fragment
      $0.header.revision = revisions.last ?? 0
      $0.events = revisions.map { revision in .with { $0.kv.modRevision = revision } }
    }
  }

  func progress(_ revision: Int64, id: Int64 = 0) -> Response {
    .with {
      $0.watchID = id
      $0.header.revision = revision
    }
  }

  func told(_ outputs: [WatchResumption.Output]) -> [String] {
    outputs.map { output in
      switch output {
      case .created(let revision): "created \(revision)"
      case .events(let events, let revision):
        "events \(events.map { String($0.kv.modRevision) }.joined(separator: " ")) to \(revision)"
      case .progress(let revision): "progress \(revision)"
      case .compacted(let revision): "compacted \(revision)"
      case .cancelled(let reason): "cancelled \(reason)"
      }
    }
  }

  func resumes(_ watch: inout WatchResumption) -> Int64 {
    watch.open().createRequest.startRevision
  }

  @Test func `A watch from now on goes on after what now was, though nothing came`() {
    var watch = WatchResumption(WatchOptions(key: Data("k".utf8)))
    #expect(resumes(&watch) == 0)
    #expect(told(watch.received(created(at: 41))) == ["created 41"])

    // The connection is lost, and the cluster goes on to 50 before the next one.
    #expect(resumes(&watch) == 42)
    #expect(told(watch.received(created(at: 50))) == [])
    #expect(told(watch.received(events(42, 47))) == ["events 42 47 to 47"])
  }

  @Test func `After a lost connection it goes on above the last event, and repeats none`() {
    var watch = WatchResumption(WatchOptions(prefix: Data("a".utf8)))
    _ = watch.open()
    _ = watch.received(created(at: 10))
    #expect(told(watch.received(events(11, 11, 12))) == ["events 11 11 12 to 12"])

    #expect(resumes(&watch) == 13)
    _ = watch.received(created(id: 5, at: 20))
    #expect(told(watch.received(events(12, 13, id: 5))) == ["events 13 to 13"])
  }

  @Test func `Progress moves the point of return, but never back`() {
    var watch = WatchResumption(WatchOptions(key: Data("k".utf8)))
    _ = watch.open()
    _ = watch.received(created(at: 10))
    #expect(told(watch.received(progress(30))) == ["progress 30"])
    #expect(told(watch.received(progress(31, id: -1))) == ["progress 31"])
    #expect(told(watch.received(progress(20))) == [])
    #expect(resumes(&watch) == 32)
  }

  @Test func `A revision in fragments is delivered whole, and asked for again when it was cut off`() {
    var watch = WatchResumption(WatchOptions(key: Data("k".utf8)))
    _ = watch.open()
    _ = watch.received(created(at: 10))
    #expect(told(watch.received(events(11, 11, fragment: true))) == [])
    #expect(told(watch.received(events(11))) == ["events 11 11 11 to 11"])

    #expect(told(watch.received(events(12, fragment: true))) == [])
    #expect(resumes(&watch) == 12)
    _ = watch.received(created(at: 12))
    #expect(told(watch.received(events(12, 12))) == ["events 12 12 to 12"])
  }

  @Test func `A compacted start ends the watch and says where history begins`() {
    var options = WatchOptions(key: Data("k".utf8))
    options.startRevision = 3
    var watch = WatchResumption(options)
    #expect(resumes(&watch) == 3)
    _ = watch.received(created(at: 100))
    let answer = Response.with {
      $0.canceled = true
      $0.compactRevision = 50
    }
    #expect(told(watch.received(answer)) == ["compacted 50"])
    #expect(watch.isEnded)
    #expect(told(watch.received(events(51))) == [])
  }

  @Test func `Another watch's answers are not its own`() {
    var watch = WatchResumption(WatchOptions(key: Data("k".utf8)))
    _ = watch.open()
    #expect(told(watch.received(events(5))) == [])
    _ = watch.received(created(id: 3, at: 10))
    #expect(told(watch.received(events(11, id: 4))) == [])
    let other = Response.with {
      $0.watchID = 4
      $0.canceled = true
    }
    #expect(told(watch.received(other)) == [])
    #expect(!watch.isEnded)
  }

  @Test func `The end of a prefix is the next prefix of its length`() {
    #expect(KeySpan.end(ofPrefix: Data([1, 2])) == Data([1, 3]))
    #expect(KeySpan.end(ofPrefix: Data([1, 0xFF])) == Data([2]))
    #expect(KeySpan.end(ofPrefix: Data([0xFF])) == Data([0]))
    #expect(KeySpan.end(ofPrefix: Data()) == Data([0]))
  }
}
