import { type VerifiedClaims, verifyAccessToken } from './access-token.ts'

/** Tokens remembered, about 10 MB: those of all who play at a time. Of more, the oldest are verified again. */
const tokensMax = 20_000

/** Access tokens are verified once: with it goes a hop to another thread, which takes longer than to answer a short request. */
export class VerifiedTokens {
  readonly #secret: string
  readonly #claims = new Map<string, VerifiedClaims>()

  constructor(secret: string) {
    this.#secret = secret
  }

  /** Undefined: forged, expired, or no token at all. */
  async verify(token: string): Promise<VerifiedClaims | undefined> {
    const known = this.#claims.get(token)
    if (known !== undefined && Date.now() < known.expiresAtMs) return known
    const claims = await verifyAccessToken(token, this.#secret)
    if (claims === undefined) this.#claims.delete(token)
    else this.#keep(token, claims)
    return claims
  }

  #keep(token: string, claims: VerifiedClaims): void {
    this.#claims.set(token, claims)
    if (this.#claims.size <= tokensMax) return
    const [oldest] = this.#claims.keys()
    this.#claims.delete(oldest as string)
  }
}
