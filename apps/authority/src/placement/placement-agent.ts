import type {
  AuthorityPlacement,
  BeatAnswer,
  Readiness,
} from '@gameserver/storage/placement/authority-placement'
import type { HeldMatch, RegisteredAuthority, TakenMatch } from '@gameserver/storage/placement/placed-match'
import type { Logger } from 'pino'
import type { LoadMeter } from './load-meter.ts'
import type { Ownership } from './ownership.ts'

/** So often at least, whatever happens: four times a lease, so that a beat or two may get lost. */
const beatsPerLease = 4
const beatMsMax = 200

/** Between two beats of who has a lease for so long. */
export function beatMsOf(leaseMs: number): number {
  return Math.min(beatMsMax, leaseMs / beatsPerLease)
}

/** Of a hosted match: it is over for everybody, or may go on elsewhere. */
export type HostOutcome = 'over' | 'released'

export type GainedMatch = BeatAnswer['gained'][number]

/** Who plays the matches that are taken. */
export interface MatchHost {
  /** Settles when there is nothing left to do here. Rejects when it can't be played here: it is released then. */
  host(taken: TakenMatch): Promise<HostOutcome>
  /** It is another's: to be stopped without a word. */
  lost(matchId: string): void
  /** It was prepared, and is ours now: its owner has yielded, or is dead. */
  gained(match: GainedMatch): void
  /** We stand by for it, and its owner wants to hand it over. Told again until we are ready for that. */
  wanted(matchId: string): void
  /** The successor of one that we have offered waits for us to yield. */
  successorReady(matchId: string): void
  /** All that are claimed here, for a Redis that has forgotten them. */
  held(): Pick<HeldMatch, 'matchId' | 'epoch'>[]
}

/** A match that we have, or prepare. */
interface Entry {
  isOwned: boolean
  readonly game: string
  readonly region: string | null
}

interface Agency {
  authority: RegisteredAuthority
  placement: AuthorityPlacement
  host: MatchHost
  ownership: Ownership
  load: LoadMeter
  log: Logger
  isSpare: boolean
}

/**
 * Keeps up this process' lease, takes matches by its load, and tells the host what is its own. One beat at a time: each tells all
 * that we know, and its answer all that is otherwise, so that answers may get lost.
 */
export class PlacementAgent {
  readonly #agency: Agency
  readonly #taken = new Map<string, Entry>()
  /** Ended here, and not confirmed yet. */
  readonly #over = new Set<string>()
  readonly #beatMs: number
  #games: Readonly<Record<string, string>>
  #isUnregistered = false
  #isSpare: boolean
  #isTaking = false
  #isDraining = false
  #isClosed = false
  #isAway = false
  #beating: Promise<void> | undefined
  #isWoken = false
  #timer: NodeJS.Timeout | undefined

  constructor(agency: Agency) {
    this.#agency = agency
    this.#games = agency.authority.games
    this.#isSpare = agency.isSpare
    this.#beatMs = beatMsOf(agency.authority.leaseMs)
  }

  start(): void {
    this.#isTaking = true
    this.wake()
  }

  /** Takes no more matches; those that it has go on. */
  drain(): void {
    this.#isDraining = true
    this.wake()
  }

  /** A spare becomes one like the others. */
  promote(): void {
    this.#isSpare = false
    this.wake()
  }

  /** There is another game from now on, or one that writes its matches down by other schemas. */
  addGame(id: string, schemas: string): void {
    this.#games = { ...this.#games, [id]: schemas }
    this.#isUnregistered = true
    this.wake()
  }

