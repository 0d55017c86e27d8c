/// Makes a failure smaller: fewer kinds of faults, fewer faults, a shorter run, fewer clients, as long as the
/// same invariant is broken.
package enum Shrinker {
  package static func shrink(
    _ failure: SimulationOutcome, run: (SimulationOptions) throws -> SimulationOutcome
  ) throws -> SimulationOutcome {
    var best = failure
    let invariant = name(failure)
    func attempt(_ change: (inout SimulationOptions) -> Void) throws -> Bool {
      var options = best.options
      change(&options)
      guard options != best.options else { return false }
      let outcome = try run(options)
      guard !outcome.violations.isEmpty, name(outcome) == invariant else { return false }
      best = outcome
      return true
    }
    var improved = true
    while improved {
      improved = false
      for fault in Fault.allCases where best.options.faults.contains(fault) {
        if try attempt({ $0.faults.remove(fault) }) { improved = true }
      }
      let faults = best.faults.values.reduce(0, +)
      for limit in [0, faults / 4, faults / 2, faults - 1] where limit >= 0 {
        if try attempt({ $0.maxFaults = min(limit, $0.maxFaults ?? .max) }) {
          improved = true
          break
        }
      }
      for divisor in [4, 2] where best.options.seconds / divisor > 0 {
        if try attempt({ $0.seconds /= divisor }) {
          improved = true
          break
        }
      }
      for clients in [1, 2] where clients < best.options.clients {
        if try attempt({ $0.clients = clients }) {
          improved = true
          break
        }
      }
      if best.options.watchers > 0, try attempt({ $0.watchers = 0 }) { improved = true }
    }
    return best
  }

  /// The invariant's name stands before the first colon.
  private static func name(_ outcome: SimulationOutcome) -> Substring? {
    outcome.violations.first?.prefix { $0 != ":" }
  }

  /// As options of the command line.
  package static func describe(_ options: SimulationOptions) -> String {
    var text = "--seed \(options.seed) --duration \(options.seconds)"
    let faults = Fault.allCases.filter(options.faults.contains).map(\.rawValue).joined(separator: ",")
    text += " --faults '\(faults)'"
    if let max = options.maxFaults { text += " --max-faults \(max)" }
    text += " --members \(options.members) --clients \(options.clients) --watchers \(options.watchers)"
    return text
  }
}
