/// All checkers over one history.
package enum HistoryChecker {
  package struct Options: Sendable {
    package var watch: WatchChecker.Options
    package var lease: LeaseChecker.Options
    /// nil: the history doesn't end in peace, so nothing is owed at its end.
    package var peace: LeaseChecker.Peace?

    package init(
      watch: WatchChecker.Options = .init(), lease: LeaseChecker.Options = .init(),
      peace: LeaseChecker.Peace? = nil
    ) {
      self.watch = watch
      self.lease = lease
      self.peace = peace
    }
  }

  /// What is broken, at most some dozens of each kind; none when all promises hold.
  package static func check(_ history: History, _ options: Options = Options()) -> [Violation] {
    let timeline = Timeline(history)
    let outline = Outline(history)
    let sightings = Sightings(history, timeline, outline)
    let result = RevisionChecker.check(history, timeline, outline, sightings)
    let leases = LeaseRecord.gather(history, outline, ends: result.leaseEnds, sightings)
    return result.violations
      + WatchChecker.check(history, timeline, outline, options: options.watch)
      + LeaseChecker.check(leases, options: options.lease, peace: options.peace, leased: result.leased)
  }
}
