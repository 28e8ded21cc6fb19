import {
  type AnyGame,
  type MatchView,
  SpectatorClient,
  type SpectatorStats,
  schemaHash,
  type WorldOf,
} from '@gameserver/engine'
import type {
  AuthorityEvent,
  GameEvents,
  MatchEnded,
  StatePacket,
  Roster as WireRoster,
} from '@gameserver/protocol/generated/gameserver/v1/wire_pb'
import type { Match } from '@gameserver/protocol/http'
import type { WatchToken } from '@gameserver/protocol/spectate'
import { Emitter } from '../emitter.ts'
import type { Connection } from '../match/connection.ts'
import { JoinError } from '../match/join-error.ts'
import type { MatchEvents } from '../match/match-events.ts'
import type { PacketReader } from '../match/packet-reader.ts'
import { Roster, type Seat } from '../match/roster.ts'
import type { Traffic } from '../match/traffic.ts'
import { type Phase, phaseOf, snapshotOf } from '../match/wire.ts'
import type { Transport } from '../transport.ts'
import { WatchRoom } from './watch-room.ts'

/**
 * A new owner may go on a little before where the former one was seen to be, by what that had shown and not yet written down. From
 * further back a match begins anew.
 */
const setBackMsMax = 1_000

export type SpectatedEvents<G extends AnyGame> = Pick<
  MatchEvents<G>,
  'event' | 'roster' | 'phase' | 'ended' | 'connection'
>

export interface SpectatedStats extends SpectatorStats {
  received: Traffic
  drops: PacketReader['drops']
  malformedEvents: number
  interruptions: number
}

export interface SpectateMatchOptions<G extends AnyGame> {
  game: G
  token: WatchToken
  transport: Transport
  fetchToken(signal: AbortSignal): Promise<WatchToken>
  /** The match as it stands in the books, which everybody may read once it is over. */
  fetchMatch(): Promise<Match>
}

/** A match that is watched, as late as its game wants it to be. It is drawn as one that is played, and nothing can be done in it. */
export class SpectatedMatch<G extends AnyGame> {
  readonly matchId: string
  readonly game: G
  readonly mode: string
  /** How much later than the players everything is seen. */
  readonly delaySeconds: number
  readonly startedAt: string
  readonly #reveals: WatchToken['reveals']
  readonly #fetchMatch: () => Promise<Match>
  readonly #emitter = new Emitter<SpectatedEvents<G>>()
  readonly #room: WatchRoom
  #client: SpectatorClient<G>
  /** Of a match that begins anew, until there is a picture of it: the old one stays on show meanwhile. */
  #arriving: SpectatorClient<G> | undefined
  #clientEpoch = 0
  #seats: readonly Seat[]
  #phase: Phase = 'waiting'
  #hasEnded = false
  #malformedEvents = 0
  /** Subscribes to an event; returns the function that ends the subscription. */
  readonly on = this.#emitter.on.bind(this.#emitter) as Emitter<SpectatedEvents<G>>['on']

  /** Enters the room. The picture comes later: see `view`. Rejects with JoinError. */
  static async enter<G extends AnyGame>(options: SpectateMatchOptions<G>): Promise<SpectatedMatch<G>> {
    const { game, token } = options
    if (token.schemaHash !== schemaHash(game))
      throw new JoinError(
        'version_mismatch',
        `The match is of ${game.id} ${token.gameVersion}, of another kind`,
      )
    const match = new SpectatedMatch(options)
    try {
      await match.#room.enter(token)
    } catch (cause) {
      await match.close()
      throw new JoinError('room_unreachable', `LiveKit at ${token.url} did not let the spectator in`, {
        cause,
      })
    }
    return match
  }

