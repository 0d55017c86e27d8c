import ArgumentParser
import Configuration
import Glibc

struct DownCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "down",
    abstract: "Stop what `tern up` started.",
    discussion: """
      Finds it by the data directory, so give the same --config or --data-dir as to `tern up`. Members hand \
      leadership over and stop cleanly; one that takes longer than 15 seconds is killed. Data stays.
      """)

  @OptionGroup var cluster: ClusterOptions

  func run() throws {
    let directory = cluster.dataDirectory(of: try cluster.load())
    guard let (state, isAttended) = UpStateFile.read(in: directory) else {
      StandardOutput.print("nothing to stop: no `tern up` has left its mark in \(directory)")
      return
    }
    if isAttended {
      kill(state.process, SIGTERM)
      guard waitUntil({ UpStateFile.read(in: directory)?.isAttended != true }) else {
        StandardError.print(
          "`tern up` (process \(state.process)) does not stop. Press Ctrl-C where it runs, or kill it.")
        throw ExitCode.failure
      }
      StandardOutput.print("stopped `tern up` and its \(state.directories.count) members")
      return
    }
    stopMembers(in: state.directories)
    unlink(UpState.file(in: directory))
  }

  private func stopMembers(in directories: [String]) {
    var stopped = 0
    for directory in directories {
      guard let holder = DataDirectoryClaim.holder(of: directory) else { continue }
      kill(holder, SIGTERM)
      // One that is paused must go on to see it.
      kill(holder, SIGCONT)
      stopped += 1
    }
    let isClean = waitUntil { directories.allSatisfy { DataDirectoryClaim.holder(of: $0) == nil } }
    if !isClean {
      for directory in directories {
        guard let holder = DataDirectoryClaim.holder(of: directory) else { continue }
        kill(holder, SIGKILL)
        StandardOutput.print("killed process \(holder), which held \(directory) for too long")
      }
    }
    StandardOutput.print(stopped == 0 ? "no member was running" : "stopped \(stopped) members")
  }

  /// Looks for 20 seconds at most, a little longer than `tern up` itself waits for its members.
  private func waitUntil(_ isTrue: () -> Bool) -> Bool {
    for _ in 0..<1000 {
      if isTrue() { return true }
      usleep(20_000)
    }
    return isTrue()
  }
}
