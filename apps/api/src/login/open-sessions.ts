import type { Player } from '@gameserver/protocol/http'
import type { PlayerChanges } from '@gameserver/storage/player-changes'
import type { Sql } from '@gameserver/storage/postgres'
import { type FoundSession, findSessions } from '@gameserver/storage/sessions'
import { Gatherer } from '../loop/gatherer.ts'
import type { AccessClaims } from './access-token.ts'

/** What was changed without telling, by an operator in the database, shows after this. */
const keptMs = 10_000

/** Players kept, with their sessions: about 10 MB. Of more, the oldest are asked for again. */
const playersMax = 20_000

interface KnownPlayer {
  player: Player
  /** When each ends, in milliseconds since 1970. */
  sessions: Map<string, number>
  untilMs: number
}

/** Who has which open session. Asked with every request, so that most answers come from here and not from Postgres. */
export class OpenSessions {
  /** When many come back at once, as after a restart, they are not asked for one by one. */
  readonly #lookups: Gatherer<string, FoundSession | undefined>
  readonly #changes: PlayerChanges
  readonly #players = new Map<string, KnownPlayer>()

  constructor(sql: Sql, changes: PlayerChanges) {
    this.#lookups = new Gatherer({
      ...{ perBatchMax: 500, waitingMax: 20_000 },
      answerAll: (sessionIds) => findSessions(sql, sessionIds),
    })
    this.#changes = changes
    changes.follow({
      changed: (playerId) => this.#players.delete(playerId),
      interrupted: () => this.#players.clear(),
    })
  }

  /** The player, unless the session is not his, or has ended. */
  async find({ playerId, sessionId }: AccessClaims): Promise<Player | undefined> {
    const known = this.#changes.isUpToDate() ? this.#knownOf(playerId) : undefined
    if ((known?.sessions.get(sessionId) ?? 0) > Date.now()) return known?.player
    const found = await this.#changes.read(
      () => this.#lookups.ask(sessionId),
      (session) => session && this.#keep(sessionId, session),
    )
    return found?.player.id === playerId ? found.player : undefined
  }

  #knownOf(playerId: string): KnownPlayer | undefined {
    const known = this.#players.get(playerId)
    return known !== undefined && performance.now() < known.untilMs ? known : undefined
  }

  #keep(sessionId: string, { player, expiresAtMs }: FoundSession): void {
    const known = this.#knownOf(player.id)
    if (known !== undefined) {
      known.sessions.set(sessionId, expiresAtMs)
      return
    }
    // Anew, so that the map's order is that of age.
    this.#players.delete(player.id)
    this.#players.set(player.id, {
      player,
      sessions: new Map([[sessionId, expiresAtMs]]),
      untilMs: performance.now() + keptMs,
    })
    if (this.#players.size <= playersMax) return
    const [oldest] = this.#players.keys()
    this.#players.delete(oldest as string)
  }
}
