internal import Configuration
internal import Logging
internal import Raft

extension Member.Options {
  /// What is damaged is set aside where that is wanted, and where there are peers to come back from.
  var setsDamageAside: Bool { configuration.repair == .automatic && configuration.members.count > 1 }

  /// Damage that is not set aside now, with what there is to do about it.
  func explained(_ damage: any Error) -> any Error {
    if configuration.members.count == 1 { return DamagedAlone(cause: damage) }
    return setsDamageAside
      ? DamagedInUse(cause: damage) : DamagedAndKept(cause: damage, directory: dataDirectory)
  }
}

extension OpenedData {
  /// Opens a member's data directory. One that is damaged is set aside, and the member starts with nothing, to be
  /// taken in by its cluster again.
  static func openOrSetAside(
    _ options: Member.Options, on platform: any Platform
  ) throws -> (identity: DataIdentity, data: OpenedData) {
    do {
      if let damage = options.knownDamage { throw NotedDamage(reason: damage) }
      try DamagedData.checkNote(in: options.dataDirectory)
      return try open(options, on: platform)
    } catch  where DamagedData.isDamage(error) {
      guard options.setsDamageAside else { throw options.explained(error) }
      try setAside(options, because: error, on: platform)
      return try open(options, on: platform)
    }
  }

  private static func open(
    _ options: Member.Options, on platform: any Platform
  ) throws -> (identity: DataIdentity, data: OpenedData) {
    let directory = options.dataDirectory
    let seat = options.configuration.seat(of: options.member)
    let clusterID = options.configuration.clusterID
    if try DataIdentity.read(directory: directory, clusterID: clusterID, seat: seat) == nil,
      try DamagedData.holdsData(directory)
    {
      throw LostData("\(directory)/identity is gone, and the rest of this member's data is there")
    }
    let identity = try DataIdentity.openOrCreate(
      directory: directory, clusterID: clusterID, memberID: seat.founding, incarnation: options.seed)
    return (identity, try OpenedData(options, identity, on: platform))
  }

  private static func setAside(
    _ options: Member.Options, because cause: any Error, on platform: any Platform
  ) throws {
    let directory = options.dataDirectory
    let seat = options.configuration.seat(of: options.member)
    let clusterID = options.configuration.clusterID
    let folder = try DamagedData.setAside(
      directory: directory, at: options.seed / 1_000_000_000,
      moveLog: { try platform.moveLog(directory + "/log", to: $0) },
      replaceIdentity: {
        // One that was never admitted has nothing to lose, and may yet be needed to found the cluster.
        let identity = try? DataIdentity.read(directory: directory, clusterID: clusterID, seat: seat)
        if let identity, !identity.isAdmitted, !(cause is LostData) { return }
        try DataIdentity.replace(
          directory: directory, clusterID: clusterID, memberID: seat.founding, incarnation: options.seed)
      })
    options.logger.error(
      """
      this member's data is damaged and was set aside; the member comes back from its peers, under a new \
      identity. Delete the folder when it is no longer of interest
      """,
      metadata: ["damage": "\(cause)", "folder": "\(folder)"])
  }
}

/// Damage in a cluster of one member, which has no peers to come back from.
struct DamagedAlone: Error, CustomStringConvertible {
  let cause: any Error

  var description: String {
    """
    \(cause). There is no other member that has the data. Nothing was changed: keep a copy of the directory, \
    check the disk, and restore a snapshot or a backup.
    """
  }
}

/// Damage that was found while the data was in use.
package struct DamagedInUse: Error, CustomStringConvertible {
  let cause: any Error

  package var description: String {
    """
    \(cause). Start this member again: it then sets its data aside and gets everything from the other members.
    """
  }
}

/// Damage that was found and left as it is, as cluster.conf asks.
struct DamagedAndKept: Error, CustomStringConvertible {
  let cause: any Error
  let directory: String

  var description: String {
    """
    \(cause). Nothing was changed, as repair = "manual" in cluster.conf asks. To get everything from the other \
    members again, move the contents of \(directory) away and start this member with it empty.
    """
  }
}
