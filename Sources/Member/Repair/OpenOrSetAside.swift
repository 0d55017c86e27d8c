internal import Configuration
internal import Logging
internal import Raft

extension Member.Options {
  /// What is damaged is set aside where that is wanted, and where the others can be a quorum without this member.
  var setsDamageAside: Bool { configuration.repair == .automatic && configuration.members.count > 2 }

  /// Damage that is not set aside now, with what there is to do about it.
  func explained(_ damage: any Error) -> any Error {
    if configuration.members.count <= 2 { return DamagedAlone(cause: damage) }
    return setsDamageAside
      ? DamagedInUse(cause: damage) : DamagedAndKept(cause: damage, directory: dataDirectory)
  }
}

extension OpenedData {
  /// Opens a member's data directory. One that is damaged is set aside, and the member starts with nothing, to be
  /// taken in by its cluster again. Throws `DamageToSetAside` where the others are to be asked before; it is called with
  /// that once enough of them hold data.
  static func openOrSetAside(
    _ options: Member.Options, on platform: any Platform, settingAside damage: DamageToSetAside?
  ) throws -> (identity: DataIdentity, data: OpenedData) {
    // Whose data it is comes first: what is another's, or can't be read now, is no damage, whatever a note says.
    let found = try FoundIdentity(options)
    if found.isAdmitted == true { try DamagedData.checkMounts(options.dataDirectory) }
    do {
      if let damage { throw damage.cause }
      if let damage = options.knownDamage { throw NotedDamage(reason: damage) }
      try DamagedData.checkNote(in: options.dataDirectory)
      return try open(options, found.identity(), on: platform)
    } catch  where DamagedData.isDamage(error) {
      guard options.setsDamageAside else { throw options.explained(error) }
      try DamagedData.checkMovable(options.dataDirectory, error, now: options.now)
      // One that was never admitted has neither voted nor acknowledged anything.
      let hasNothingToLose = found.isAdmitted == false && !(error is LostData)
      guard damage != nil || hasNothingToLose else { throw DamageToSetAside(cause: error) }
      // Cut short, it is gone on with by the note alone, which doesn't tell that the identity isn't the data's.
      if found.isAdmitted == false, !hasNothingToLose { try replaceIdentity(options) }
      try setAside(options, because: error, keepingIdentity: hasNothingToLose, on: platform)
      return try open(options, FoundIdentity(options).identity(), on: platform)
    }
  }

  private static func open(
    _ options: Member.Options, _ found: DataIdentity?, on platform: any Platform
  ) throws -> (identity: DataIdentity, data: OpenedData) {
    let directory = options.dataDirectory
    if found == nil, try DamagedData.holdsData(directory) {
      throw LostData("\(directory)/identity is gone, and the rest of this member's data is there")
    }
    let identity =
      try found
      ?? DataIdentity.create(
        directory: directory, clusterID: options.configuration.clusterID,
        memberID: options.configuration.seat(of: options.member).founding, incarnation: options.seed)
    return (identity, try OpenedData(options, identity, on: platform))
  }

  /// `keepingIdentity`: it may yet be needed to found the cluster.
  private static func setAside(
    _ options: Member.Options, because cause: any Error, keepingIdentity: Bool, on platform: any Platform
  ) throws {
    let directory = options.dataDirectory
    let folder = try DamagedData.setAside(
      directory: directory, because: "\(cause)", at: options.now,
      moveLog: { try platform.moveLog(directory + "/log", to: $0) },
      replaceIdentity: {
        if !keepingIdentity { try replaceIdentity(options) }
      })
    options.logger.error(
      """
      this member's data is damaged and was set aside; the member comes back from its peers, under a new \
      identity. Delete the folder when it is no longer of interest
      """,
      metadata: ["damage": "\(cause)", "folder": "\(folder)"])
  }

  private static func replaceIdentity(_ options: Member.Options) throws {
    try DataIdentity.replace(
      directory: options.dataDirectory, clusterID: options.configuration.clusterID,
      memberID: options.configuration.seat(of: options.member).founding, incarnation: options.seed)
  }
}

/// What the file `identity` of a data directory holds, as it was read once.
private enum FoundIdentity {
  case none
  case whole(DataIdentity)
  case damaged(DamagedFile)

  init(_ options: Member.Options) throws {
    do {
      let identity = try DataIdentity.read(
        directory: options.dataDirectory, clusterID: options.configuration.clusterID,
        seat: options.configuration.seat(of: options.member))
      self = identity.map { .whole($0) } ?? .none
    } catch let error as DamagedFile {
      self = .damaged(error)
    }
  }

  /// nil: there is none, or a damaged one.
  var isAdmitted: Bool? {
    if case .whole(let identity) = self { identity.isAdmitted } else { nil }
  }

  func identity() throws -> DataIdentity? {
    switch self {
    case .none: nil
    case .whole(let identity): identity
    case .damaged(let error): throw error
    }
  }
}

extension Member.Options {
  /// Seconds since 1970.
  fileprivate var now: UInt64 { seed / 1_000_000_000 }
}

/// Damage in a cluster of one member or two, of which none can come back from the others.
struct DamagedAlone: Error, CustomStringConvertible {
  let cause: any Error

  var description: String {
    """
    \(cause). There are not enough other members to come back from: that takes a majority without this one. \
    Nothing was changed: keep a copy of the directory, check the disk, and restore a snapshot or a backup.
    """
  }
}

/// Damage that was found while the data was in use.
package struct DamagedInUse: Error, CustomStringConvertible {
  let cause: any Error

  package var description: String {
    """
    \(cause). Start this member again: once a majority of the others answer, it sets its data aside and gets \
    everything from them.
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
