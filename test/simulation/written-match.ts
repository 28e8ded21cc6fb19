import { JournalPages, type JournalSubject } from '../../apps/authority/src/journal/journal-pages.ts'
import { JournalRejected } from '../../apps/authority/src/journal/journal-rejected.ts'
import { type RestoredMatch, restoreJournal } from '../../apps/authority/src/journal/restore-journal.ts'
import { codersOf } from '../../packages/engine/src/game/game-coders.ts'
import { NamedCodec } from '../../packages/engine/src/game/named-codec.ts'
import {
  type AnyGame,
  MatchAuthority,
  type Settings,
  type TickRecord,
} from '../../packages/engine/src/index.ts'
import { InputCodec } from '../../packages/engine/src/input/input-codec.ts'
import { Tape } from '../../packages/engine/src/schema/tape.ts'
import { type Hands, randomFrom } from '../../packages/engine/test/simulation/hands.ts'
import { SessionState } from '../../packages/protocol/src/generated/gameserver/v1/journal_pb.ts'

/** How far behind the others are shown. */
const shownBehindTicks = 5

export interface WrittenTerms {
  readonly game: AnyGame
  readonly seed: number
  /** One for each seat. */
  readonly hands: readonly Hands[]
}

/** What is done to an authority between two ticks, and the tick. */
export type Move = (authority: MatchAuthority<AnyGame>) => void

/** A match whose authority writes down what it does, as it would in Redis. */
export class WrittenMatch {
  readonly authority: MatchAuthority<AnyGame>
  readonly slots = new Set<number>()
  readonly records: TickRecord[] = []
  private readonly pages: JournalPages
  private readonly inputs: InputCodec
  private readonly commands: NamedCodec<never>
  private readonly random
  private readonly settings: JournalSubject['settings']
  private keyframe: Uint8Array | undefined
  private entries: Uint8Array[] = []

  constructor(private readonly terms: WrittenTerms) {
    const { game, seed, hands } = terms
    const { commands, contextCount } = codersOf(game)
    this.random = randomFrom(seed + 1)
    this.inputs = new InputCodec(game)
    this.commands = new NamedCodec(commands, contextCount)
    this.settings = Object.fromEntries(
      Object.entries((game.settings ?? {}) as Settings).map(([name, { default: usual }]) => [name, usual]),
    )
    const { settings } = this
    this.authority = new MatchAuthority({
      ...{ game, seed, settings, seats: hands.length },
      record: (record) => {
        this.pages.record(record)
        const { tick, happenings, inputs, shown } = record
        this.records.push({ tick, happenings: [...happenings], inputs: new Map(inputs), shown })
      },
    })
    const tickAgeMs = () => 0
    const standing = () => ({ members: hands.map((_, slot) => ({ slot, session: this.sessionOf(slot) })) })
    this.pages = new JournalPages({
      game,
      settings,
      seats: hands.length,
      play: this.authority,
      ...{ standing, tickAgeMs },
    })
    for (let slot = 0; slot < hands.length; slot++) this.join(slot)(this.authority)
  }

  /** What players do before the next tick. The world decides, not chance alone: it can't be asked for twice. */
  moves(): Move[] {
    const { slots, terms, authority } = this
    const moves: Move[] = []
    for (const slot of slots) {
      const command = terms.hands[slot]?.command(authority.world, slot, authority.tick)
      if (command === undefined) continue
      const packet = this.commands.encode(command as never)
      moves.push((to) => void to.receiveCommand(slot, packet))
    }
    if (this.random.float() < 0.01) moves.push(this.comeAndGo())
    return moves
  }

  /** The inputs of all, and the tick. */
  step(): Move {
    const packets = [...this.slots].map((slot) => [slot, this.inputOf(slot)] as const)
    return (to) => {
      for (const [slot, packet] of packets) to.receiveInput(slot, packet, 0)
      to.step()
    }
  }

  play(move: Move): void {
    move(this.authority)
  }

  write(isKeyframeWanted = false): void {
    const isAfresh = this.keyframe === undefined
    const { keyframe, entry } = isAfresh ? this.pages.afresh() : this.pages.next(isKeyframeWanted)
    if (keyframe) {
      this.keyframe = keyframe
      this.entries = []
    }
    if (entry) this.entries.push(entry)
  }

  /** How many entries there are since the keyframe. */
  get entryCount(): number {
    return this.entries.length
  }

  restore(): RestoredMatch {
    const { keyframe = new Uint8Array(0), entries } = this
    const restored = restoreJournal(this.terms.game, { epoch: 1, keyframe, entries, told: [], ageMs: 0 })
    if (restored instanceof JournalRejected) throw new Error(restored.detail)
    return restored
  }

  /** Who goes on from what was restored. */
  successor({ checkpoint, settings, seats }: RestoredMatch): MatchAuthority<AnyGame> {
    const { game, seed } = this.terms
    return new MatchAuthority({
      game,
      seed,
      settings,
      seats,
      takenOver: { ...checkpoint, slots: [...this.slots] },
    })
  }

  /** Somebody leaves, and comes back at once or later. */
  comeAndGo(): Move {
    const slot = this.random.int(this.terms.hands.length)
    if (!this.slots.has(slot)) return this.join(slot)
    this.slots.delete(slot)
    this.pages.standingChanged()
    const kept = this.authority.kept(slot)
    const isBack = this.random.float() < 0.5
    const back = isBack && this.join(slot, kept)
    return (to) => {
      to.leave(slot)
      if (back) back(to)
    }
  }

  private sessionOf(slot: number): SessionState {
    return this.slots.has(slot) ? SessionState.CONNECTED : SessionState.LEFT
  }

  private join(slot: number, kept?: unknown): Move {
    this.slots.add(slot)
    this.pages.standingChanged()
    const arrival = { team: slot % 2, kept: kept as never, awaySeconds: kept === undefined ? 0 : 90 }
    return (to) => to.join(slot, arrival)
  }

  private inputOf(slot: number) {
    const newestTick = this.authority.tick + 1
    const tape = new Tape()
    const wanted = this.terms.hands[slot]?.input(this.authority.world, slot, newestTick)
    this.inputs.coder.flatten(wanted as never, tape)
    const shownSixteenths = Math.max(0, newestTick - shownBehindTicks) * 16
    const acknowledged = { snapshotTick: 0, received: 0, privateTick: 0, shownSixteenths }
    return { newestTick, count: 1, inputs: this.inputs.encode(tape, 1), ...acknowledged }
  }
}
