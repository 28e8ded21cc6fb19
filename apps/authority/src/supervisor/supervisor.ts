import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { ConfigError } from '@gameserver/config'
import type { PlacementObituary } from '@gameserver/storage/placement/placement-obituary'
import type { Logger } from 'pino'
import type { AuthorityConfig } from '../config.ts'
import { AuthorityProcess, type Death } from './authority-process.ts'
import { HostBeats } from './host-beats.ts'
import { LeftOutGames } from './left-out-games.ts'
import { Post } from './post.ts'
import type { Cause } from './verdict.ts'
import { lookEveryMs, Watchman } from './watchman.ts'

/** Beyond `drainMs`: what a process needs to let go of its rooms and of the database. */
const leavingMsMax = 5_000

export interface SupervisorOptions {
  config: AuthorityConfig
  /** The program of a process, and what it is called with. */
  file: string
  args: readonly string[]
  /** Is told of deaths, and that they will be. */
  placement: PlacementObituary
  log: Logger
}

/**
 * Keeps so many authority processes running. One that ends or hangs is replaced, and its matches are others' at once; a spare,
 * which is warm, takes its place meanwhile.
 */
export class Supervisor {
  /** By cause, how many processes have ended. */
  readonly ends = new Map<Cause, number>()
  /** Of processes that are no more. */
  endedCpuSeconds = 0
  isStopping = false
  readonly #options: SupervisorOptions
  readonly #host = `${hostname()}/${process.pid}/${randomUUID().slice(0, 8)}`
  readonly #posts: readonly Post[]
  readonly #alive = new Set<AuthorityProcess>()
  readonly #leftOut = new LeftOutGames()
  readonly #watchman = new Watchman(performance.now())
  readonly #mourning = new Set<Promise<void>>()
  readonly #beats: HostBeats
  readonly #first: Promise<readonly string[]>
  #hasStarted = false
  #begun!: (games: readonly string[]) => void
  #failed!: (error: Error) => void
  #looks: NodeJS.Timeout | undefined

