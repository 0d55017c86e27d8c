import Testing

@testable import CrashImages

/// What the model of a disk says that a crash may leave.
@Suite struct `A disk that loses power` {
  private let old = [UInt8](repeating: 1, count: 1024)
  private let new = [UInt8](repeating: 2, count: 1024)

  /// A file "a" of two sectors, durable.
  private func disk() -> DiskModel {
    var tree = Tree()
    tree.nodes["a"] = .file(old)
    return DiskModel(tree)
  }

  private func images(_ disk: DiskModel) -> [(Variant, Tree)] {
    let pending = Pending(disk)
    return pending.variants(sectorLimit: .max, randoms: 40, seed: 1).map { variant in
      (variant, CrashImage(pending, pending.selection(variant)).tree)
    }
  }

  private func contents(_ tree: Tree, _ path: String) -> [UInt8]? {
    guard case .file(let bytes) = tree.nodes[path] else { return nil }
    return bytes
  }

  @Test func `may keep each sector of an unsynced write or not`() {
    var disk = disk()
    disk.apply(.write(file: 1, offset: 0, bytes: new, isDurable: false))
    let found = Set(images(disk).compactMap { contents($0.1, "a") })
    let halves = [Array(old[..<512]), Array(new[..<512])]
    #expect(found == Set(halves.flatMap { first in halves.map { first + $0 } }))
  }

  @Test func `keeps what was synced, or written through O_DSYNC`() {
    var disk = disk()
    disk.apply(.write(file: 1, offset: 0, bytes: new, isDurable: false))
    disk.apply(.sync(file: 1))
    disk.apply(.write(file: 1, offset: 512, bytes: Array(old[..<512]), isDurable: true))
    #expect(Set(images(disk).compactMap { contents($0.1, "a") }) == [Array(new[..<512] + old[..<512])])
  }

  @Test func `tears pages at their sectors only where it is asked to`() {
    var disk = disk()
    disk.apply(.write(file: 1, offset: 0, bytes: new, isDurable: false))
    for (variant, tree) in images(disk) {
      if case .withoutUnit(_, isPage: true) = variant { #expect(contents(tree, "a") == old) }
    }
  }

  @Test func `may leave a file longer without its bytes`() {
    var disk = disk()
    disk.apply(.write(file: 1, offset: 1024, bytes: Array(new[..<512]), isDurable: false))
    let found = Set(images(disk).compactMap { contents($0.1, "a") })
    let zeros = [UInt8](repeating: 0, count: 512)
    #expect(found.isSuperset(of: [old, old + Array(new[..<512]), old + zeros]))
  }

  @Test func `forgets names until their directory is synced`() {
    var disk = disk()
    disk.apply(.create(file: 2, path: "b"))
    disk.apply(.write(file: 2, offset: 0, bytes: new, isDurable: false))
    disk.apply(.sync(file: 2))
    disk.apply(.rename(file: 2, from: "b", to: "a"))
    let found = images(disk).map(\.1)
    #expect(found.contains { contents($0, "a") == old && contents($0, "b") == nil })
    #expect(found.contains { contents($0, "a") == old && contents($0, "b") == new })
    #expect(found.allSatisfy { contents($0, "a") == old || contents($0, "a") == new })
    disk.apply(.syncDirectory(path: ""))
    #expect(images(disk).allSatisfy { contents($0.1, "a") == new && contents($0.1, "b") == nil })
  }

  @Test func `moves a file between directories at once`() {
    var tree = Tree()
    tree.nodes["x"] = .directory
    tree.nodes["y"] = .directory
    var disk = DiskModel(tree)
    disk.apply(.create(file: 9, path: "x/a"))
    disk.apply(.rename(file: 9, from: "x/a", to: "y/a"))
    for (_, tree) in images(disk) { #expect(tree.nodes["x/a"] == nil || tree.nodes["y/a"] == nil) }
    disk.apply(.syncDirectory(path: "y"))
    for (_, tree) in images(disk) { #expect(tree.nodes["x/a"] == nil && tree.nodes["y/a"] != nil) }
  }

  @Test func `gives equal images equal sums, and others other ones`() {
    var disk = disk()
    disk.apply(.create(file: 2, path: "b"))
    disk.apply(.write(file: 1, offset: 0, bytes: new, isDurable: false))
    disk.apply(.write(file: 2, offset: 700, bytes: new, isDurable: false))
    let pending = Pending(disk)
    var byHash: [UInt64: Tree] = [:]
    for variant in pending.variants(sectorLimit: .max, randoms: 200, seed: 3) {
      let image = CrashImage(pending, pending.selection(variant))
      #expect(byHash.updateValue(image.tree, forKey: image.hash) ?? image.tree == image.tree)
    }
    var distinct: [Tree] = []
    for tree in byHash.values where !distinct.contains(tree) { distinct.append(tree) }
    #expect(distinct.count == byHash.count)
  }
}
