import { type ChildProcess, fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { authorityIdOf, type Charge, environmentOf } from './charge.ts'
import { type Answers, beatEveryMs, type FromProcess, type Subject, type ToProcess } from './messages.ts'
import { lowerPriority, restorePriority } from './priority.ts'
import { isStopped } from './process-state.ts'
import { type Cause, causeOf, type Ending, isOwnFault } from './verdict.ts'
import type { Watchman } from './watchman.ts'
import type { Work } from './work.ts'
import { WorkFile } from './work-file.ts'

/** Its first word: until its modules are loaded it can't say any, and on a machine that is busy that may take many seconds. */
const firstWordMsMax = 60_000
/** While it starts, modules are loaded and games played without a pause: it may be silent for so many times as long as later. */
const bootPatience = 10
/** From its start until it is ready, services that are slow to come included. */
const bootMsMax = 150_000
const answerMsMax = 900
/**
 * For so long at most others come first: matches have long been given others by then, and on a machine that is always busy it would not come
 * up at all.
 */
const gentleMsMax = 10_000

export interface StartedProcess {
  file: string
  args: readonly string[]
  number: number
  host: string
  isSpare: boolean
  isBesideOthers: boolean
  leftOut: readonly string[]
  watchman: Watchman
}

export interface Death {
  cause: Cause
  ending: Ending
  /** What killed it, as far as can be told. */
  work: Work | undefined
}

/** One authority process, as its supervisor sees it. */
export class AuthorityProcess {
  readonly number: number
  readonly pid: number
  readonly authorityId: string
  readonly startedMs = performance.now()
  /** Settles when it has begun to work; never when it ends before. */
  readonly ready: Promise<void>
  readonly died: Promise<Death>
  isSpare: boolean
  /** It has ended, or can't be talked to any more. */
  isGone = false
  isLeaving = false
  rssBytes = 0
  cpuSeconds = 0
  games: readonly string[] = []
  refusal: string | undefined
  readonly #child: ChildProcess
  readonly #watchman: Watchman
  readonly #workFile = new WorkFile()
  readonly #questions = new Map<number, (answer: never) => void>()
  #asked = 0
  #heardMs = this.startedMs
  #isHeard = false
  /** Until it is ready others come first: those that play have just been given the matches of the one that it replaces. */
  readonly #isGentle: boolean
  #gentleness: NodeJS.Timeout | undefined
  #readyMs: number | undefined
  #isHung = false
  #isStopped = false
  #becomeReady!: () => void

  constructor({ file, args, watchman, ...rest }: StartedProcess) {
    const { number, isSpare, isBesideOthers } = rest
    const charge: Charge = { ...rest, mark: randomUUID().slice(0, 8) }
    this.number = number
    this.isSpare = isSpare
    this.#watchman = watchman
    this.ready = new Promise((resolve) => {
      this.#becomeReady = resolve
    })
    this.#child = fork(file, args, {
      // Of a metric that is no number JSON would make null.
      serialization: 'advanced',
      env: { ...process.env, ...environmentOf(charge) },
      // The last has the number that charge.ts calls noteDescriptor.
      stdio: ['ignore', 'inherit', 'inherit', 'ipc', this.#workFile.descriptor],
      // A session of its own: see lowerPriority. What a terminal sends to all reaches the supervisor alone, who stops it.
      detached: process.platform === 'linux',
    })
    // Where no process could be made there is none to tell of; it ends at once.
    this.pid = this.#child.pid ?? 0
    this.#isGentle = isBesideOthers
    if (this.#isGentle) {
      lowerPriority(this.pid)
      this.#gentleness = setTimeout(() => this.#claimCpu(), gentleMsMax)
    }
    this.authorityId = authorityIdOf(charge, this.pid)
    this.#child.on('message', (message: FromProcess) => this.#hear(message))
    this.died = new Promise((resolve) => {
      const end = (code: number | null, signal: NodeJS.Signals | null) => resolve(this.#end(code, signal))
      this.#child.once('exit', end)
      this.#child.once('error', () => this.pid === 0 && end(null, null))
    })
  }

  get isReady(): boolean {
    return this.#readyMs !== undefined && !this.isGone
  }

  /** For how long it has been ready. */
  get workedMs(): number {
    return this.#readyMs === undefined ? 0 : performance.now() - this.#readyMs
  }

  promote(): void {
    this.isSpare = false
    this.#send({ type: 'promote' })
  }

  drain(): void {
    this.isLeaving = true
    this.#send({ type: 'drain' })
  }

  kill(): void {
    if (!this.isGone) this.#child.kill('SIGKILL')
  }

  /** Undefined: it does not answer in time, or not any more. */
  ask<S extends Subject>(subject: S): Promise<Answers[S] | undefined> {
    if (!this.isReady) return Promise.resolve(undefined)
    const question = ++this.#asked
    return new Promise((resolve) => {
      const settle = (answer: Answers[S] | undefined) => {
        clearTimeout(timer)
        this.#questions.delete(question)
        resolve(answer)
      }
      const timer = setTimeout(settle, answerMsMax, undefined)
      this.#questions.set(question, settle)
      this.#send({ type: 'ask', question, subject })
    })
  }

  /** Kills it when it has been silent for longer than it may. Returns for how long then. */
  killIfHung({
    heartbeatTimeoutMs,
    warmUpMs,
  }: {
    heartbeatTimeoutMs: number
    warmUpMs: number
  }): number | undefined {
    if (this.isGone || this.#isHung) return undefined
    const silentMs = this.#watchman.silentMs(this.#heardMs)
    if (silentMs > 2 * beatEveryMs) this.#isStopped = isStopped(this.pid)
    if (silentMs <= this.#silenceMsMax(heartbeatTimeoutMs, warmUpMs) && !this.#bootsForEver) return undefined
    this.#isHung = true
    this.kill()
    return silentMs
  }

  #silenceMsMax(heartbeatTimeoutMs: number, warmUpMs: number): number {
    if (!this.#isHeard) return firstWordMsMax
    if (!this.isReady)
      return warmUpMs + bootPatience * heartbeatTimeoutMs + (this.#isGentle ? gentleMsMax : 0)
    return heartbeatTimeoutMs
  }

  get #bootsForEver(): boolean {
    return !this.isReady && performance.now() - this.startedMs > bootMsMax
  }

  /** Others no longer come first. */
  #claimCpu(): void {
    if (this.#gentleness === undefined) return
    clearTimeout(this.#gentleness)
    this.#gentleness = undefined
    restorePriority(this.pid)
  }

  #hear(message: FromProcess): void {
    this.#heardMs = performance.now()
    this.#isHeard = true
    this.#isStopped = false
    if (message.type === 'beat') {
      this.rssBytes = message.rssBytes
      this.cpuSeconds = message.cpuSeconds
    } else if (message.type === 'ready') {
      this.#claimCpu()
      this.games = message.games
      this.#readyMs = performance.now()
      this.#becomeReady()
    } else if (message.type === 'refusal') this.refusal = message.message
    else this.#questions.get(message.question)?.(message.answer as never)
  }

  #send(message: ToProcess): void {
    // One that is about to end takes no message, and tells of its end by itself.
    if (this.#child.connected) this.#child.send(message, () => {})
  }

  #end(code: number | null, signal: NodeJS.Signals | null): Death {
    this.isGone = true
    clearTimeout(this.#gentleness)
    for (const settle of this.#questions.values()) settle(undefined as never)
    const ending: Ending = {
      code,
      signal,
      isLeaving: this.isLeaving,
      hasRefused: this.refusal !== undefined,
      isHung: this.#isHung,
      wasStopped: this.#isStopped,
      silentMs: this.#watchman.silentMs(this.#heardMs),
    }
    const work = isOwnFault(ending) ? this.#workFile.read() : undefined
    this.#workFile.close()
    return { cause: causeOf(ending), ending, work }
  }
}
