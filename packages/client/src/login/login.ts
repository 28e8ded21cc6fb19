import type { Player, Session } from '@gameserver/protocol/http'
import { Emitter } from '../emitter.ts'
import { ApiError } from '../http/api-error.ts'
import type { ApiRequest, HttpClient, StreamRequest } from '../http/http-client.ts'
import type { StoredSession, TokenStorage } from './token-storage.ts'

/** An access token is renewed this long before it runs out, so that none expires on its way. */
const renewBeforeMs = 15_000

/** Keeps the player logged in: holds the tokens, renews them, and signs requests with them. */
export class Login {
  readonly #http: HttpClient
  readonly #storage: TokenStorage
  readonly #changes = new Emitter<{ player: Player | undefined }>()
  #session: StoredSession | undefined
  #renewal: Promise<StoredSession> | undefined

  constructor(http: HttpClient, storage: TokenStorage) {
    this.#http = http
    this.#storage = storage
  }

  get player(): Player | undefined {
    return this.#session?.player
  }

  /** Takes up the session that the storage holds, if there is one. */
  async restore(): Promise<Player | undefined> {
    this.#hold(await this.#storage.read())
    return this.player
  }

  /** Called when somebody else is logged in, or nobody any more. */
  onPlayer(listener: (player: Player | undefined) => void): () => void {
    return this.#changes.on('player', listener)
  }

  async open(path: string, body: unknown): Promise<Player> {
    const session = await this.#http.send<Session>({ method: 'POST', path, body })
    return (await this.#keep(session)).player
  }

  /** Ends the session. The tokens are forgotten here even when the API can't be told, which then rejects. */
  async close(): Promise<void> {
    if (!this.#session) return
    try {
      await this.send({ method: 'POST', path: '/v1/auth/logout' })
    } catch (error) {
      const hasEndedBefore = error instanceof ApiError && error.status === 401
      if (!hasEndedBefore) throw error
    } finally {
      await this.#forget()
    }
  }

  async rename(player: Player): Promise<void> {
    if (!this.#session) return
    this.#session = { ...this.#session, player }
    await this.#storage.write(this.#session)
  }

  /** Sends a request as the player. */
  send<Body>(request: Omit<ApiRequest, 'accessToken'>): Promise<Body> {
    return this.#asPlayer((accessToken) => this.#http.send<Body>({ ...request, accessToken }))
  }

  /** Asks as the player for an answer that goes on. */
  stream(request: Omit<StreamRequest, 'accessToken'>): Promise<Response> {
    return this.#asPlayer((accessToken) => this.#http.stream({ ...request, accessToken }))
  }

  /** A token that turns out to be expired or revoked is renewed once. */
  async #asPlayer<Answer>(ask: (accessToken: string) => Promise<Answer>): Promise<Answer> {
    const session = await this.#validSession()
    try {
      return await ask(session.accessToken)
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error
      const { accessToken } = await this.#renew(session)
      return ask(accessToken)
    }
  }

  async #validSession(): Promise<StoredSession> {
    const session = this.#session
    if (!session) throw new ApiError(401, 'not_logged_in', 'Log in first')
    const isFresh = session.accessTokenExpiresAtMs - Date.now() > renewBeforeMs
    return isFresh ? session : this.#renew(session)
  }

  /** One renewal at a time: requests that find the token expired together wait for the same one. */
  #renew(stale: StoredSession): Promise<StoredSession> {
    if (this.#session && this.#session.accessToken !== stale.accessToken)
      return Promise.resolve(this.#session)
    this.#renewal ??= this.#storage
      .exclusively(() => this.#renewWith(stale))
      .finally(() => {
        this.#renewal = undefined
      })
    return this.#renewal
  }

  async #renewWith(stale: StoredSession): Promise<StoredSession> {
    const stored = await this.#storage.read()
    if (stored && wasRenewedElsewhere(stored, stale)) {
      this.#hold(stored)
      return stored
    }
    try {
      const body = { refreshToken: stale.refreshToken }
      return await this.#keep(
        await this.#http.send<Session>({ method: 'POST', path: '/v1/auth/refresh', body }),
      )
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) await this.#forget()
      throw error
    }
  }

  async #keep(session: Session): Promise<StoredSession> {
    const stored: StoredSession = {
      player: session.player,
      accessToken: session.accessToken,
      accessTokenExpiresAtMs: Date.now() + session.accessTokenExpiresIn * 1000,
      refreshToken: session.refreshToken,
    }
    this.#hold(stored)
    await this.#storage.write(stored)
    return stored
  }

  async #forget(): Promise<void> {
    this.#hold(undefined)
    await this.#storage.write(undefined)
  }

  #hold(session: StoredSession | undefined): void {
    const before = this.#session?.player.id
    this.#session = session
    if (session?.player.id !== before) this.#changes.emit('player', session?.player)
  }
}

function wasRenewedElsewhere(stored: StoredSession, stale: StoredSession): boolean {
  return stored.player.id === stale.player.id && stored.refreshToken !== stale.refreshToken
}
