internal import COpenSSL
package import PKI
internal import Synchronization

/// An SSL_CTX, freed with its last owner; OpenSSL counts references and locks within. It doesn't change once
/// made.
final class TLSContextHandle: @unchecked Sendable {
  let pointer: OpaquePointer

  init?(isServer: Bool) {
    guard let pointer = tern_tls_context(isServer ? 1 : 0) else { return nil }
    self.pointer = pointer
  }

  deinit {
    tern_tls_context_free(pointer)
  }

  fileprivate func use(_ chain: [Certificate], _ key: PrivateKey) -> Bool {
    Certificate.withPointers(chain) { certificates in
      key.withPointer { tern_tls_use(pointer, certificates, certificates.count, $0) == 1 }
    }
  }
}

/// A certificate, with what leads from it to its authority, and its key.
package struct TLSIdentity: Sendable {
  package var chain: [Certificate]
  package var key: PrivateKey
  /// Host names that it answers for, "*.suffix" among them; empty: the leaf's own.
  package var names: [String]

  package init(chain: [Certificate], key: PrivateKey, names: [String] = []) {
    self.chain = chain
    self.key = key
    self.names = names
  }
}

/// What a server shows its clients. A reload holds for connections that come after it.
package final class TLSServerContext: Sendable {
  private struct State {
    var standard: TLSIdentity
    /// --tls-sni-cert-key: for clients that name such a host. Later ones come first.
    var named: [TLSIdentity]
    /// nil: no certificate is asked for.
    var clientAuthorities: [Certificate]?
    var requiresClientCertificate: Bool
    var offersHTTP2: Bool
    var handle: TLSContextHandle?
  }

  private let state: Mutex<State>

  /// With `clientAuthorities` (also an empty list) clients are asked for a certificate; none and unverified
  /// ones are let in (Go's RequestClientCert): the authenticator decides. With
  /// `requiresClientCertificate` the
  /// handshake fails without one (RequireAnyClientCert).
  package init(
    chain: [Certificate], key: PrivateKey, named: [TLSIdentity] = [], clientAuthorities: [Certificate]? = nil,
    requiresClientCertificate: Bool = false, offersHTTP2: Bool = true
  ) throws(WebError) {
    var state = State(
      standard: TLSIdentity(chain: chain, key: key), named: named, clientAuthorities: clientAuthorities,
      requiresClientCertificate: requiresClientCertificate, offersHTTP2: offersHTTP2)
    state.handle = try Self.make(state)
    self.state = Mutex(state)
  }

  /// Nothing changes where it throws.
  package func reload(chain: [Certificate], key: PrivateKey, named: [TLSIdentity]? = nil) throws(WebError) {
    try change { state in
      state.standard = TLSIdentity(chain: chain, key: key)
      if let named { state.named = named }
    }
  }

  package func reload(clientAuthorities: [Certificate]) throws(WebError) {
    try change { $0.clientAuthorities = clientAuthorities }
  }

  private func change(_ body: (inout State) -> Void) throws(WebError) {
    let failure = state.withLock { state -> WebError? in
      var new = state
      body(&new)
      do throws(WebError) {
        new.handle = try Self.make(new)
      } catch {
        return error
      }
      state = new
      return nil
    }
    if let failure { throw failure }
  }

  func handle() throws(WebError) -> TLSContextHandle {
    guard let handle = state.withLock({ $0.handle }) else { throw WebError.tls("no TLS context") }
    return handle
  }

  private static func make(_ state: State) throws(WebError) -> TLSContextHandle {
    let handle = try make(state.standard, state)
    for identity in state.named {
      let other = try make(identity, state)
      var names = identity.names
      if names.isEmpty, let leaf = identity.chain.first {
        names = leaf.alternativeNames.dns.isEmpty ? [leaf.subject.commonName] : leaf.alternativeNames.dns
      }
      for name in names where !name.isEmpty && !name.utf8.contains(0) {
        guard tern_tls_sni_add(handle.pointer, name, other.pointer) == 1 else {
          throw WebError.tls("no memory for \(name)")
        }
      }
    }
    return handle
  }

  private static func make(_ identity: TLSIdentity, _ state: State) throws(WebError) -> TLSContextHandle {
    guard let handle = TLSContextHandle(isServer: true) else { throw WebError.tls("no TLS context") }
    guard handle.use(identity.chain, identity.key) else {
      throw WebError.tls("the private key does not match the certificate")
    }
    _ = tern_tls_alpn_accept(handle.pointer, state.offersHTTP2 ? 1 : 0)
    if let authorities = state.clientAuthorities {
      let asked = Certificate.withPointers(authorities) {
        tern_tls_request_client_certificate(
          handle.pointer, $0, $0.count, state.requiresClientCertificate ? 1 : 0) == 1
      }
      guard asked else { throw WebError.tls("the client authorities can't be used") }
    }
    return handle
  }
}

/// What a client trusts and shows.
package final class TLSClientContext: Sendable {
  package enum Trust: Sendable {
    case system
    case authorities([Certificate])
    /// Anyone: insecure-skip-tls-verify, and kubelets without --kubelet-certificate-authority, as upstream.
    case anyone
  }

  let handle: TLSContextHandle
  let verifies: Bool
  /// Instead of the host that is connected to.
  let serverName: String?

  package init(
    trust: Trust, chain: [Certificate] = [], key: PrivateKey? = nil, serverName: String? = nil,
    offersHTTP2: Bool = true
  ) throws(WebError) {
    guard let handle = TLSContextHandle(isServer: false) else { throw WebError.tls("no TLS context") }
    self.handle = handle
    self.serverName = serverName
    var trusted = true
    switch trust {
    case .system: trusted = tern_tls_trust(handle.pointer, nil, 0, 1) == 1
    case .authorities(let roots):
      trusted = Certificate.withPointers(roots) { tern_tls_trust(handle.pointer, $0, $0.count, 0) == 1 }
    case .anyone: break
    }
    if case .anyone = trust { verifies = false } else { verifies = true }
    guard trusted else { throw WebError.tls("the certificate authorities can't be used") }
    tern_tls_verify_server(handle.pointer, verifies ? 1 : 0)
    if let key {
      guard handle.use(chain, key) else {
        throw WebError.tls("the private key does not match the certificate")
      }
    }
    let both: [UInt8] = [2] + Array("h2".utf8) + [8] + Array("http/1.1".utf8)
    let offered = offersHTTP2 ? both : Array(both.dropFirst(3))
    _ = tern_tls_alpn_offer(handle.pointer, offered, offered.count)
  }
}
