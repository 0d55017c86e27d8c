/// What can go wrong in a simulated world. A seed draws which of these it has.
package enum Fault: String, CaseIterable, Sendable {
  case kill, powerCut = "power-cut", powerCutAll = "power-cut-all", pause
  case partition, oneWay = "one-way", isolateLeader = "isolate-leader", partial, flapping, reset
  case slowPath = "slow-path", lossyNetwork = "lossy-network", narrowNetwork = "narrow-network"
  case diskStall = "disk-stall", syncFailure = "sync-failure", diskFull = "disk-full", bitRot = "bit-rot"
  case misdirectedWrite = "misdirected-write", loseData = "lose-data"
  case clockJump = "clock-jump", clockDrift = "clock-drift", mixedConfiguration = "mixed-configuration"
  case transfer
  case ambush

  /// After these, what a disk holds is not what was written there.
  static let damaging: Set<Fault> = [.bitRot, .misdirectedWrite]
}