  /** Stops. What it has is others' at once. */
  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#timer)
    await this.#beating
    const { placement, log } = this.#agency
    await placement
      .leave()
      .catch((error: Error) => log.warn({ err: error }, 'matches not left to others yet'))
    placement.close()
  }

  /** Beats as soon as it can. */
  wake(): void {
    if (this.#isClosed) return
    this.#isWoken = true
    if (this.#beating) return
    this.#isWoken = false
    clearTimeout(this.#timer)
    this.#beating = this.#beat().then((inMs) => {
      this.#beating = undefined
      if (this.#isWoken) this.wake()
      else if (!this.#isClosed) this.#timer = setTimeout(() => this.wake(), inMs)
    })
  }

  /** Offers a match of ours to successors: `successorReady` of the host follows. False: it is not ours. */
  offer(matchId: string): Promise<boolean> {
    return this.#agency.placement.offer(matchId)
  }

  /** Whether it may be yielded now: else its successor's host is busy with another that it has just been given. */
  turn(matchId: string): Promise<boolean> {
    return this.#agency.placement.turn(matchId)
  }

  /** To its successor, who is ready. False: nobody is (any more), or it is not ours; else it is not ours from now on. */
  async yield(matchId: string): Promise<boolean> {
    const successor = await this.#agency.placement.yield(matchId)
    if (successor === undefined) return false
    this.#taken.delete(matchId)
    return true
  }

  /** Whether another process of our host is about to hand matches over. */
  hostYields(): Promise<boolean> {
    return this.#agency.placement.hostYields()
  }

  /** We are prepared for a match that we have been given by handover. If it has to wait, `gained` or `lost` of the host follows. */
  async ready(matchId: string): Promise<Readiness> {
    const standing = await this.#agency.placement.ready(matchId)
    if (standing === 'gained' || standing === 'lost') this.wake()
    return standing
  }

  /** Settles with the time until the next. */
  async #beat(): Promise<number> {
    const { placement, ownership, load, log } = this.#agency
    const over = [...this.#over]
    const sentMs = performance.now()
    try {
      if (this.#isUnregistered) await this.#register()
      const answer = await placement.beat({
        ...load.measure(),
        owned: this.#idsOf(true),
        prepared: this.#idsOf(false),
        over,
        isTaking: this.#isTaking,
        isDraining: this.#isDraining,
        isSpare: this.#isSpare,
      })
      if (answer === 'unknown') {
        this.#isUnregistered = true
        return 0
      }
      for (const matchId of over) this.#over.delete(matchId)
      this.#apply(answer)
      ownership.confirmed(sentMs)
      if (this.#isAway) log.info('placement goes on: Redis is back')
      this.#isAway = false
      return Math.min(this.#beatMs, answer.retryInMs ?? this.#beatMs)
    } catch (error) {
      ownership.unanswered()
      if (!this.#isAway) log.warn({ err: error }, 'no placement: Redis does not answer')
      this.#isAway = true
      return this.#beatMs
    }
  }

  /** Only the next beat tells what is ours. */
  async #register(): Promise<void> {
    const { placement, authority, host } = this.#agency
    const epochs = new Map(host.held().map(({ matchId, epoch }) => [matchId, epoch]))
    const held = [...this.#taken].flatMap(([matchId, { isOwned, game, region }]) =>
      isOwned ? [{ matchId, game, region, epoch: epochs.get(matchId) ?? 0 }] : [],
    )
    await placement.register({ ...authority, games: this.#games }, held)
    this.#isUnregistered = false
  }

  #apply({ lost, gained, taken, ready, wanted }: BeatAnswer): void {
    const { host, log } = this.#agency
    for (const matchId of lost) {
      if (!this.#taken.delete(matchId)) continue
      log.warn({ matchId }, 'a match has another owner')
      host.lost(matchId)
    }
    for (const match of gained) {
      const known = this.#taken.get(match.matchId)
      if (!known || known.isOwned) continue
      known.isOwned = true
      host.gained(match)
    }
    for (const match of taken) if (!this.#isClosed) void this.#host(match)
    for (const matchId of ready) host.successorReady(matchId)
    for (const matchId of wanted) host.wanted(matchId)
  }

  async #host(match: TakenMatch): Promise<void> {
    const { host, placement, log } = this.#agency
    const { matchId, game, region, how, from, deaths } = match
    const entry: Entry = { isOwned: how === 'new' || how === 'takeover', game, region }
    this.#taken.set(matchId, entry)
    log.info({ matchId, how, from, deaths }, 'match taken')
    const outcome = await host.host(match).catch((error: Error) => {
      log.error({ err: error, matchId }, 'match not played here')
      return 'unopened' as const
    })
    // Lost meanwhile, or even lost and taken again.
    if (this.#taken.get(matchId) !== entry) return
    this.#taken.delete(matchId)
    if (outcome === 'over') this.#over.add(matchId)
    // If it fails the match is ours still, and the next beat says so.
    else if (!this.#isClosed) await placement.release(matchId, outcome === 'released').catch(() => {})
    this.wake()
  }

  #idsOf(isOwned: boolean): string[] {
    return [...this.#taken].filter(([, entry]) => entry.isOwned === isOwned).map(([matchId]) => matchId)
  }
}
