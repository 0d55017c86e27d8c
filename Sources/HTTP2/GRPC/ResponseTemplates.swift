/// The header lists that a server answers with.
enum ResponseTemplates {
  static let head = HeaderTemplate(
    [
      .init(field: HeaderField(name: ":status", value: "200"), indexing: .insert),
      .init(field: HeaderField(name: "content-type", value: "application/grpc"), indexing: .insert),
    ], isReused: true)

  static let ok = HeaderTemplate(
    [.init(field: HeaderField(name: "grpc-status", value: "0"), indexing: .insert)], isReused: true)

  /// `withHead`: a response that is trailers only.
  static func trailers(_ status: GRPCStatus, withHead: Bool) -> HeaderTemplate {
    if status.code == .ok, status.message.isEmpty, !withHead { return ok }
    var fields = withHead ? head.fields : []
    let code = HeaderField(name: "grpc-status", value: String(status.code.rawValue))
    fields.append(.init(field: code, indexing: status.code == .ok ? .insert : .none))
    if !status.message.isEmpty {
      let message = HeaderField(name: "grpc-message", value: StatusMessage.encode(status.message))
      fields.append(.init(field: message, indexing: .none))
    }
    return HeaderTemplate(fields, isReused: false)
  }

  /// An answer to what isn't gRPC.
  static func plain(status: Int) -> HeaderTemplate {
    HeaderTemplate(
      [.init(field: HeaderField(name: ":status", value: String(status)), indexing: .none)],
      isReused: false)
  }
}