  constructor(options: SupervisorOptions) {
    this.#options = options
    const { processes, spares, memoryMaxMb, leaseMs } = options.config
    this.#beats = new HostBeats(options.placement, { host: this.#host, leaseMs })
    this.#first = new Promise((resolve, reject) => {
      this.#begun = resolve
      this.#failed = reject
    })
    this.#posts = Array.from(
      { length: processes + spares },
      (_, index) => new Post({ isSpare: index >= processes, memoryBytesMax: memoryMaxMb * 2 ** 20 }),
    )
  }

  /** Resolves to the games' ids when a process is ready; rejects, with the reason, when the first ones can't start. */
  start(): Promise<readonly string[]> {
    for (const post of this.#posts) this.#fill(post)
    this.#looks = setInterval(() => this.#look(), lookEveryMs)
    this.#beats.start()
    return this.#first
  }

  /** In the order of their numbers. */
  get processes(): readonly AuthorityProcess[] {
    return [...this.#alive].sort((a, b) => a.number - b.number)
  }

  /** Lets all of them hand over what they have, and leave; resolves when none is left. */
  async stop(): Promise<void> {
    this.isStopping = true
    for (const post of this.#posts) post.close()
    const all = this.processes
    for (const one of all) this.#dismiss(one)
    await Promise.all(all.map(({ died }) => died))
    clearInterval(this.#looks)
    this.#beats.stop()
    await Promise.all(this.#mourning)
  }

  /** Without a word. */
  kill(): void {
    this.isStopping = true
    for (const post of this.#posts) post.close()
    for (const one of this.#alive) one.kill()
  }

  #fill(post: Post): void {
    if (this.isStopping) return
    const { file, args, log } = this.#options
    const numbers = new Set(this.processes.map(({ number }) => number))
    let number = 1
    while (numbers.has(number)) number++
    const leftOut = this.#leftOut.now()
    for (const game of leftOut)
      log.error(
        { starting: number, game },
        'game left out: it brought a process down before there was a match of it',
      )
    const one = new AuthorityProcess({
      ...{ file, args, number, leftOut, isSpare: post.isSpare },
      isBesideOthers: this.#posts.some(({ process }) => process?.isReady),
      ...{ host: this.#host, watchman: this.#watchman },
    })
    this.#alive.add(one)
    post.fill(one)
    void one.ready.then(() => this.#ready(post, one))
    void one.died.then((death) => this.#died(post, one, death))
  }

  #ready(post: Post, { games }: AuthorityProcess): void {
    this.#hasStarted = true
    this.#begun(games)
    if (post.outgoing) this.#dismiss(post.outgoing)
    post.outgoing = undefined
  }

  #died(post: Post, one: AuthorityProcess, death: Death): void {
    const { cause, ending, work } = death
    const { number, authorityId, refusal } = one
    this.#alive.delete(one)
    this.ends.set(cause, (this.ends.get(cause) ?? 0) + 1)
    this.endedCpuSeconds += one.cpuSeconds
    const isMissing = post.process === one && !this.isStopping
    if (isMissing) this.#fillIn(post)
    this.#mourn(one, work)
    if (work && work.matchId === undefined) this.#leftOut.add(work.game)
    if (refusal !== undefined && !this.#hasStarted) {
      this.kill()
      this.#failed(new ConfigError(refusal))
      return
    }
    const others = this.#posts.some(({ process }) => process !== one && process?.isReady)
    const pauseMs = isMissing ? post.vacate(() => this.#fill(post), { others }) : undefined
    const { code, signal } = ending
    const told = { ended: number, authorityId, cause, code, signal, ...work, refusal, nextInMs: pauseMs }
    if (cause === 'left') this.#options.log.info(told, 'process has left')
    else this.#options.log.error(told, 'process has ended')
  }

  /** A spare takes the place of one that is missing; the next process there is the spare. */
  #fillIn(post: Post): boolean {
    if (post.isSpare) return false
    const spares = this.#posts.filter(({ isSpare, process }) => isSpare && process !== undefined)
    const spare = spares.find(({ process }) => process?.isReady) ?? spares[0]
    if (!spare) return false
    spare.isSpare = false
    spare.process?.promote()
    post.isSpare = true
    return true
  }

  #mourn({ authorityId }: AuthorityProcess, work: Death['work']): void {
    const { log } = this.#options
    const telling = this.#tellPlacement(authorityId, work).catch((error) => {
      // Its lease runs out by itself.
      log.warn({ err: error, authorityId }, 'placement not told of a death')
    })
    this.#mourning.add(telling)
    void telling.then(() => this.#mourning.delete(telling))
  }

  async #tellPlacement(authorityId: string, work: Death['work']): Promise<void> {
    const { placement, log } = this.#options
    if (work?.matchId !== undefined) {
      const { strikes, isQuarantined } = await placement.strike(work.matchId, work.game)
      log.error({ ...work, strikes, isQuarantined }, 'a match was being played as its process ended')
    }
    const matches = await placement.died(authorityId)
    if (matches > 0) log.warn({ authorityId, matches }, 'matches left to others')
  }

  #look(): void {
    const { config, log } = this.#options
    this.#watchman.look(performance.now())
    for (const one of this.#alive) {
      const silentMs = one.killIfHung(config)
      if (silentMs !== undefined) log.error({ hangs: one.number, silentMs }, 'process hangs: killed')
    }
    if (this.isStopping) return
    for (const post of this.#posts) if (post.hasTooMuchMemory) this.#relieve(post)
  }

  #relieve(post: Post): void {
    const { process: one } = post
    if (!one) return
    const { number, rssBytes } = one
    this.#options.log.error({ replaced: number, rssBytes }, 'process has too much memory: replaced')
    const wasTakenOver = this.#fillIn(post)
    post.relieve(() => this.#fill(post))
    if (!wasTakenOver) return
    post.outgoing = undefined
    this.#dismiss(one)
  }

  #dismiss(one: AuthorityProcess): void {
    if (one.isLeaving) return
    one.drain()
    const killing = setTimeout(() => {
      this.#options.log.warn({ leaving: one.number }, 'process takes too long to leave: killed')
      one.kill()
    }, this.#options.config.drainMs + leavingMsMax)
    void one.died.then(() => clearTimeout(killing))
  }
}
