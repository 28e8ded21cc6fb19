import { randomUUID } from 'node:crypto'
import type { GameClient, JoinedMatch } from '@gameserver/client'
import { createNodeClient } from '@gameserver/client/node'
import { tallyGame } from '../games/tally/tally.ts'

const lineEveryMs = 5_000
const orderEveryMs = 200

/** Somebody who plays one match after the other, with one client. */
export class SoakPlayer {
  readonly #client: GameClient
  readonly #name: string
  #match: JoinedMatch<typeof tallyGame> | undefined
  #numbers = { input: 0, line: 0, order: 0 }
  #nextLineAtMs = 0
  #nextOrderAtMs = 0

  constructor(apiUrl: string, name: string) {
    this.#client = createNodeClient({ apiUrl, measuresRegions: false })
    this.#name = name
  }

  async login(): Promise<void> {
    await this.#client.loginAsGuest({ deviceId: randomUUID(), name: this.#name })
  }

  /** From the queue to the end of a match. Rejects when it comes to no end. */
  async play(playersPerMatch: number): Promise<void> {
    const bounds = { playersMin: playersPerMatch, playersMax: playersPerMatch }
    await this.#client.queue.join({ game: tallyGame.id, mode: 'quick', ...bounds })
    await this.#client.queue.waitForMatch({ autoAccept: true })
    const match = await this.#client.joinMatch(tallyGame)
    this.#numbers = { input: 0, line: 0, order: 0 }
    this.#match = match
    try {
      await new Promise<void>((resolve, reject) => {
        match.on('ended', () => resolve())
        match.on('connection', ({ state }) => {
          if (state === 'closed' && match.phase !== 'ended')
            reject(new Error(`cut off from ${match.matchId}`))
        })
      })
    } finally {
      this.#match = undefined
      await match.close()
    }
  }

  /** To be called every few milliseconds. */
  advance(nowMs: number): void {
    const match = this.#match
    if (!match) return
    match.advance(nowMs, () => ({ number: ++this.#numbers.input }))
    if (match.phase !== 'running') return
    if (nowMs >= this.#nextLineAtMs) {
      this.#nextLineAtMs = nowMs + lineEveryMs
      match.sendChat(String(++this.#numbers.line))
    }
    if (nowMs >= this.#nextOrderAtMs) {
      this.#nextOrderAtMs = nowMs + orderEveryMs
      match.command('order', { number: ++this.#numbers.order }).catch(() => {})
    }
  }
}
