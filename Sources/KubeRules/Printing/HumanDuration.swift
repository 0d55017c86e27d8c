package import KubeObject

/// Durations as `kubectl get` shows them: two units at most, rounded down, coarser the longer they are.
package enum HumanDuration {
  /// The time from one moment to another, such as an object's age; a second of clock skew counts as none.
  package static func text(from start: Timestamp, to end: Timestamp) -> String {
    var seconds = end.seconds &- start.seconds
    let nanoseconds = Int64(end.nanoseconds) &- Int64(start.nanoseconds)
    if seconds > 0 && nanoseconds < 0 { seconds -= 1 }
    if seconds < 0 && nanoseconds > 0 { seconds += 1 }
    return text(seconds: seconds)
  }

  /// A duration in whole seconds; "<invalid>" for one that is more than a second below zero.
  package static func text(seconds: Int64) -> String {
    if seconds < -1 { return "<invalid>" }
    if seconds < 0 { return "0s" }
    if seconds < 120 { return "\(seconds)s" }
    let minutes = seconds / 60
    if minutes < 10 { return pair(minutes, "m", seconds % 60, "s") }
    if minutes < 180 { return "\(minutes)m" }
    let hours = minutes / 60
    if hours < 8 { return pair(hours, "h", minutes % 60, "m") }
    if hours < 48 { return "\(hours)h" }
    let days = hours / 24
    if hours < 24 * 8 { return pair(days, "d", hours % 24, "h") }
    if hours < 24 * 365 * 2 { return "\(days)d" }
    if hours < 24 * 365 * 8 { return pair(days / 365, "y", days % 365, "d") }
    return "\(days / 365)y"
  }

  private static func pair(_ big: Int64, _ bigUnit: String, _ small: Int64, _ smallUnit: String) -> String {
    small == 0 ? "\(big)\(bigUnit)" : "\(big)\(bigUnit)\(small)\(smallUnit)"
  }
}
