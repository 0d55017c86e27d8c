package import HTTP2
package import NIOCore

package struct ClientOptions: Sendable {
  package var strategy = Balancer.Strategy.roundRobin
  /// The endpoint that is taken first, by its place in the list.
  package var firstEndpoint = 0
  package var retries = RetryPolicy()
  /// A call's time over all its tries; nil: no bound.
  package var timeout: TimeAmount? = .seconds(10)
  /// Tells the member the timeout, so that it drops what nobody waits for any more.
  package var tellsTimeout = true
  package var connectTimeout: TimeAmount = .seconds(2)
  /// Sends `hasleader: true` with unary calls too: members that know no leader refuse them at once instead of
  /// holding them. Watches and leases always send it.
  package var requiresLeader = false
  /// Where jitter comes from.
  package var seed: UInt64 = 1
  package var limits: ClientLimits

  package init() {
    limits = ClientLimits()
    limits.userAgent = "tern-client"
    // An etcd closes connections that ping more often than every five seconds.
    limits.keepaliveInterval = .seconds(6)
    limits.keepaliveTimeout = .seconds(3)
  }
}
