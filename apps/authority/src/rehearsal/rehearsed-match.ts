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
import { noJournal } from '../tick/journal.ts'
import { Match } from '../tick/match.ts'
import type { MatchEffects, MatchEnding } from '../tick/match-effects.ts'
import { TickClock } from '../tick/tick-clock.ts'

const epoch = 1
/** Longer than any rehearsal: nobody is late. */
const windowMs = 3_600_000

/**
 * A match like those of an authority, but for its room and its row: packets come and go as bytes, its clock's time is given by
 * the ticks that are made.
 */
export class RehearsedMatch implements RehearsedAuthority {
  readonly #game: AnyGame
  readonly #match: Match
  readonly #clock: TickClock
  readonly #keyframes = new Map<string, KeyframePacket[]>()
  #nowMs = windowMs
  #sent: AddressedSnapshot[] = []
  #ending: MatchEnding | undefined

  /** Throws what the game throws when it is set up. */
  constructor(game: AnyGame) {
    this.#game = game
    this.#clock = new TickClock(() => this.#nowMs)
    const players = Array.from({ length: rehearsalPlayers(game) }, (_, slot) => ({
      slot,
      playerId: identityOf(slot),
      name: identityOf(slot),
      team: 0,
      role: null,
    }))
    this.#match = new Match({
      claimed: {
        ...{ id: 'rehearsal', game: game.id, mode: 'quick', room: 'rehearsal', epoch, seed: 1, players },
        ...{ seats: players.length, seatsRevision: 0 },
        ...{ region: null, isOpen: false },
      },
      game,
      settings: {},
      clock: this.#clock,
      windows: { joinWindowMs: windowMs, seatWindowMs: windowMs },
      effects: this.#effects(),
      journal: () => noJournal,
    })
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

  keyframes(slot: number): readonly KeyframePacket[] {
    return this.#keyframes.get(identityOf(slot)) ?? []
  }

  step(): void {
    this.#sent = []
    this.#nowMs += 1_000 / this.#game.tickRate
    this.#clock.wake()
  }

  snapshots(): readonly AddressedSnapshot[] {
    return this.#sent
  }

  receiveInput(slot: number, packet: InputPacket): void {
    const payload = toBinary(InputPacketSchema, create(InputPacketSchema, { epoch, ...packet }))
    this.#match.packet(senderAt(slot), topics.input, payload)
  }

  isOver(): boolean {
    return this.#ending !== undefined
  }

  stop(): void {
    this.#match.stop()
  }

  #say(slot: number, body: MessageInitShape<typeof PlayerEventSchema>['body']): void {
    const payload = toBinary(PlayerEventSchema, create(PlayerEventSchema, { epoch, body }))
    this.#match.packet(senderAt(slot), topics.events, payload)
  }

  #effects(): MatchEffects {
    const nothing = () => {}
    return {
      publish: (topic, payload, to) => this.#published(topic, payload, to),
      publishEach: (_topic, packets) => this.#publishedEach(packets),
      silence: nothing,
      unsilence: nothing,
      remove: nothing,
      removed: nothing,
      desynced: nothing,
      started: nothing,
      wentOn: nothing,
      stranger: nothing,
      opened: nothing,
      broughtBy: () => ({ kept: undefined, awaySeconds: 0 }),
      owns: nothing,
      saveOwned: nothing,
      playerLeft: nothing,
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
