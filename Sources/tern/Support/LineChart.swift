/// A chart of lines in a rectangle of an SVG drawing.
struct LineChart {
  struct Tick {
    /// 0…1 along the axis.
    var position: Double
    var label: String
  }

  struct Line {
    var name: String
    var color: String
    /// Each 0…1 along its axis; y counts upwards.
    var points: [(x: Double, y: Double)]
  }

  var title: String
  var x: Double
  var y: Double
  var width: Double
  var height: Double
  var horizontal: [Tick]
  var vertical: [Tick]
  var lines: [Line]

  func svg() -> String {
    var parts = ["<g transform=\"translate(\(number(x)),\(number(y)))\">"]
    parts.append("<text x=\"0\" y=\"-12\" class=\"title\">\(Self.escaped(title))</text>")
    for tick in vertical {
      let position = number(height * (1 - tick.position))
      parts.append(
        "<line x1=\"0\" x2=\"\(number(width))\" y1=\"\(position)\" y2=\"\(position)\" class=\"grid\"/>")
      parts.append(
        "<text x=\"-8\" y=\"\(position)\" dy=\"4\" text-anchor=\"end\">\(Self.escaped(tick.label))</text>")
    }
    for tick in horizontal {
      let position = number(width * tick.position)
      let below = number(height + 18)
      parts.append(
        "<line x1=\"\(position)\" x2=\"\(position)\" y1=\"0\" y2=\"\(number(height))\" class=\"grid\"/>")
      parts.append(
        "<text x=\"\(position)\" y=\"\(below)\" text-anchor=\"middle\">\(Self.escaped(tick.label))</text>")
    }
    for (index, line) in lines.enumerated() {
      let points = line.points.map { "\(number($0.x * width)),\(number((1 - $0.y) * height))" }
      parts.append(
        "<polyline fill=\"none\" stroke=\"\(line.color)\" stroke-width=\"2\" points=\"\(points.joined(separator: " "))\"/>"
      )
      let across = number(width - 4)
      parts.append(
        "<text x=\"\(across)\" y=\"\(16 + 16 * index)\" text-anchor=\"end\" fill=\"\(line.color)\">"
          + "\(Self.escaped(line.name))</text>")
    }
    parts.append("</g>")
    return parts.joined(separator: "\n")
  }

  /// A whole drawing of charts on white.
  static func drawing(_ charts: [LineChart], width: Double, height: Double) -> String {
    let size = "width=\"\(Text.fixed(width, 0))\" height=\"\(Text.fixed(height, 0))\""
    return """
      <svg xmlns="http://www.w3.org/2000/svg" \(size)>
      <style>text { font: 12px sans-serif; } .title { font-size: 14px; font-weight: bold; }
      .grid { stroke: #ddd; stroke-width: 1; }</style>
      <rect width="100%" height="100%" fill="white"/>
      \(charts.map { $0.svg() }.joined(separator: "\n"))
      </svg>

      """
  }

  /// Round numbers from 0 to at least `top`: 1, 2 or 5 times a power of ten apart.
  static func scale(to top: Double) -> (top: Double, values: [Double]) {
    guard top > 0, top.isFinite else { return (1, [0, 1]) }
    var step = 1e-3
    let factors = [2.0, 2.5, 2.0]
    var index = 0
    while step * 6 < top {
      step *= factors[index % 3]
      index += 1
    }
    let count = Int((top / step).rounded(.up))
    return (Double(count) * step, (0...count).map { Double($0) * step })
  }

  private func number(_ value: Double) -> String { Text.fixed(value, 1) }

  private static func escaped(_ text: String) -> String {
    text.map { $0 == "<" ? "&lt;" : $0 == "&" ? "&amp;" : String($0) }.joined()
  }
}
