import { type ChildProcess, fork } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { poll } from '@gameserver/services/process/poll'
import { tickingOptions } from '@gameserver/services/stack/applications'
import type {
  Account,
  Asked,
  PlayerWindow,
  Question,
  Reply,
  Request,
  Seat,
  TallyOfPlayer,
  Windows,
} from './messages.ts'

const script = fileURLToPath(new URL('./worker.ts', import.meta.url))

/** As many play in one process without being late for each other. */
const playersPerProcess = 6
/** Logins, queue, rooms and the first state; a machine that starts all of it is slow. */
const enterMsMax = 60_000
const answerMsMax = 30_000
const warmUpMs = 4_000
/** Players that have seen something new throughout this have what they need. */
const steadyMs = 1_500
const steadyMsMax = 30_000

/** The players of all matches, seen as one. */
export class Crew {
  readonly #workers: readonly WorkerLine[]
  #seats: Seat[] = []

  constructor(
    readonly players: number,
    logFolder: string,
  ) {
    const count = Math.ceil(players / playersPerProcess)
    this.#workers = Array.from({ length: count }, (_, index) => {
      return new WorkerLine(join(logFolder, `players-${index + 1}.log`))
    })
  }

  /** The ids of their matches. */
  get matchIds(): string[] {
    return [...new Set(this.#seats.map(({ matchId }) => matchId))]
  }

  async enter(apiUrl: string, playersPerMatch: number): Promise<void> {
    const answers = this.#workers.map((worker, index) => {
      const firstNumber = index * playersPerProcess
      const players = Math.min(playersPerProcess, this.players - firstNumber)
      return worker.ask('enter', { apiUrl, players, playersPerMatch, firstNumber }, enterMsMax)
    })
    this.#seats = (await Promise.all(answers)).flat()
    // The first seconds of a process are slow: what it runs is compiled meanwhile.
    await sleep(warmUpMs)
    await this.steady()
  }

  /** Until all see what happens in their matches. False when some don't come to. */
  steady(): Promise<boolean> {
    const seeAll = async () => (await this.#askAll('sees', steadyMs)).flat().every((sees) => sees)
    return poll(seeAll, { timeoutMs: steadyMsMax, intervalMs: 250 })
  }

  async speak(): Promise<void> {
    await this.#askAll('speak', undefined)
  }

  async tallies(): Promise<TallyOfPlayer[]> {
    return (await this.#askAll('tally', undefined)).flat()
  }

  async measure(windows: Windows): Promise<PlayerWindow[]> {
    return (await this.#askAll('measure', windows)).flat()
  }

  /** Brings the matches to their end, with nothing under way that the end would cut off, and asks all what they have seen. */
  async finish(): Promise<Account[]> {
    await this.#askAll('quiet', undefined)
    // A line that was said just before has come by then.
    await sleep(2_000)
    const asking = this.matchIds.map(
      (matchId) => this.#seats.find((seat) => seat.matchId === matchId)?.playerId,
    )
    await this.#askAll('finish', asking as string[])
    return (await this.#askAll('account', undefined)).flat()
  }

  async leave(): Promise<void> {
    await this.#askAll('leave', undefined).catch(() => {})
    for (const worker of this.#workers) worker.end()
  }

  #askAll<R extends Request>(request: R, of: Asked[R]['of']): Promise<Asked[R]['answer'][]> {
    return Promise.all(this.#workers.map((worker) => worker.ask(request, of, answerMsMax)))
  }
}

/** One process, and what it is asked. */
class WorkerLine {
  readonly #process: ChildProcess
  readonly #open = new Map<number, { answer(value: never): void; fail(error: Error): void }>()
  #asked = 0

  constructor(logFile: string) {
    const log = openSync(logFile, 'a')
    this.#process = fork(script, {
      execArgv: ['--import', 'tsx', ...tickingOptions],
      stdio: ['ignore', log, log, 'ipc'],
    })
    closeSync(log)
    this.#process.on('message', (reply: Reply) => {
      const open = this.#open.get(reply.id)
      this.#open.delete(reply.id)
      if ('failure' in reply) open?.fail(new Error(reply.failure))
      else open?.answer(reply.answer as never)
    })
    this.#process.once('exit', (code, signal) => {
      for (const { fail } of this.#open.values())
        fail(new Error(`players have ended (${signal ?? code}); ${logFile}`))
    })
  }

  ask<R extends Request>(request: R, of: Asked[R]['of'], msMax: number): Promise<Asked[R]['answer']> {
    const id = ++this.#asked
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => fail(new Error(`players did not answer "${request}" in ${msMax / 1000} s`)),
        msMax,
      )
      const fail = (error: Error) => {
        clearTimeout(timer)
        reject(error)
      }
      const answer = (value: never) => {
        clearTimeout(timer)
        resolve(value)
      }
      this.#open.set(id, { answer, fail })
      this.#process.send({ id, request, of } as Question)
    })
  }

  end(): void {
    this.#process.kill('SIGKILL')
  }
}
