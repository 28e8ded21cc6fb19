import type { Player } from '@gameserver/protocol/http'
import { PlayerChanges } from '@gameserver/storage/player-changes'
import type { Sql } from '@gameserver/storage/postgres'
import { type FoundSession, findSession } from '@gameserver/storage/sessions'
import type { AccessClaims } from './access-token.ts'

/**
 * Until when a session that was revoked by one process may be open to another: the others usually hear of it within milliseconds,
 * and ask Postgres again once they can't be sure for this long to have heard of everything.
 */
const unheardMsMax = 1_000

/** Two may be lost before sessions are asked for again. */
export const beatIntervalMs = 300

/** Without requests for this long, nobody needs to be sure. */
const idleMs = 5_000

/** What was changed without telling, by an operator in the database, shows after this. */
const keptMs = 10_000

/** Players kept, with their sessions: about 10 MB. */
const playersMax = 20_000

interface KnownPlayer {
  player: Player
  /** When each ends, in milliseconds since 1970. */
  sessions: Map<string, number>
  untilMs: number
}

/** Who has which open session. Asked with every request, so that most answers come from here and not from Postgres. */
export class OpenSessions {
  readonly #sql: Sql
  readonly #changes: PlayerChanges
  readonly #players = new Map<string, KnownPlayer>()
  /** Changes heard of: what was read while one came in may be older than it. */
  #heard = 0
  #usedAtMs = Number.NEGATIVE_INFINITY

  constructor(sql: Sql, databaseUrl: string) {
    this.#sql = sql
    this.#changes = new PlayerChanges(sql, databaseUrl, {
      changed: (playerId) => this.forget(playerId),
      interrupted: () => this.#forgetAll(),
    })
  }

  /** The player, unless the session is not his, or has ended. */
  async find({ playerId, sessionId }: AccessClaims): Promise<Player | undefined> {
    this.#usedAtMs = performance.now()
    const isUpToDate = this.#isUpToDate()
    const known = isUpToDate ? this.#players.get(playerId) : undefined
    if (known !== undefined && performance.now() < known.untilMs) {
      if ((known.sessions.get(sessionId) ?? 0) > Date.now()) return known.player
    }
    const heard = this.#heard
    const found = await findSession(this.#sql, sessionId)
    if (found?.player.id !== playerId) return undefined
    if (isUpToDate && heard === this.#heard) this.#keep(sessionId, found)
    return found.player
  }

  /** What is known of the player is old: for the process that made it so, which need not wait until it hears of it. */
  forget(playerId: string): void {
    this.#heard++
    this.#players.delete(playerId)
  }

  /** Makes sure to have heard of everything, so that sessions need not be asked for. */
  async beat(): Promise<void> {
    if (performance.now() - this.#usedAtMs < idleMs) await this.#changes.beat()
  }

  close(): Promise<void> {
    return this.#changes.close()
  }

  #isUpToDate(): boolean {
    return performance.now() - this.#changes.heardUpToMs < unheardMsMax
  }

  #keep(sessionId: string, { player, expiresAtMs }: FoundSession): void {
    const nowMs = performance.now()
    const known = this.#players.get(player.id)
    if (known !== undefined && nowMs < known.untilMs) {
      known.sessions.set(sessionId, expiresAtMs)
      return
    }
    // Anew, so that the map's order is that of age.
    this.#players.delete(player.id)
    this.#players.set(player.id, {
      player,
      sessions: new Map([[sessionId, expiresAtMs]]),
      untilMs: nowMs + keptMs,
    })
    if (this.#players.size <= playersMax) return
    const [oldest] = this.#players.keys()
    this.#players.delete(oldest as string)
  }

  #forgetAll(): void {
    this.#heard++
    this.#players.clear()
  }
}
