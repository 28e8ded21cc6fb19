import { arrivalOf } from '../../src/game/arrival.ts'
import type { AnyGame, PlayerSlot } from '../../src/game/define-game.ts'
import { codersOf, type NamedCoder } from '../../src/game/game-coders.ts'
import { NamedCodec, type NamedValue } from '../../src/game/named-codec.ts'
import { Simulation } from '../../src/game/simulation.ts'
import type { Happening, TickRecord } from '../../src/log/tick-record.ts'
import type { StructCoder, StructValue } from '../../src/schema/struct-coder.ts'
import { Tape } from '../../src/schema/tape.ts'
import type { Hands } from './hands.ts'

/** The others are seen as they were about 100 ms ago. */
const seenAgoTicks = 6
/** States that can be gone back to; above all that is looked back. */
const ringTicks = 64

export interface PlayedMatch {
  readonly game: AnyGame
  readonly seed: number
  /** One for each slot from 0. */
  readonly hands: readonly Hands[]
  /** Ticks after which one player after the other leaves, and comes back; none unless told. */
  readonly leaveEachTicks?: number
}

/** A match without a network: hands that see the true world, and all states of the last second. */
export class PlayedSimulation {
  /** Of the tick made last. */
  record: TickRecord = { tick: 0, happenings: [], inputs: new Map() }
  readonly simulation: Simulation<AnyGame>
  private readonly match: PlayedMatch
  private readonly commandCodec: NamedCodec<NamedValue>
  private readonly states: Tape[] = Array.from({ length: ringTicks }, () => new Tape())
  private readonly present = new Set<PlayerSlot>()
  private readonly emitted: string[] = []
  private happenings: Happening[] = []

  constructor(match: PlayedMatch) {
    this.match = match
    const { commands, contextCount } = codersOf(match.game)
    this.commandCodec = new NamedCodec(commands, contextCount)
    this.simulation = this.another(this.emitted)
    this.simulation.setup(match.seed)
    this.keep()
    for (const slot of match.hands.keys()) this.join(slot, undefined)
  }

  get tick(): number {
    return this.simulation.tick
  }

  get isOver(): boolean {
    return this.simulation.isOver()
  }

  /** A second simulation of the same match, which writes what it emits into `emitted`. */
  another(emitted: string[]): Simulation<AnyGame> {
    const { game, hands } = this.match
    const simulation: Simulation<AnyGame> = new Simulation({
      game,
      settings: {},
      seats: hands.length,
      isPredicting: false,
      emit: (event) => emitted.push(JSON.stringify(event)),
      asSeenBy: () => this.worldAt(Math.max(0, simulation.tick - 1 - seenAgoTicks)),
    })
    return simulation
  }

  /** State after a tick of the last `ringTicks`. */
  stateAt(tick: number): Tape {
    return this.states[tick % ringTicks] as Tape
  }

  /** Makes a tick; returns what was emitted for it. */
  step(): readonly string[] {
    const { simulation } = this
    const tick = simulation.tick + 1
    this.come(tick)
    for (const slot of this.present) this.command(slot, tick)
    const inputs = new Map<PlayerSlot, StructValue>()
    for (const slot of this.present) inputs.set(slot, this.input(slot, tick))
    this.record = { tick, happenings: this.happenings, inputs }
    this.happenings = []
    simulation.step(copies(this.match.game, inputs))
    this.keep()
    return this.emitted.splice(0)
  }

  private keep(): void {
    this.simulation.save(this.stateAt(this.simulation.tick))
  }

  private worldAt(tick: number): unknown {
    return codersOf(this.match.game).state.restore(this.stateAt(tick).copy()).world
  }

  private come(tick: number): void {
    const { hands, leaveEachTicks } = this.match
    if (leaveEachTicks === undefined || tick % leaveEachTicks !== 0) return
    const slot = Math.floor(tick / leaveEachTicks) % hands.length
    if (!this.present.has(slot)) return
    const kept = this.simulation.keep(slot)
    this.present.delete(slot)
    this.happen({ type: 'leave', slot })
    this.join(slot, kept)
  }

  private join(slot: PlayerSlot, kept: StructValue | undefined): void {
    this.present.add(slot)
    this.happen({ type: 'join', slot, ...arrivalOf({ kept, awaySeconds: kept === undefined ? 0 : 30 }) })
  }

  private command(slot: PlayerSlot, tick: number): void {
    const wanted = this.match.hands[slot]?.command(this.simulation.world, slot, tick)
    if (wanted === undefined) return
    const { kind, value } = this.commandCodec.encode(wanted)
    this.happen({ type: 'command', slot, kind, value: value as StructValue })
  }

  private happen(happening: Happening): void {
    this.happenings.push(happening)
    apply(this.match.game, this.simulation, happening)
  }

  private input(slot: PlayerSlot, tick: number): StructValue {
    const wanted = this.match.hands[slot]?.input(this.simulation.world, slot, tick)
    return copy(codersOf(this.match.game).input, wanted as StructValue)
  }
}

/** Makes the tick of a record again. */
export function replay(game: AnyGame, simulation: Simulation<AnyGame>, record: TickRecord): void {
  for (const happening of record.happenings) apply(game, simulation, happening)
  simulation.step(copies(game, record.inputs))
}

function apply(game: AnyGame, simulation: Simulation<AnyGame>, happening: Happening): void {
  const { slot } = happening
  const { kept, commands } = codersOf(game)
  if (happening.type === 'leave') simulation.leave(slot)
  else if (happening.type === 'join') {
    const owned = happening.kept && copy(kept as StructCoder, happening.kept)
    simulation.join(slot, { ...happening, kept: owned })
  } else {
    const { name, coder } = commands[happening.kind] as NamedCoder
    simulation.command(slot, { name, value: copy(coder, happening.value) } as never)
  }
}

/** A game that writes into what it is given must not be able to tell the next one who makes the tick. */
function copies(game: AnyGame, inputs: ReadonlyMap<PlayerSlot, StructValue>): Map<PlayerSlot, StructValue> {
  const { input: coder } = codersOf(game)
  return new Map([...inputs].map(([slot, input]) => [slot, copy(coder, input)]))
}

/** As the schema can carry it. */
function copy(coder: StructCoder, value: StructValue): StructValue {
  coder.flatten(value, scratch.rewind())
  return coder.restore(scratch.rewind())
}

const scratch = new Tape()
