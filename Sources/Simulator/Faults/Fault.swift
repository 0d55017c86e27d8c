/// What can go wrong in a simulated world. A seed draws which of these it has.
package enum Fault: String, CaseIterable, Sendable {
  case kill, powerCut = "power-cut", powerCutAll = "power-cut-all", pause
  case partition, oneWay = "one-way", isolateLeader = "isolate-leader", partial, flapping, reset
  case slowPath = "slow-path", lossyNetwork = "lossy-network", narrowNetwork = "narrow-network"
  case diskStall = "disk-stall", syncFailure = "sync-failure", diskFull = "disk-full", bitRot = "bit-rot"
  case loseData = "lose-data"
  case clockJump = "clock-jump", clockDrift = "clock-drift"
  case transfer
  case ambush

  /// Those that may cost a member its data, which a cluster survives in a minority at a time.
  var isFinal: Bool {
    switch self {
    case .syncFailure, .bitRot, .loseData: true
    default: false
    }
  }
}
