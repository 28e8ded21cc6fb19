import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf'
import {
  type AnyGame,
  type CommandOf,
  type MatchAuthority,
  MatchClient,
  schemaHash,
} from '@gameserver/engine'
import {
  type AuthorityEvent,
  AuthorityEventSchema,
  type ChatMessage,
  ChatMessageSchema,
  ChatSendSchema,
  PlayerEventSchema,
} from '@gameserver/protocol/generated/gameserver/v1/wire_pb'
import { protocolVersion, topics } from '@gameserver/protocol/topics'
import type { LeavingFault } from '@gameserver/storage/cooldowns'
import type { MatchJournals } from '@gameserver/storage/match-journals'
import { pino } from 'pino'
import { JournalRejected } from '../journal/journal-rejected.ts'
import { JournalWriter } from '../journal/journal-writer.ts'
import { GameFault, leftByFormerOwner } from '../placement/former-owner.ts'
import { eventually, race } from '../testing.ts'
import type { Journal, Journaled } from './journal.ts'
import { Match } from './match.ts'
import type { MatchEffects, MatchEnding } from './match-effects.ts'
import { noEffects } from './no-effects.ts'
import { TickClock } from './tick-clock.ts'

/** A machine that stands still is no Redis that is away: what players are told is written down first. */
export const patienceMs = 30_000

const codec = new MatchClient({ game: race, slot: 0 })

export interface OwnedMatch {
  id: string
  playerIds: readonly string[]
  settings?: Readonly<Record<string, number>>
  joinWindowMs?: number
  seatWindowMs?: number
}

/** A match with its journal, and without a room or a row: what players are told is noted. */
export class TestOwner {
  readonly events: { to: string | undefined; event: AuthorityEvent }[] = []
  readonly chat: ChatMessage[] = []
  readonly removed: string[] = []
  readonly left: { playerId: string; fault: LeavingFault | undefined }[] = []
  /** After each tick. */
  readonly hashes = new Map<number, number>()
  ending: MatchEnding | undefined
  /** Where it began. */
  readonly tick: number
  readonly match: Match
  readonly epoch: number
  readonly #clock = new TickClock()
  #play!: MatchAuthority<AnyGame>
  #writer!: JournalWriter

  /** The first owner begins, others go on. Rejects when they can't. */
  static async claim(journals: MatchJournals, owned: OwnedMatch, epoch: number): Promise<TestOwner> {
    const left = await leftByFormerOwner(journals, { matchId: owned.id, epoch }, race)
    if (left === 'stale_epoch' || left instanceof JournalRejected || left instanceof GameFault)
      throw new Error(JSON.stringify(left))
    const owner = new TestOwner(journals, owned, epoch, left)
    if (left) owner.match.goOn(left, new Set(owned.playerIds))
    return owner
  }

  private constructor(
    journals: MatchJournals,
    { id, playerIds, settings = {}, joinWindowMs = 30_000, seatWindowMs = 30_000 }: OwnedMatch,
    epoch: number,
    resumed: ConstructorParameters<typeof Match>[0]['resumed'],
  ) {
    this.epoch = epoch
    const players = playerIds.map((playerId, slot) => {
      return { slot, playerId, name: playerId, team: 0, role: null }
    })
    this.match = new Match({
      claimed: {
        ...{ id, game: race.id, mode: 'quick', room: id, epoch, seed: 7, players },
        ...{ seats: players.length, seatsRevision: 0, region: null, isOpen: epoch > 1 },
      },
      game: race,
      settings: { ticks: 36_000, ...settings },
      clock: this.#clock,
      windows: { joinWindowMs, seatWindowMs },
      effects: this.#effects(),
      journal: (journaled) => this.#write(journals, { matchId: id, epoch }, journaled),
      resumed,
    })
    this.tick = this.match.tick
  }

  get hash(): number {
    return this.#play.stateHash()
  }

  get points(): (number | undefined)[] {
    const { players } = this.#play.world as { players: Map<number, { points: number }> }
    return [0, 1, 2, 3].map((slot) => players.get(slot)?.points)
  }

  /** Numbers of what all have been told. */
  get numbers(): number[] {
    return this.events.map(({ event }) => event.sequence).filter((sequence) => sequence > 0)
  }

  told(to: string | undefined, wanted: AuthorityEvent['body']['case']): AuthorityEvent['body']['value'][] {
    return this.events
      .filter(({ to: told, event }) => told === to && event.body.case === wanted)
      .map(({ event }) => event.body.value)
  }

  /** Without a word: nothing more is written, ticked or said. */
  die(): void {
    this.#writer.close('lost')
    this.match.stop()
  }

  /** Until all that has happened is written down. */
  written(): Promise<void> {
    return new Promise((resolve) => this.#writer.after(resolve))
  }

  hello(playerId: string): void {
    const value = { protocolVersion, gameId: race.id, schemaHash: schemaHash(race) }
    this.say(playerId, { case: 'hello', value })
  }

  boost(playerId: string, points: number, sequence: number): void {
    const command = { name: 'boost', value: { points } } as CommandOf<typeof race>
    this.say(playerId, { case: 'command', value: codec.encodeCommand(command) }, sequence)
  }

  line(playerId: string, text: string, sequence: number): void {
    const said = create(ChatSendSchema, { epoch: this.epoch, sequence, text })
    this.send(playerId, topics.chat, toBinary(ChatSendSchema, said))
  }

  say(playerId: string, body: MessageInitShape<typeof PlayerEventSchema>['body'], sequence = 0): void {
    const event = create(PlayerEventSchema, { epoch: this.epoch, sequence, body })
    this.send(playerId, topics.events, toBinary(PlayerEventSchema, event))
  }

  send(playerId: string, topic: string, payload: Uint8Array): void {
    this.match.packet(participant(playerId), topic, payload)
  }

  reached(tick: number): Promise<void> {
    return eventually(() => {
      if (this.match.tick < tick) throw new Error(`tick ${this.match.tick} is not ${tick} yet`)
    })
  }

  #write(store: MatchJournals, key: { matchId: string; epoch: number }, journaled: Journaled): Journal {
    this.#play = journaled.play
    const writer = new JournalWriter({
      store,
      key,
      game: race,
      ...journaled,
      log: pino({ level: 'silent' }),
      answerMsMax: patienceMs,
      stale: () => this.match.stop(),
      resumable() {},
    })
    this.#writer = writer
    return {
      record: (record) => {
        writer.record(record)
        this.hashes.set(record.tick, this.hash)
      },
      standingChanged: () => writer.standingChanged(),
      told: (message) => writer.told(message),
      after: (run) => writer.after(run),
      flush: () => writer.flush(),
    }
  }

  #effects(): MatchEffects {
    return {
      ...noEffects,
      publish: (topic, payload, to) => {
        if (topic === 'chat') this.chat.push(fromBinary(ChatMessageSchema, payload))
        else this.events.push({ to, event: fromBinary(AuthorityEventSchema, payload) })
      },
      remove: (identity) => this.removed.push(identity),
      playerLeft: (playerId, fault) => this.left.push({ playerId, fault }),
      ended: (ending) => {
        this.ending = ending
      },
    }
  }
}

export function participant(identity: string) {
  return { identity, sid: identity, name: identity, isAgent: false }
}
