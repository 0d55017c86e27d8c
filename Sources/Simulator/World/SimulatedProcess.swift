/// A process on a machine of its own: it lives, is paused, dies and lives again.
///
/// Invariant: what was planned for one life never happens in another.
final class SimulatedProcess: @unchecked Sendable {
  // Unchecked: a simulation and all its parts are used by one thread.
  unowned let world: World
  let name: String
  /// The machine's place in the network.
  let machine: Int
  var clock: SimulatedClock
  /// Grows with each birth and each death: even while there is no process.
  private(set) var life = 0
  private(set) var isPaused = false
  private var held: [() -> Void] = []
  private var atDeath: [() -> Void] = []

  init(_ world: World, name: String, machine: Int, clock: SimulatedClock) {
    self.world = world
    self.name = name
    self.machine = machine
    self.clock = clock
  }

  var isRunning: Bool { life % 2 == 1 }
  var localTime: UInt64 { clock.reading(at: world.now) }

  func perform(_ action: @escaping () -> Void, life: Int) {
    guard life == self.life else { return }
    if isPaused {
      held.append(action)
    } else {
      action()
      world.afterEvent(of: self)
    }
  }

  func begin() {
    precondition(!isRunning, "\(name) lives already")
    life += 1
    isPaused = false
  }

  /// To be done when this life ends.
  func whenDead(_ action: @escaping () -> Void) {
    atDeath.append(action)
  }

  func die() {
    precondition(isRunning, "\(name) is dead already")
    world.timeline.forget(self, life: life)
    life += 1
    isPaused = false
    held = []
    let actions = atDeath
    atDeath = []
    for action in actions { action() }
  }

  func pause() {
    isPaused = true
  }

  func resume() {
    guard isPaused else { return }
    isPaused = false
    let actions = held
    held = []
    for action in actions { world.timeline.plan(at: world.now, for: self, action) }
  }
}
