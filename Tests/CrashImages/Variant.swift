/// One way in which a power cut may treat what was under way at one moment. The systematic ones differ from
/// everything or nothing being there in one write, page, sector, name or size.
enum Variant: Hashable, CustomStringConvertible {
  case everything
  case nothing
  /// All but one write, or none but it; the number is its event's.
  case withoutWrite(Int)
  case onlyWrite(Int)
  /// All but one page (8 sectors) or sector, or none but it; the number is its place among those pending.
  case withoutUnit(Int, isPage: Bool)
  case onlyUnit(Int, isPage: Bool)
  /// All but one change of a name.
  case withoutName(Int)
  /// The first changes of names only, with all bytes or none.
  case names(Int, keepsBytes: Bool)
  /// All or no bytes, and the size that the file with this place among those pending had then.
  case size(Int, Int, keepsBytes: Bool)
  case random(UInt64)

  var description: String {
    switch self {
    case .everything: "everything is there"
    case .nothing: "nothing unsynced is there"
    case .withoutWrite(let write): "everything but write \(write)"
    case .onlyWrite(let write): "nothing but write \(write)"
    case .withoutUnit(let unit, let isPage): "everything but pending \(isPage ? "page" : "sector") \(unit)"
    case .onlyUnit(let unit, let isPage): "nothing but pending \(isPage ? "page" : "sector") \(unit)"
    case .withoutName(let name): "everything but name change \(name)"
    case .names(let count, let keeps): "\(count) name changes, \(keeps ? "all" : "no") bytes"
    case .size(let file, let size, let keeps):
      "\(keeps ? "all" : "no") bytes, pending file \(file) of size \(size)"
    case .random(let seed): "random \(seed)"
    }
  }
}

/// What is there of everything that was pending.
struct Selection {
  var isPaged = true
  /// For each unit of `Pending`, how many of its versions' events are taken in.
  var versions: [Int]
  /// For each file of `Pending`.
  var sizes: [Int]
  var names: [Bool]
}

/// What is not durable at one moment, in the units in which a crash takes it.
struct Pending {
  struct Unit {
    var file: Int
    var sectors: [Int]
    /// The events that wrote it, oldest first.
    var sequences: [Int]
  }

  let model: DiskModel
  /// The numbers of the files with pending bytes or sizes.
  let files: [Int]
  let sectors: [Unit]
  let pages: [Unit]
  let writes: [Int]

  init(_ model: DiskModel) {
    self.model = model
    files = model.files.filter { $0.value.isDirty || !$0.value.sizes.isEmpty }.keys.sorted()
    var sectors: [Unit] = []
    var pages: [Unit] = []
    var writes: Set<Int> = []
    for number in files {
      guard let file = model.files[number] else { continue }
      writes.formUnion(file.writes)
      for (sector, versions) in file.dirty.sorted(by: { $0.key < $1.key }) {
        let sequences = versions.map(\.sequence)
        sectors.append(Unit(file: number, sectors: [sector], sequences: sequences))
        if let last = pages.last, last.file == number,
          last.sectors[0] / DiskModel.pageSectors == sector / DiskModel.pageSectors
        {
          pages[pages.count - 1].sectors.append(sector)
          pages[pages.count - 1].sequences += sequences
        } else {
          pages.append(Unit(file: number, sectors: [sector], sequences: sequences))
        }
      }
    }
    for index in pages.indices { pages[index].sequences = Set(pages[index].sequences).sorted() }
    self.sectors = sectors
    self.pages = pages
    self.writes = writes.sorted()
  }

  var isEmpty: Bool { files.isEmpty && model.pendingNames.isEmpty }

  /// The systematic variants, of single sectors at most `sectorLimit`, spread evenly; then `randoms` random ones.
  func variants(sectorLimit: Int, randoms: Int, seed: UInt64) -> [Variant] {
    var result: [Variant] = [.everything, .nothing]
    for write in writes { result += [.withoutWrite(write), .onlyWrite(write)] }
    for name in model.pendingNames.indices {
      result += [
        .withoutName(name), .names(name, keepsBytes: true), .names(name, keepsBytes: false),
        .names(name + 1, keepsBytes: false),
      ]
    }
    for (place, number) in files.enumerated() {
      for size in sizes(number) {
        result += [.size(place, size, keepsBytes: true), .size(place, size, keepsBytes: false)]
      }
    }
    for page in pages.indices {
      result += [.withoutUnit(page, isPage: true), .onlyUnit(page, isPage: true)]
    }
    let step = sectors.count <= sectorLimit ? 1 : (sectors.count + sectorLimit - 1) / sectorLimit
    for sector in stride(from: Int(seed % UInt64(step)), to: sectors.count, by: step) {
      result += [.withoutUnit(sector, isPage: false), .onlyUnit(sector, isPage: false)]
    }
    if !isEmpty { for random in 0..<randoms { result.append(.random(seed &+ UInt64(random))) } }
    return result
  }