  private constructor({ game, token, transport, fetchToken, fetchMatch }: SpectateMatchOptions<G>) {
    this.game = game
    this.matchId = token.matchId
    this.mode = token.mode
    this.delaySeconds = token.delaySeconds
    this.startedAt = token.startedAt
    this.#reveals = token.reveals
    this.#fetchMatch = fetchMatch
    this.#seats = token.players.map((player) => ({ ...player, role: undefined, presence: 'connected' }))
    this.#client = this.#newClient()
    this.#room = new WatchRoom({
      transport,
      fetchToken,
      listener: {
        state: (packet) => this.#state(packet),
        event: (event) => this.#event(event),
        connection: (connection) => this.#connectionChanged(connection),
      },
    })
  }

  get roster(): readonly Seat[] {
    return this.#seats
  }

  /** As it is seen: `running` also while the delay has not passed after its end. */
  get phase(): Phase {
    return this.#phase
  }

  get connection(): Connection {
    return this.#room.connection
  }

  get stats(): SpectatedStats {
    const { received, drops, interruptions } = this.#room
    return { ...this.#client.stats, received, drops, interruptions, malformedEvents: this.#malformedEvents }
  }

  /**
   * The world to draw at `nowMs`, a time of performance.now(). Undefined before the first picture, which comes within three
   * seconds; and that much later as the delay is for who comes first.
   */
  view(nowMs: number): MatchView<G> | undefined {
    return this.#client.view(nowMs)
  }

  /** Tick of the newest snapshot; -1 before the first one. */
  get tick(): number {
    return this.#client.latestTick
  }

  /** The world of the newest snapshot; undefined before the first one. Not to be changed. */
  get latest(): WorldOf<G> | undefined {
    return this.#client.latest
  }

  close(): Promise<void> {
    return this.#room.close()
  }

  #newClient(): SpectatorClient<G> {
    return new SpectatorClient({ game: this.game, reveals: this.#reveals })
  }

  #state(packet: StatePacket): void {
    if (packet.epoch !== this.#clientEpoch) this.#takenOver(packet)
    const client = this.#arriving ?? this.#client
    client.receiveSnapshot(snapshotOf(packet), performance.now())
    if (this.#arriving?.latest === undefined) return
    this.#client = this.#arriving
    this.#arriving = undefined
  }

  #takenOver({ epoch, tick }: StatePacket): void {
    this.#clientEpoch = epoch
    const setBackTicks = this.#client.latestTick - tick
    if (setBackTicks * 1_000 > setBackMsMax * this.game.tickRate) this.#arriving = this.#newClient()
    else {
      this.#arriving = undefined
      this.#client.takenOver()
    }
  }

  #event({ tick, body }: AuthorityEvent): void {
    if (body.case === 'gameEvents') this.#gameEvents(tick, body.value)
    else if (body.case === 'roster') this.#rosterChanged(body.value)
    else if (body.case === 'phaseChange') this.#become(phaseOf(body.value.phase))
    else if (body.case === 'matchEnded') this.#matchEnded(body.value)
  }

  #gameEvents(tick: number, { events }: GameEvents): void {
    this.#malformedEvents += this.#client.receiveEvents(tick, events)
    for (const event of this.#client.takeEvents()) this.#emitter.emit('event', event)
  }

  /** It is said again every few seconds, changed or not. */
  #rosterChanged(wire: WireRoster): void {
    const roster = new Roster()
    roster.replace(wire)
    if (JSON.stringify(roster.seats) === JSON.stringify(this.#seats)) return
    this.#seats = roster.seats
    this.#emitter.emit('roster', this.#seats)
  }

  #matchEnded({ scores, reason }: MatchEnded): void {
    const standings = scores.map(({ slot, score, rank }) => {
      const seat = this.#seats.find((one) => one.slot === slot)
      return { slot, score, rank, playerId: seat?.playerId ?? '', name: seat?.name ?? '' }
    })
    this.#ended({ reason, standings })
  }

  #ended({ reason, standings }: SpectatedEvents<G>['ended']): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    this.#become('ended')
    this.#emitter.emit('ended', { reason, standings: [...standings].sort((a, b) => a.rank - b.rank) })
  }

  #connectionChanged(connection: Connection): void {
    this.#emitter.emit('connection', connection)
    if (connection.state === 'closed' && connection.reason === 'ended') void this.#lookUpEnd()
  }

  /** The room is gone, and who was to say how the match ended has not: its process was stopped, say. */
  async #lookUpEnd(): Promise<void> {
    if (this.#hasEnded) return
    const match = await this.#fetchMatch().catch(() => undefined)
    if (match?.endedAt === null || match === undefined) return
    const standings = match.players.flatMap(({ slot, score, rank, playerId, name }) =>
      score === null || rank === null ? [] : [{ slot, score, rank, playerId, name }],
    )
    this.#ended({ reason: match.reason ?? 'finished', standings })
  }

  #become(phase: Phase): void {
    if (phase === this.#phase) return
    this.#phase = phase
    this.#emitter.emit('phase', phase)
  }
}
