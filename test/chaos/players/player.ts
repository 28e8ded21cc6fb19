import { randomUUID } from 'node:crypto'
import type { GameClient, JoinedMatch } from '@gameserver/client'
import { createNodeClient } from '@gameserver/client/node'
import { poll } from '@gameserver/services/process/poll'
import { type Tally, tallyGame } from '../games/tally/tally.ts'
import { InputFates } from './input-fates.ts'
import type { Account, Entry, Seat, TallyOfPlayer, WhatPlayerSaw, Windows } from './messages.ts'
import { sharedClockMs } from './shared-clock.ts'
import { SnapshotTimes } from './snapshot-times.ts'

/** An authority lets a player say five lines at once and one every two seconds: this leaves some to be said around a fault. */
const lineEveryMs = 3_500
const linesAtOnce = 2
const orderEveryMs = 200
/** A match that is this much younger than it was is another one: below are the ticks that a takeover makes again. */
const wentBackTicks = 120
const quietMsMax = 15_000

/** One player: a real client, which plays all the time, says and orders things, and notes what becomes of them. */
export class Player {
  readonly #client: GameClient
  readonly #name: string
  readonly #times = new SnapshotTimes()
  readonly #fates = new InputFates()
  readonly #linesHeard = new Map<number, number[]>()
  readonly #marksHeard: number[] = []
  #match: JoinedMatch<typeof tallyGame> | undefined
  #inputs = 0
  #lines = 0
  #orders = { asked: 0, done: 0, refused: 0 }
  #isOrdering = false
  #isQuiet = false
  #nextLineAtMs = 0
  #nextOrderAtMs = 0
  #tickMax = 0
  #hasGoneBack = false
  /** Times the room was closed before the match was over. */
  #cutOffs = 0
  #disconnectsTold = 0
  #endReason: string | null = null

  constructor({ apiUrl, firstNumber }: Entry, index: number) {
    this.#client = createNodeClient({ apiUrl, measuresRegions: false })
    this.#name = `Chaos ${firstNumber + index}`
  }

  async enter(playersPerMatch: number): Promise<void> {
    const bounds = { playersMin: playersPerMatch, playersMax: playersPerMatch }
    await this.#client.loginAsGuest({ deviceId: randomUUID(), name: this.#name })
    await this.#client.queue.join({ game: tallyGame.id, mode: 'quick', ...bounds })
    await this.#client.queue.waitForMatch({ autoAccept: true })
    const match = await this.#client.joinMatch(tallyGame)
    match.on('chat', ({ slot, text }) => this.#heard(slot, Number(text)))
    match.on('event', ({ value }) => this.#marksHeard.push(value.number))
    match.on('ended', ({ reason }) => {
      this.#endReason = reason
    })
    match.on('connection', ({ state }) => {
      if (state === 'closed' && match.phase !== 'ended') this.#cutOffs++
    })
    // Not all at once, so that at any time something is under way.
    this.#nextLineAtMs = performance.now() + Math.random() * lineEveryMs
    this.#match = match
  }

  /** To be called every few milliseconds. */
  advance(nowMs: number): void {
    const match = this.#match
    if (!match) return
    match.advance(nowMs, () => this.#input(nowMs))
    this.#times.note(match.tick, sharedClockMs())
    if (this.#own) this.#fates.seen(this.#own.gaps, nowMs)
    if (match.tick < this.#tickMax - wentBackTicks) this.#hasGoneBack = true
    this.#tickMax = Math.max(this.#tickMax, match.tick)
    if (this.#isQuiet || match.phase !== 'running') return
    if (nowMs >= this.#nextLineAtMs) this.#say(nowMs)
    if (nowMs >= this.#nextOrderAtMs && !this.#isOrdering) this.#order(nowMs)
  }

  /** What is on its way when something happens is what gets lost. */
  speak(): void {
    for (let line = 0; line < linesAtOnce; line++) this.#say(performance.now())
  }

  get seat(): Seat {
    const { matchId, slot } = this.#joined
    return { matchId, slot, playerId: this.#client.player?.id ?? '' }
  }

  sees(withinMs: number): boolean {
    const nowMs = sharedClockMs()
    return this.#joined.phase === 'running' && this.#times.longestPauseMs(nowMs - withinMs, nowMs) < withinMs
  }

  tally(): TallyOfPlayer {
    const { lost, late } = this.#fates
    return { ...this.seat, lost, late, reversed: this.#own?.reversed ?? 0 }
  }

  measure({ before, fault, after }: Windows): WhatPlayerSaw {
    const { tick, phase, connection } = this.#joined
    const ticksLost = this.#times.ticksLost(before, after)
    const hasGoneBack = this.#hasGoneBack
    const disconnects = this.#disconnects - this.#disconnectsTold
    this.#disconnectsTold += disconnects
    this.#hasGoneBack = false
    this.#tickMax = tick
    return {
      ...this.seat,
      longestPauseMs: this.#times.longestPauseMs(...fault),
      ticksLost: Number.isNaN(ticksLost) ? null : ticksLost,
      tick,
      hasGoneBack,
      isOver: phase === 'ended',
      isConnected: connection.state === 'connected',
      disconnects,
    }
  }

  async quiet(): Promise<void> {
    this.#isQuiet = true
    await poll(() => !this.#isOrdering, { timeoutMs: quietMsMax })
  }

  /** One of each match asks for its end. */
  async finish(isAsking: boolean): Promise<void> {
    if (isAsking) this.#joined.command('finish', {}).catch(() => {})
    await poll(() => this.#endReason !== null, { timeoutMs: quietMsMax })
  }

  account(): Account {
    const { done, refused, asked } = this.#orders
    return {
      ...this.seat,
      endReason: this.#endReason,
      linesSaid: this.#lines,
      linesHeard: Object.fromEntries(this.#linesHeard),
      marksHeard: this.#marksHeard,
      ordersDone: done,
      ordersRefused: refused,
      ordersOpen: asked - done - refused,
      ordersCounted: this.#own?.orders ?? 0,
      ordersOutOfTurn: this.#own?.disorders ?? 0,
      stalePackets: this.#joined.stats.drops.get('stale_epoch') ?? 0,
    }
  }

  async leave(): Promise<void> {
    await this.#match?.close()
  }

  get #joined(): JoinedMatch<typeof tallyGame> {
    if (!this.#match) throw new Error(`${this.#name} is in no match`)
    return this.#match
  }

  /** The player's own, as the authority has it. */
  get #own(): Tally | undefined {
    return this.#joined.latest.players.get(this.#joined.slot)
  }

  get #disconnects(): number {
    return this.#joined.stats.interruptions + this.#cutOffs
  }

  #input(nowMs: number) {
    const number = ++this.#inputs
    this.#fates.made(number, nowMs)
    return { number }
  }

  #heard(slot: number, number: number): void {
    const lines = this.#linesHeard.get(slot)
    if (lines) lines.push(number)
    else this.#linesHeard.set(slot, [number])
  }

  #say(nowMs: number): void {
    this.#nextLineAtMs = nowMs + lineEveryMs
    if (this.#joined.sendChat(String(this.#lines + 1))) this.#lines++
  }

  #order(nowMs: number): void {
    this.#nextOrderAtMs = nowMs + orderEveryMs
    this.#isOrdering = true
    const number = ++this.#orders.asked
    this.#joined
      .command('order', { number })
      .then(
        () => this.#orders.done++,
        () => this.#orders.refused++,
      )
      .finally(() => {
        this.#isOrdering = false
      })
  }
}
