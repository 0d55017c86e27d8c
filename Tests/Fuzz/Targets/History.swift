import Checkers

extension FuzzTarget {
  /// A history that clients wrote: what is read is written so that it reads the same.
  static let history = FuzzTarget(name: "history", maxBytes: 8192) { bytes in
    guard let history = try? HistoryReader.read(bytes) else { return }
    var writer = HistoryWriter()
    writer.write(history)
    let text = writer.take()
    let again = try HistoryReader.read(text)
    var second = HistoryWriter()
    second.write(again)
    try checkEqual(second.take(), text, "a history that reads as another than was written")
  } seeds: {
    [("all", Array(sampleHistory.utf8))]
  }
}

private let sampleHistory = #"""
  {"t":"start","rev":1,"kvs":[{"k":"k","v":"\u00ff\n","create":1,"mod":1,"version":1,"lease":7}]}
  {"t":"op","id":7,"client":1,"from":100,"to":250,"do":{"put":{"k":"a","v":"b","lease":7,"prev":true,"keepvalue":true,"keeplease":true}},"ok":{"rev":2,"put":{"prev":{"k":"a","v":"b","create":2,"mod":5,"version":3}}}}
  {"t":"op","id":8,"client":1,"from":100,"to":250,"do":{"range":{"k":"","end":"","rev":5,"limit":9,"serializable":true,"count":true,"keysonly":true,"order":"descend","by":"mod","filters":[{"minmod":5}]}},"ok":{"rev":5,"range":{"kvs":[],"more":true,"count":2}}}
  {"t":"op","id":9,"client":1,"from":100,"do":{"txn":{"if":[{"k":"","end":"","is":"=","mod":5}],"then":[{"put":{"k":"a","v":"b"}}],"else":[{"delete":{"k":"","end":"","prev":true}}]}}}
  {"t":"op","id":10,"client":1,"from":100,"to":250,"do":{"compact":{"rev":5}},"refused":"compacted"}
  {"t":"op","id":11,"client":1,"from":100,"to":250,"do":{"timetolive":{"id":7,"keys":true}},"ok":{"rev":5,"timetolive":{"left":4,"granted":10,"keys":["a"]}}}
  {"t":"op","id":12,"client":1,"from":100,"to":250,"do":{"grant":{"id":7,"ttl":10}},"ok":{"rev":5,"grant":{"id":7,"ttl":10}}}
  {"t":"commit","rev":5,"events":[{"put":{"k":"a","v":"b","mod":5}},{"delete":"key","mod":5}],"lease":3}
  {"t":"compaction","rev":5}
  {"t":"watch","id":1,"client":1,"k":"a","end":"b","from":5,"options":["prev"],"complete":90}
  {"t":"msg","watch":1,"at":300,"rev":5,"created":true}
  {"t":"msg","watch":1,"at":301,"rev":5,"events":[{"put":{"k":"a","v":"b","mod":5}}],"part":true}
  {"t":"msg","watch":1,"at":302,"rev":5,"cancelled":3}

  """#
