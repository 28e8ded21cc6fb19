import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf'
import {
  type AddressedSnapshot,
  type AnyGame,
  type InputPacket,
  type KeyframePacket,
  schemaHash,
} from '@gameserver/engine'
import { type RehearsedAuthority, rehearsalPlayers } from '@gameserver/games/rehearse.ts'
import type { LossyPacket } from '@gameserver/livekit'
import {
  AuthorityEventSchema,
  InputPacketSchema,
  PlayerEventSchema,
  StatePacketSchema,
} from '@gameserver/protocol/generated/gameserver/v1/wire_pb'
import { protocolVersion, type Topic, topics } from '@gameserver/protocol/topics'
import { JournalRejected } from '../journal/journal-rejected.ts'
import { restoreJournal } from '../journal/restore-journal.ts'
import { Match } from '../tick/match.ts'
import type { MatchEffects, MatchEnding } from '../tick/match-effects.ts'
import type { Resumed } from '../tick/match-origin.ts'
import { noEffects } from '../tick/no-effects.ts'
import { TickClock } from '../tick/tick-clock.ts'
import { RehearsedJournal } from './rehearsed-journal.ts'

/** Longer than any rehearsal: nobody is late. */
const windowMs = 3_600_000

/** The first takeover comes so early that no rehearsal is too short for it. */
const firstTakeoverTick = 20
/** One takes as long as many ticks. */
const ticksPerTakeover = 150

/**
 * A match like those of an authority, but for its room and its row: packets come and go as bytes, its clock's time is given by
 * the ticks that are made. Now and then a successor goes on with it from what it has written down.
 */
export class RehearsedMatch implements RehearsedAuthority {
  readonly #game: AnyGame
  readonly #clock: TickClock
  readonly #keyframes = new Map<string, KeyframePacket[]>()
  readonly #identities: readonly string[]
  #match: Match
  #journal!: RehearsedJournal
  #epoch = 1
  #steps = 0
  #nowMs = windowMs
  #sent: AddressedSnapshot[] = []
  #ending: MatchEnding | undefined

  /** Throws what the game throws when it is set up. */
  constructor(game: AnyGame) {
    this.#game = game
    this.#clock = new TickClock(() => this.#nowMs)
    this.#identities = Array.from({ length: rehearsalPlayers(game) }, (_, slot) => identityOf(slot))
    this.#match = this.#begin(undefined)
  }

  /** What the game threw, if it did. */
  get error(): unknown {
    return this.#ending?.outcome === 'abandoned' ? this.#ending.error : undefined
  }

  join(slot: number): void {
    const { id, version } = this.#game
    this.#say(slot, {
      case: 'hello',
      value: { protocolVersion, gameId: id, gameVersion: version, schemaHash: schemaHash(this.#game) },
    })
  }

  get tick(): number {
    return this.#match.tick
  }

  get epoch(): number {
    return this.#epoch
  }

  /** Throws what the game throws in ticks that are made again. */
  takeOver(): number | undefined {
    if (this.#steps % ticksPerTakeover !== firstTakeoverTick) return undefined
    const left = this.#journal.read(this.#epoch)
    if (left === undefined) return undefined
    this.#match.stop()
    const restored = restoreJournal(this.#game, left)
    if (restored instanceof JournalRejected)
      throw new Error(`the journal of the rehearsal was not understood: ${restored.detail}`)
    const resumed = { ...restored, madeMs: this.#nowMs }
    this.#epoch++
    this.#keyframes.clear()
    this.#match = this.#begin(resumed)
    this.#match.goOn(resumed, new Set(this.#identities))
    return this.#match.tick
  }

  keyframes(slot: number): readonly KeyframePacket[] {
    return this.#keyframes.get(identityOf(slot)) ?? []
  }

  step(): void {
    this.#sent = []
    this.#steps++
    this.#nowMs += 1_000 / this.#game.tickRate
    this.#clock.wake()
  }

  snapshots(): readonly AddressedSnapshot[] {
    return this.#sent
  }

  receiveInput(slot: number, packet: InputPacket): void {
    const payload = toBinary(InputPacketSchema, create(InputPacketSchema, { epoch: this.#epoch, ...packet }))
    this.#match.packet(senderAt(slot), topics.input, payload)
  }

  isOver(): boolean {
    return this.#ending !== undefined
  }

  stop(): void {
    this.#match.stop()
  }

  #begin(resumed: Resumed | undefined): Match {
    const epoch = this.#epoch
    const players = this.#identities.map((identity, slot) => {
      return { slot, playerId: identity, name: identity, team: 0, role: null }
    })
    return new Match({
      claimed: {
        ...{
          id: 'rehearsal',
          game: this.#game.id,
          mode: 'quick',
          room: 'rehearsal',
          epoch,
          seed: 1,
          players,
        },
        ...{ seats: players.length, seatsRevision: 0 },
        ...{ region: null, isOpen: epoch > 1 },
      },
      game: this.#game,
      settings: {},
      clock: this.#clock,
      windows: { joinWindowMs: windowMs, seatWindowMs: windowMs },
      effects: this.#effects(),
      journal: (journaled) => {
        this.#journal = new RehearsedJournal({ game: this.#game, ...journaled })
        return this.#journal
      },
      resumed,
    })
  }

  #say(slot: number, body: MessageInitShape<typeof PlayerEventSchema>['body']): void {
    const payload = toBinary(PlayerEventSchema, create(PlayerEventSchema, { epoch: this.#epoch, body }))
    this.#match.packet(senderAt(slot), topics.events, payload)
  }

  #effects(): MatchEffects {
    return {
      ...noEffects,
      publish: (topic, payload, to) => this.#published(topic, payload, to),
      publishEach: (_topic, packets) => this.#publishedEach(packets),
      ended: (ending) => {
        this.#ending = ending
      },
    }
  }

  #published(topic: Topic, payload: Uint8Array, to: string | undefined): void {
    if (topic !== topics.events || to === undefined) return
    const { body } = fromBinary(AuthorityEventSchema, payload)
    if (body.case === 'keyframe') this.#keyframes.set(to, [...(this.#keyframes.get(to) ?? []), body.value])
  }

  #publishedEach(packets: readonly LossyPacket[]): boolean {
    this.#sent = packets.map(({ to, payload }) => ({
      to: to?.map(slotOf),
      packet: snapshotOf(payload),
    }))
    return true
  }
}

function snapshotOf(payload: Uint8Array): AddressedSnapshot['packet'] {
  const { confirmed, checksumTick, checksum, ...snapshot } = fromBinary(StatePacketSchema, payload)
  return confirmed.length === 0
    ? snapshot
    : { ...snapshot, confirmed: { records: confirmed, checksumTick, checksum } }
}

function senderAt(slot: number) {
  const identity = identityOf(slot)
  return { identity, sid: identity, name: identity, isAgent: false }
}

function identityOf(slot: number): string {
  return `player ${slot}`
}

function slotOf(identity: string): number {
  return Number(identity.slice('player '.length))
}
