/// The known word that a misspelt one was most likely meant to be.
enum Suggestion {
  /// Nil when nothing is near: more than a third of the letters would have to change.
  static func nearest(to word: String, among candidates: [String]) -> String? {
    let ranked = candidates.map { (distance: distance(word, $0), candidate: $0) }
    guard let best = ranked.min(by: { ($0.distance, $0.candidate) < ($1.distance, $1.candidate) }),
      best.distance <= max(2, word.count / 3)
    else { return nil }
    return best.candidate
  }

  /// Letters to insert, delete or replace (Levenshtein).
  static func distance(_ left: String, _ right: String) -> Int {
    let left = Array(left.lowercased().utf8)
    let right = Array(right.lowercased().utf8)
    var row = Array(0...right.count)
    for (i, letter) in left.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in right.enumerated() {
        let replaced = diagonal + (letter == other ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
      }
    }
    return row[right.count]
  }
}
