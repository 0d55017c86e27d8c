import Configuration
import Logging

/// Runs one member until the task is cancelled: it hands leadership over if it has it, stops serving, closes
/// its store and returns. Throws when the member can't go on; its data directory is claimed by the caller.
func runMember(
  configuration: ClusterConfiguration, name: String, dataDirectory: String, logger: Logger
) async throws {
  logger.warning("this build holds no member: nothing is served")
  while !Task.isCancelled {
    try? await Task.sleep(for: .seconds(3600))
  }
}
