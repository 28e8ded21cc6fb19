import { randomUUID } from 'node:crypto'
import type { GameClient, JoinedMatch, Seat } from '@gameserver/client'
import { createNodeClient } from '@gameserver/client/node'
import type { AnyGame } from '@gameserver/engine'
import type { BotMind } from '@gameserver/games/bot-mind.ts'
import type { PlayerReport } from './messages.ts'
import { botName, isBotName } from './names.ts'
import { RunningPhase } from './running-phase.ts'

/** A result is committed within a second of the end; this allows for a machine that is busy otherwise. */
const resultWaitMs = 15_000
const resultPollMs = 250

export interface Engagement {
  playersMin: number
  playersMax?: number
  /** Leaves when only bots are left, to be there for the next person. */
  withPeople: boolean
}

/** One player: logs in, queues, plays by thinking on each tick, leaves. */
export class Bot {
  readonly #client: GameClient
  readonly #game: AnyGame
  readonly #mind: BotMind
  readonly #name: string
  #match: JoinedMatch<AnyGame> | undefined
  #phase: RunningPhase | undefined
  #isAsking = false

  constructor(apiUrl: string, game: AnyGame, mind: BotMind, number: number) {
    this.#client = createNodeClient({ apiUrl })
    this.#game = game
    this.#mind = mind
    this.#name = botName(number)
  }

  get isPlaying(): boolean {
    return this.#match?.phase === 'running' && this.#phase !== undefined
  }

  /** Of the newest match; undefined until one runs. */
  get runningPhase(): RunningPhase | undefined {
    return this.#phase
  }

  async login(): Promise<void> {
    await this.#client.loginAsGuest({ deviceId: randomUUID(), name: this.#name })
  }

  /** Plays one match until it is over or `finish` aborts, and reports its running phase. Undefined: there was none. */
  async play({ withPeople, ...bounds }: Engagement, finish: AbortSignal): Promise<PlayerReport | undefined> {
    this.#phase = undefined
    await this.#client.queue.join({ game: this.#game.id, mode: 'quick', ...bounds })
    const isMatched = await this.#waitForMatch(finish)
    if (!isMatched) return undefined
    const match = await this.#client.joinMatch(this.#game)
    this.#match = match
    await this.#isDone(match, withPeople, finish)
    const report = this.runningPhase?.report(performance.now())
    this.#match = undefined
    await match.leave()
    return report
  }

  /** To be called every few milliseconds. */
  advance(nowMs: number): void {
    const match = this.#match
    if (!match) return
    if (match.phase === 'running') {
      this.#phase ??= new RunningPhase(match, nowMs)
      this.#phase.observe(nowMs)
    }
    match.advance(nowMs, (tick) => {
      const { world } = match.view(nowMs)
      this.#command(match, world, tick)
      return this.#mind.think(world, match.slot, tick, Math.random)
    })
  }

  /** One at a time: until its outcome is known the world doesn't show it. What is refused may be thought of again. */
  #command(match: JoinedMatch<AnyGame>, world: unknown, tick: number): void {
    if (this.#isAsking) return
    const command = this.#mind.thinkCommand?.(world, match.slot, tick, Math.random)
    if (!command) return
    this.#isAsking = true
    const answered = () => {
      this.#isAsking = false
    }
    match.command(command.name, command.value).then(answered, answered)
  }

  /** Whether the API has the whole result of a match that the bot played in. */
  async seesResult(matchId: string): Promise<boolean> {
    const givesUpAtMs = performance.now() + resultWaitMs
    while (performance.now() < givesUpAtMs) {
      const { status, players } = await this.#client.matches.get(matchId)
      if (status === 'ended') return players.every(({ score, rank }) => score !== null && rank !== null)
      await new Promise((resolve) => setTimeout(resolve, resultPollMs))
    }
    return false
  }

  async #waitForMatch(finish: AbortSignal): Promise<boolean> {
    try {
      await this.#client.queue.waitForMatch({ signal: finish, autoAccept: true })
      return true
    } catch (error) {
      if (!finish.aborted) throw error
      await this.#client.queue.leave()
      return false
    }
  }

  async #isDone(match: JoinedMatch<AnyGame>, withPeople: boolean, finish: AbortSignal): Promise<void> {
    let done = () => {}
    const isDone = new Promise<void>((resolve) => {
      done = resolve
    })
    if (finish.aborted) done()
    finish.addEventListener('abort', done)
    match.on('ended', done)
    match.on('connection', ({ state }) => state === 'closed' && done())
    match.on('roster', (seats) => withPeople && !seats.some(isHeldByPerson) && done())
    await isDone
    finish.removeEventListener('abort', done)
  }
}

function isHeldByPerson({ name, presence }: Seat): boolean {
  return presence !== 'left' && !isBotName(name)
}
