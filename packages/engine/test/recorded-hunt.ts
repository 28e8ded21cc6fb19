import { codersOf } from '../src/game/game-coders.ts'
import { NamedCodec } from '../src/game/named-codec.ts'
import { Random } from '../src/game/random.ts'
import {
  type FormerPart,
  type GameEvent,
  MatchAuthority,
  ReplayRecorder,
  type WorldOf,
} from '../src/index.ts'
import { InputCodec } from '../src/input/input-codec.ts'
import { Tape } from '../src/schema/tape.ts'
import type { StateMoment } from '../src/snapshot/seen-scopes.ts'
import { hunt } from './hunt.ts'

interface Sent {
  readonly tick: number
  /** Of a snapshot, if one is due. */
  readonly moment: StateMoment | undefined
  readonly events: readonly GameEvent[]
}

/** A match in which everything happens, played by chance, and its replay. */
export class RecordedHunt {
  readonly chunks: Uint8Array[] = []
  readonly authority: MatchAuthority<typeof hunt>
  readonly recorder: ReplayRecorder
  readonly events: { readonly tick: number; readonly event: GameEvent }[] = []
  /** Of the world after each tick. */
  readonly hashes: number[] = []
  private sent: (sent: Sent) => void = () => {}
  private readonly random = new Random()
  private readonly present = new Set<number>()
  private readonly departedScores = new Map<number, number>()
  private readonly inputs = new InputCodec(hunt)
  private readonly commands: NamedCodec<{ name: string; value: unknown }>

  /** Takes over from another one, or begins. */
  constructor(seed: number, before?: RecordedHunt, former?: FormerPart) {
    this.random.seed = seed
    const slots = [...(before?.present ?? [])]
    for (const slot of slots) this.present.add(slot)
    const takenOver = before && { ...before.authority.checkpoint(), slots }
    const { commands, contextCount } = codersOf(hunt)
    this.commands = new NamedCodec(commands, contextCount)
    const settings = { speed: 5 }
    const match = { game: hunt, seed, settings, seats: 4 }
    this.authority = new MatchAuthority({
      ...match,
      takenOver,
      record: (record) => this.recorder.record(record),
    })
    this.recorder = new ReplayRecorder({
      ...match,
      authority: this.authority as never,
      matchId: 'hunt-1',
      startedAt: '2024-05-01T12:00:00Z',
      players: [{ slot: 0, name: 'Ada' }],
      part: before === undefined ? 1 : 2,
      former,
      write: (chunk) => this.chunks.push(chunk),
    })
  }

  get file(): Uint8Array {
    return Uint8Array.from(this.chunks.flatMap((chunk) => [...chunk]))
  }

  /** Hears what goes out after each tick. */
  listen(sent: (sent: Sent) => void): void {
    this.sent = sent
  }

  run(ticks: number): this {
    for (let tick = 0; tick < ticks; tick++) this.runTick()
    return this
  }

  close(): this {
    const { authority } = this
    const scores = new Map(this.departedScores)
    for (const { slot, score } of authority.scores()) scores.set(slot, score)
    this.recorder.close([...scores].map(([slot, score]) => ({ slot, score, rank: 1 })))
    return this
  }

  leave(slot: number): void {
    const score = this.authority.scores().find((known) => known.slot === slot)?.score
    if (score !== undefined) this.departedScores.set(slot, score)
    this.authority.leave(slot)
    this.present.delete(slot)
  }

  private runTick(): void {
    const { authority, random } = this
    for (let slot = 0; slot < 4; slot++) {
      if (!this.present.has(slot)) {
        if (random.int(60) === 0) this.join(slot)
      } else if (random.int(600) === 0) this.leave(slot)
      else this.play(slot)
    }
    const { tick } = authority
    const events = authority.step()
    this.events.push(...events.map((event) => ({ tick: tick + 1, event })))
    this.hashes.push(worldHash(authority.world))
    const moment = authority.isSnapshotDue ? authority.snapshotMoment() : undefined
    this.sent({ tick: tick + 1, moment, events })
  }

  private join(slot: number): void {
    const kept = this.random.int(2) === 0 ? { arrows: this.random.int(50) } : undefined
    this.authority.join(slot, { kept, awaySeconds: 77 })
    this.present.add(slot)
  }

  private play(slot: number): void {
    const { authority, random } = this
    if (random.int(40) === 0) {
      const buys = random.int(2) === 0
      const value = buys ? { arrows: 1 + random.int(9) } : { what: `n${random.int(9)} äh` }
      authority.receiveCommand(slot, this.commands.encode({ name: buys ? 'buy' : 'say', value }))
    }
    // One in five packets is lost.
    if (random.int(5) === 0) return
    const tape = new Tape()
    this.inputs.coder.flatten({ move: random.float() * 2 - 1, fire: random.int(4) === 0 }, tape)
    authority.receiveInput(
      slot,
      {
        newestTick: authority.tick + 1 + random.int(3),
        count: 1,
        inputs: this.inputs.encode(tape.finish(), 1),
        snapshotTick: 0,
        received: 0,
        privateTick: 0,
        shownSixteenths: Math.max(0, authority.tick * 16 - random.int(400)),
      } as never,
      0,
    )
  }
}

export function worldHash(world: WorldOf<typeof hunt>): number {
  const tape = new Tape()
  codersOf(hunt).state.flatten({ seed: 0, draws: 0, world }, tape)
  return tape.finish().hash()
}
