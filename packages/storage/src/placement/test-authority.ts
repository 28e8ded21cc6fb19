import { randomUUID } from 'node:crypto'
import { type AuthorityPlacement, type BeatAnswer, openAuthorityPlacement } from './authority-placement.ts'
import type { AuthorityLoad, HeldMatch, RegisteredAuthority, TakenMatch } from './placed-match.ts'

/** An authority that plays nothing, but remembers what it has. It beats when told. */
export class TestAuthority {
  readonly id: string
  readonly placement: AuthorityPlacement
  readonly owned = new Set<string>()
  readonly prepared = new Set<string>()
  readonly over = new Set<string>()
  load: AuthorityLoad = { cpuShare: 0, tickLagMs: 0, isDraining: false, isSpare: false }
  woken = 0
  readonly #terms: RegisteredAuthority

  private constructor(redisUrl: string, terms: Partial<RegisteredAuthority>) {
    this.id = terms.id ?? randomUUID().slice(0, 8)
    this.#terms = {
      ...{
        host: 'host',
        region: null,
        games: { arena: '1.0.0' },
        capacity: 8,
        standbysMax: 0,
        leaseMs: 2_000,
        ...terms,
      },
      id: this.id,
    }
    this.placement = openAuthorityPlacement(redisUrl, this.id, () => {
      this.woken++
    })
  }

  /** Takes at once what waits. */
  static async register(
    redisUrl: string,
    terms: Partial<RegisteredAuthority & AuthorityLoad> = {},
  ): Promise<TestAuthority> {
    const { cpuShare = 0, tickLagMs = 0, isDraining = false, isSpare = false, ...registered } = terms
    const authority = new TestAuthority(redisUrl, registered)
    authority.load = { cpuShare, tickLagMs, isDraining, isSpare }
    await authority.register()
    await authority.beat()
    return authority
  }

  /** Tells the same epoch of all. */
  async register(epoch = 1): Promise<void> {
    const held = [...this.owned].map(
      (matchId): HeldMatch => ({ matchId, game: 'arena', region: null, epoch }),
    )
    await this.placement.register(this.#terms, held)
  }

  /** What it answers is believed, unless `isHeard` is false: then the answer is lost. */
  async beat({ isHeard = true } = {}): Promise<BeatAnswer | 'unknown'> {
    const over = [...this.over]
    const answer = await this.placement.beat({
      ...this.load,
      owned: [...this.owned],
      prepared: [...this.prepared],
      over,
      isTaking: true,
    })
    if (isHeard && answer !== 'unknown') {
      for (const matchId of over) this.over.delete(matchId)
      this.#believe(answer)
    }
    return answer
  }

  /** Beats, and returns what it has taken by that. */
  async take(): Promise<TakenMatch[]> {
    const answer = await this.beat()
    return answer === 'unknown' ? [] : answer.taken
  }

  end(matchId: string): void {
    this.owned.delete(matchId)
    this.over.add(matchId)
  }

  close(): void {
    this.placement.close()
  }

  #believe({ taken, lost, gained }: BeatAnswer): void {
    for (const matchId of lost) {
      this.owned.delete(matchId)
      this.prepared.delete(matchId)
    }
    for (const { matchId } of gained) {
      this.prepared.delete(matchId)
      this.owned.add(matchId)
    }
    for (const { matchId, how } of taken)
      (how === 'handover' || how === 'standby' ? this.prepared : this.owned).add(matchId)
  }
}
