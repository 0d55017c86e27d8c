import Glibc

/// The terminal in the state that the live view needs: keys come one by one and unseen, and the view has a
/// screen of its own, so that the shell's is as before afterwards.
final class Terminal {
  private var before = termios()

  static var isThere: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 }

  init() {
    tcgetattr(STDIN_FILENO, &before)
    var raw = before
    raw.c_lflag &= ~tcflag_t(ICANON | ECHO)
    tcsetattr(STDIN_FILENO, TCSANOW, &raw)
    put("\u{1B}[?1049h\u{1B}[?25l")
  }

  func restore() {
    put("\u{1B}[?25h\u{1B}[?1049l")
    tcsetattr(STDIN_FILENO, TCSANOW, &before)
  }

  var size: (width: Int, height: Int) {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
      return (100, 24)
    }
    return (Int(size.ws_col), Int(size.ws_row))
  }

  /// Draws over what is there, line by line, so that nothing flickers.
  func draw(_ lines: [String]) {
    put("\u{1B}[H" + lines.map { $0 + "\u{1B}[K" }.joined(separator: "\r\n") + "\u{1B}[J")
  }

  /// The keys pressed since the last call; call it when standard input is readable. Nil: it was closed.
  func keys() -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = read(STDIN_FILENO, &bytes, bytes.count)
    return count > 0 ? Array(bytes[..<count]) : count == 0 ? nil : []
  }

  private func put(_ text: String) {
    StandardOutput.put(text)
  }
}

enum StandardOutput {
  static func print(_ line: String) {
    put(line + "\n")
  }

  static func put(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while let start = rest.baseAddress, !rest.isEmpty {
        let count = write(STDOUT_FILENO, start, rest.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return }
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      }
    }
  }
}
