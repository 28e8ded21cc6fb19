import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeEnding, unheardLines } from './ending.ts'
import type { Experiment, RunOptions } from './experiment.ts'
import type { Fault, Injection, Scene } from './fault.ts'
import { outcomeOf } from './fault-outcome.ts'
import { tallyGame } from './games/tally/tally.ts'
import { loopMs } from './machine-speed.ts'
import { Crew } from './players/crew.ts'
import { sharedClockMs } from './players/shared-clock.ts'
import { makeRepetition } from './repetition.ts'
import { type Ending, makeReport, type Repetition, type Report } from './report.ts'
import { ChaosStack } from './stack/chaos-stack.ts'

/** What comes just before a fault and after it is compared: as long as the quickest of many snapshots is quick. */
const comparedMs = 1_500
/** A line said now is on its way when the fault comes. */
const speakAheadMs = 15
/** No fault takes longer to happen, or is called off. */
const injectMsMax = 120_000

/** How often, to what, and where it is told: all but how long. */
type FaultOptions = Omit<RunOptions, 'minutes'>

export function experimentOf(fault: Fault): Experiment {
  const { name, summary } = fault
  return {
    name,
    summary,
    run: async (options) => outcomeOf(await runFault(fault, options), options.times),
  }
}

/** Lets matches run and the fault happen to them, again and again. */
export function runFault(fault: Fault, options: FaultOptions): Promise<Report> {
  return new FaultRun(fault, options).run()
}

class FaultRun {
  readonly #fault: Fault
  readonly #options: FaultOptions
  readonly #folder: string
  readonly #repetitions: Repetition[] = []
  readonly #endings: Ending[] = []
  readonly #lost = new Set<string>()

  constructor(fault: Fault, options: FaultOptions) {
    this.#fault = fault
    this.#options = options
    this.#folder = join(options.folder, fault.name)
    mkdirSync(this.#folder, { recursive: true })
  }

  async run(): Promise<Report> {
    const { progress, times, signal } = this.#options
    const stack = await ChaosStack.start({ games: [tallyGame.id], env: this.#fault.env ?? {}, progress })
    try {
      // Matches that are lost can't be struck again: others take their place.
      while (this.#repetitions.length < times && !signal.aborted) await this.#playMatches(stack)
    } catch (error) {
      // What was seen until then is told nevertheless.
      this.#note(`broken off: ${(error as Error).stack}`)
      progress.line(`${this.#fault.name}: ${(error as Error).message}`)
    } finally {
      stack.keepLogs(this.#folder)
      await stack.stop()
    }
    return makeReport(this.#fault.name, this.#repetitions, this.#endings)
  }

  /** From their beginning to their end, or until one of them is lost. */
  async #playMatches(stack: ChaosStack): Promise<void> {
    const { matches, players, times, progress, signal } = this.#options
    const crew = new Crew(matches * players, this.#folder)
    try {
      await progress.during(`${this.#fault.name}: ${matches} matches begin`, () =>
        crew.enter(stack.addresses.apiUrl, players),
      )
      const scene: Scene = { stack, matchIds: crew.matchIds, note: (text) => this.#note(text) }
      try {
        let lost = 0
        while (this.#repetitions.length < times && lost === 0 && !signal.aborted)
          lost = await this.#repeat(scene, crew)
      } finally {
        const accounts = await crew.finish()
        for (const line of unheardLines(accounts)) this.#note(`unheard: ${line}`)
        this.#endings.push(await makeEnding(accounts, stack.sql, this.#lost))
        this.#note(`ended: ${JSON.stringify(this.#endings.at(-1))}`)
      }
    } finally {
      await crew.leave()
    }
  }

  /** Returns how many matches it cost. */
  async #repeat(scene: Scene, crew: Crew): Promise<number> {
    const { progress, times } = this.#options
    const number = this.#repetitions.length + 1
    this.#note(`${number} of ${times}`)
    await scene.stack.makeWhole()
    const speed = loopMs()
    if (!(await crew.steady())) this.#note('not all players see what happens')
    await sleep(comparedMs)
    const before = await crew.tallies()
    await crew.speak()
    await sleep(speakAheadMs)
    const beganMs = sharedClockMs()
    const { matchIds, findings } = await this.#inject(scene)
    const injection = { matchIds, findings: { ...findings, loopMsMin: speed, loopMs: speed } }
    await sleep(this.#fault.watchMs)
    // On a busy machine it takes longer until all go on: that is a pause, and no loss.
    await crew.steady()
    const endedMs = sharedClockMs()
    const windows = await crew.measure({
      before: [beganMs - comparedMs, beganMs],
      fault: [beganMs, endedMs],
      after: [endedMs - comparedMs, endedMs],
    })
    const repetition = makeRepetition({
      injection,
      before,
      after: await crew.tallies(),
      windows,
      lost: this.#lost,
    })
    this.#repetitions.push(repetition)
    const longest = Math.round(Math.max(...repetition.pausesMs))
    progress.line(
      `${this.#fault.name} ${number}/${times}: gap ${longest} ms, ${repetition.ticksLost} ticks, ` +
        `${repetition.inputsLost} inputs and ${repetition.matchesLost} matches lost`,
    )
    this.#note(JSON.stringify({ ...repetition, windows }))
    await this.#fault.mend?.(scene)
    return repetition.matchesLost
  }

  async #inject(scene: Scene): Promise<Injection> {
    const late = new AbortController()
    const tooLate = sleep(injectMsMax, undefined, { signal: late.signal }).then(() => {
      throw new Error(`${this.#fault.name} has taken longer than ${injectMsMax / 1000} s`)
    })
    tooLate.catch(() => {})
    try {
      return await Promise.race([this.#fault.inject(scene), tooLate])
    } finally {
      late.abort()
    }
  }

  #note(text: string): void {
    appendFileSync(join(this.#folder, 'chaos.log'), `${new Date().toISOString()} ${text}\n`)
  }
}
