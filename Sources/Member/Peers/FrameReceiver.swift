package import NIOCore

/// Turns a connection's bytes into frames and calls back; used at both ends.
package final class FrameReceiver: PeerReceiver {
  package var onFrame: ((PeerFrame) -> Void)?
  package var onReceivedAll: (() -> Void)?
  /// Called once. The error is what made the bytes unusable; nil for a close by the other side.
  package var onClose: ((PeerFrameError?) -> Void)?
  /// To be closed when its bytes are no frames.
  /// Held until it has closed.
  package var connection: (any PeerConnection)?
  private var failure: PeerFrameError?
  private var decoder = FrameDecoder()

  package init() {}

  package func received(_ bytes: ByteBuffer) {
    var bytes = bytes
    guard failure == nil else { return }
    decoder.append(&bytes)
    do throws(PeerFrameError) {
      while let frame = try decoder.next() { onFrame?(frame) }
    } catch {
      failure = error
      connection?.close()
    }
  }

  package func receivedAll() {
    onReceivedAll?()
  }

  package func closed() {
    let close = onClose
    onClose = nil
    onFrame = nil
    onReceivedAll = nil
    connection = nil
    close?(failure)
  }
}
