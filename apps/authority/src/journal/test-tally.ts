import { defineGame, MatchAuthority, playerMap, u32 } from '@gameserver/engine'
import { Phase } from '@gameserver/protocol/generated/gameserver/v1/wire_pb'
import type { JournalKey, StoredJournal } from '@gameserver/storage/match-journals'
import { pino } from 'pino'
import { JournalRejected } from './journal-rejected.ts'
import { JournalWriter, type JournalWriterOptions } from './journal-writer.ts'
import { restoreJournal } from './restore-journal.ts'

/** Counts what everybody is told, and what each player asks for. */
const tally = defineGame({
  id: 'tally',
  name: 'Tally',
  version: '1.0.0',
  description: 'A game for tests.',
  tickRate: 60,
  sendRate: 30,
  mode: 'full',
  players: { min: 1, max: 4 },
  state: { rung: u32, players: playerMap({ added: u32 }) },
  input: {},
  events: { rang: {} },
  commands: { add: {} },
  join: (world, slot) => void world.players.set(slot, { added: 0 }),
  leave: (world, slot) => void world.players.delete(slot),
  step(world, _inputs, { tick, emit }) {
    if (tick % 3 !== 0) return
    world.rung++
    emit('rang', {})
  },
  command(world, slot) {
    const player = world.players.get(slot)
    if (player) player.added++
    return undefined
  },
  isOver: () => false,
  scores: () => [],
})

const terms = { settings: {}, seats: 4 }
const log = pino({ level: 'silent' })

/** What a match has come to, or what is known of it. */
export interface Tallied {
  readonly tick: number
  /** Events told, and chat lines. */
  readonly events: number
  readonly lines: number
  /** Commands of the only player that were done. */
  readonly commands: number
}

/** A match whose players are told of all that happens, once it is written down. */
export class TestTally {
  readonly writer: JournalWriter
  readonly resumables: boolean[] = []
  /** What players know of. */
  readonly told: { -readonly [Name in keyof Tallied]: Tallied[Name] }
  /** By what was told of it, in the order of telling. */
  readonly publications: string[] = []
  staleCount = 0
  readonly #play = new MatchAuthority({
    game: tally,
    seed: 1,
    ...terms,
    record: (record) => this.writer.record(record),
  })
  #commands = 0
  #events = 0
  #lines = 0

  constructor(store: JournalWriterOptions['store'], key: JournalKey, answerMsMax: number) {
    this.told = { tick: 0, events: 0, lines: 0, commands: 0 }
    this.#play.join(0)
    this.writer = new JournalWriter({
      ...{ store, key, game: tally, ...terms, play: this.#play, log, answerMsMax },
      tickAgeMs: () => 0,
      standing: () => ({
        phase: Phase.RUNNING,
        members: [{ slot: 0, playerId: 'player', hasPlayed: true, commandSequence: this.#commands }],
      }),
      stale: () => this.staleCount++,
      resumable: (isResumable) => this.resumables.push(isResumable),
    })
  }

  get now(): Tallied {
    const { tick, world } = this.#play
    return { tick, events: world.rung, lines: this.#lines, commands: world.players.get(0)?.added ?? 0 }
  }

  tick(count = 1): void {
    for (let left = count; left > 0; left--) {
      const events = this.#play.step()
      if (this.#play.isSnapshotDue) this.writer.flush()
      for (const _ of events) this.#broadcast('event', ++this.#events)
    }
  }

  chat(): void {
    this.#broadcast('chat', ++this.#lines)
  }

  command(): void {
    this.#play.receiveCommand(0, { kind: 0, payload: new Uint8Array(0) })
    const number = ++this.#commands
    this.writer.standingChanged()
    this.writer.after(() => this.#publish(`command ${number}`, { commands: number }))
  }

  #broadcast(what: 'event' | 'chat', sequence: number): void {
    this.writer.told({ log: what, sequence, message: new TextEncoder().encode(`${what} ${sequence}`) })
    const known = what === 'event' ? { events: sequence } : { lines: sequence }
    const { tick } = this.#play
    this.writer.after(() => this.#publish(`${what} ${sequence}`, { tick, ...known }))
  }

  #publish(what: string, known: Partial<Tallied>): void {
    this.publications.push(what)
    Object.assign(this.told, known)
  }
}

/** What a successor finds. Throws for a journal that is not one match at one moment. */
export function restoredTally(journal: StoredJournal | 'stale_epoch' | undefined): Tallied {
  if (journal === undefined || journal === 'stale_epoch') throw new Error(`no journal: ${journal}`)
  const restored = restoreJournal(tally, journal)
  if (restored instanceof JournalRejected) throw new Error(restored.detail)
  const { checkpoint, standing, told } = restored
  const heir = new MatchAuthority({
    game: tally,
    seed: 2,
    ...terms,
    takenOver: { ...checkpoint, slots: [0] },
  })
  const newest = (log: string) => told.filter((one) => one.log === log).at(-1)?.sequence ?? 0
  const events = newest('event')
  const commands = heir.world.players.get(0)?.added ?? 0
  if (events !== heir.world.rung)
    throw new Error(`${events} events are told of, ${heir.world.rung} were emitted`)
  const counted = standing.members[0]?.commandSequence
  if (counted !== commands) throw new Error(`${counted} commands were taken, ${commands} were done`)
  for (const { log, sequence, message } of told)
    if (new TextDecoder().decode(message) !== `${log} ${sequence}`)
      throw new Error(`wrong ${log} ${sequence}`)
  return { tick: checkpoint.tick, events, lines: newest('chat'), commands }
}
