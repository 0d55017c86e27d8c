/// A header list to send. One that is sent often is one object, so that its encoded bytes can be found again.
final class HeaderTemplate: Sendable {
  struct Field: Sendable {
    var field: HeaderField
    var indexing: HPACKEncoder.Indexing
  }

  let fields: [Field]
  /// Whether its bytes are worth keeping.
  let isReused: Bool

  init(_ fields: [Field], isReused: Bool) {
    self.fields = fields
    self.isReused = isReused
  }
}

/// Encoded blocks of templates, good while the encoder's table stays as it is.
struct EncodedBlocks {
  private struct Kept {
    var template: HeaderTemplate
    var generation: UInt64
    var block: [UInt8]
  }

  private static let most = 32

  private var encoder = HPACKEncoder()
  private var kept: [Kept] = []
  private var oldest = 0

  mutating func setTableLimit(_ bytes: Int) {
    encoder.setTableLimit(bytes)
  }

  /// The block of `template` and then of `extra`.
  mutating func block(_ template: HeaderTemplate, extra: [HeaderTemplate.Field] = []) -> [UInt8] {
    var block = self.block(template)
    for item in extra { encoder.encode(item.field, item.indexing, into: &block) }
    return block
  }

  private mutating func block(_ template: HeaderTemplate) -> [UInt8] {
    let sayingSize = encoder.mustSayTableSize
    if template.isReused, !sayingSize {
      for known in kept where known.template === template && known.generation == encoder.generation {
        return known.block
      }
    }
    let before = encoder.generation
    var block: [UInt8] = []
    encoder.beginBlock(into: &block)
    for item in template.fields { encoder.encode(item.field, item.indexing, into: &block) }
    if template.isReused, !sayingSize, encoder.generation == before {
      keep(Kept(template: template, generation: before, block: block))
    }
    return block
  }

  private mutating func keep(_ new: Kept) {
    if let index = kept.firstIndex(where: { $0.template === new.template }) {
      kept[index] = new
    } else if kept.count < Self.most {
      kept.append(new)
    } else {
      kept[oldest] = new
      oldest = (oldest + 1) % Self.most
    }
  }
}
