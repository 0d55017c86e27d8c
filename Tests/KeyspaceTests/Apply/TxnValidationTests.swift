import Keyspace
import Testing

@Suite("What a request must hold before it is proposed")
struct TxnValidationTests {
  private func put(_ key: String) -> TxnRequest.Operation { .put(PutRequest(key: bytes(key), value: [])) }
  private func delete(_ key: String, _ end: String = "") -> TxnRequest.Operation {
    .delete(DeleteRequest(range: KeyRange(key: bytes(key), rangeEnd: bytes(end))))
  }
  private func txn(
    _ success: [TxnRequest.Operation], _ failure: [TxnRequest.Operation] = []
  ) -> TxnRequest {
    TxnRequest(compares: [], success: success, failure: failure)
  }

  @Test("a key, and no value or lease beside the wish to keep it")
  func puts() {
    #expect(TxnValidation.check(PutRequest(key: [], value: [])) == .emptyKey)
    var request = PutRequest(key: [1], value: [2])
    request.ignoresValue = true
    #expect(TxnValidation.check(request) == .valueProvided)
    request = PutRequest(key: [1], value: [2])
    request.ignoresLease = true
    #expect(TxnValidation.check(request) == nil)
    request.lease = 3
    #expect(TxnValidation.check(request) == .leaseProvided)
    #expect(TxnValidation.check(txn([.put(request)])) == .leaseProvided)
    #expect(TxnValidation.check(txn([.range(RangeQuery(range: .key("")))])) == .emptyKey)
  }

  @Test("no key twice on one way through a transaction")
  func duplicates() {
    #expect(TxnValidation.check(txn([put("a"), put("b")], [put("a")])) == nil)
    #expect(TxnValidation.check(txn([put("a"), put("a")])) == .duplicateKey)
    #expect(TxnValidation.check(txn([], [put("a"), put("a")])) == .duplicateKey)
    #expect(TxnValidation.check(txn([put("b"), delete("a", "c")])) == .duplicateKey)
    #expect(TxnValidation.check(txn([put("c"), delete("a", "c"), delete("b", "c")])) == nil)
    #expect(TxnValidation.check(txn([put("c"), delete("a", "\0")])) == nil)
    #expect(TxnValidation.check(txn([put("a"), .txn(txn([put("a")]))])) == .duplicateKey)
    #expect(TxnValidation.check(txn([.txn(txn([put("a")], [put("a")]))])) == nil)
    #expect(TxnValidation.check(txn([.txn(txn([put("a")])), .txn(txn([], [put("a")]))])) == .duplicateKey)
    #expect(TxnValidation.check(txn([delete("a", "z"), .txn(txn([], [put("b")]))])) == .duplicateKey)
    #expect(TxnValidation.check(txn([.txn(txn([delete("b")])), put("b")])) == .duplicateKey)
  }

  @Test("not too many operations, and fewer within than without")
  func operations() {
    let many = (0..<128).map { put("k\($0)") }
    #expect(TxnValidation.check(txn(many)) == nil)
    #expect(TxnValidation.check(txn(many + [put("z")])) == .tooManyOperations)
    #expect(TxnValidation.check(txn([.txn(txn(many))])) == .tooManyOperations)
    #expect(TxnValidation.check(txn([.txn(txn(Array(many.dropLast())))])) == nil)
    var deep = txn([])
    for _ in 0..<200 { deep = txn([.txn(deep)]) }
    #expect(TxnValidation.check(deep, maxOperations: 1_000) == .tooManyOperations)
  }
}
