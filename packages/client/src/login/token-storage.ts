import type { Player } from '@gameserver/protocol/http'

/** What a login leaves behind. */
export interface StoredSession {
  player: Player
  accessToken: string
  /** By the clock of this machine. */
  accessTokenExpiresAtMs: number
  refreshToken: string
}

/** Where tokens are kept between page loads or runs. Implement it to keep them in a keychain, a file, a cookie. */
export interface TokenStorage {
  read(): StoredSession | undefined | Promise<StoredSession | undefined>
  write(session: StoredSession | undefined): void | Promise<void>
  /**
   * Runs `work` while nobody else who shares this storage does. A refresh token may be used once, so two tabs that
   * refreshed at the same time would look like theft to the server and both be logged out.
   */
  exclusively<Result>(work: () => Promise<Result>): Promise<Result>
}

/** Tokens that live as long as the process. */
export function memoryTokenStorage(): TokenStorage {
  let stored: StoredSession | undefined
  return {
    read: () => stored,
    write: (session) => {
      stored = session
    },
    exclusively: (work) => work(),
  }
}