  /// Sizes that a file may be found with, but for the newest: those since the last sync, and for one that grows
  /// the ends of whole pages between.
  private func sizes(_ number: Int) -> [Int] {
    guard let file = model.files[number], !file.sizes.isEmpty else { return [] }
    var result: Set<Int> = [file.durableSize]
    var before = file.durableSize
    for (_, size) in file.sizes {
      result.insert(size)
      let page = DiskModel.sectorBytes * DiskModel.pageSectors
      let boundaries = stride(from: (before / page + 1) * page, to: size, by: page)
      for (at, boundary) in boundaries.enumerated() where at < 3 { result.insert(boundary) }
      before = size
    }
    return result.sorted()
  }

  // MARK: Selecting

  func selection(_ variant: Variant) -> Selection {
    switch variant {
    case .everything: return all()
    case .nothing: return none()
    case .withoutWrite(let write):
      var selection = all()
      for (index, unit) in pages.enumerated() where unit.sequences.last == write {
        selection.versions[index] -= 1
      }
      return selection
    case .onlyWrite(let write):
      var selection = none()
      selection.names = all().names
      for (index, unit) in pages.enumerated() {
        if let place = unit.sequences.firstIndex(of: write) { selection.versions[index] = place + 1 }
      }
      for (index, number) in files.enumerated() {
        if let size = model.files[number]?.sizes.last(where: { $0.sequence <= write })?.size {
          selection.sizes[index] = size
        }
      }
      return selection
    case .withoutUnit(let unit, let isPage):
      var selection = all(isPaged: isPage)
      if selection.versions[unit] > 0 { selection.versions[unit] -= 1 }
      return selection
    case .onlyUnit(let unit, let isPage):
      var selection = none(isPaged: isPage)
      selection.names = all().names
      let units = isPage ? pages : sectors
      selection.versions[unit] = units[unit].sequences.count
      if let place = files.firstIndex(of: units[unit].file), let file = model.files[files[place]] {
        selection.sizes[place] = file.currentSize
      }
      return selection
    case .withoutName(let name):
      var selection = all()
      selection.names = closed(model.pendingNames.indices.map { $0 != name })
      return selection
    case .names(let count, let keeps):
      var selection = keeps ? all() : none()
      selection.names = closed(model.pendingNames.indices.map { $0 < count })
      return selection
    case .size(let file, let size, let keeps):
      var selection = keeps ? all() : none()
      selection.names = all().names
      selection.sizes[file] = size
      return selection
    case .random(let seed): return random(seed)
    }
  }

  private func all(isPaged: Bool = true) -> Selection {
    Selection(
      isPaged: isPaged, versions: (isPaged ? pages : sectors).map(\.sequences.count),
      sizes: files.map { model.files[$0]?.currentSize ?? 0 },
      names: model.pendingNames.map { _ in true })
  }

  private func none(isPaged: Bool = true) -> Selection {
    Selection(
      isPaged: isPaged, versions: (isPaged ? pages : sectors).map { _ in 0 },
      sizes: files.map { model.files[$0]?.durableSize ?? 0 },
      names: model.pendingNames.map { _ in false })
  }

  private func random(_ seed: UInt64) -> Selection {
    var random = SeededGenerator(seed: seed)
    var selection = random.chance(50) ? all(isPaged: true) : all(isPaged: false)
    let units = selection.isPaged ? pages : sectors
    let percent = [5, 30, 50, 70, 95][random.below(5)]
    for index in units.indices {
      selection.versions[index] = random.chance(percent) ? random.below(units[index].sequences.count) + 1 : 0
    }
    for (index, number) in files.enumerated() {
      let candidates = sizes(number)
      if !candidates.isEmpty, random.chance(50) {
        selection.sizes[index] = candidates[random.below(candidates.count)]
      }
    }
    if random.chance(70) {
      // As a journal leaves them.
      let count = random.below(selection.names.count + 1)
      selection.names = closed(selection.names.indices.map { $0 < count })
    } else {
      selection.names = closed(selection.names.map { _ in random.chance(percent) })
    }
    return selection
  }

  /// A file's name can only change when the name that it had before came to be.
  private func closed(_ names: [Bool]) -> [Bool] {
    var names = names
    var needed: Set<Int> = []
    for index in names.indices.reversed() {
      let file = model.pendingNames[index].file
      if !names[index], let file, needed.contains(file) { names[index] = true }
      if names[index], let file { needed.insert(file) }
    }
    return names
  }
}
