import { setMaxListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { SoakPlayer } from './soak-player.ts'
import type { SoakEntry } from './soak-players.ts'

/** Some of the players, in a process of their own, until it is ended. Tells in a line each what did not come to its end. */

const advanceEveryMs = 4
const retryMs = 1_000
const restPollMs = 100

let isResting = true

process.once('message', (entry: SoakEntry) => {
  process.on('message', (told: 'play' | 'rest') => {
    isResting = told === 'rest'
  })
  begin(entry)
})
// Ctrl-C reaches all processes of a terminal; the run decides when its players leave.
process.on('SIGINT', () => {})
process.once('disconnect', () => process.exit())

function begin(entry: SoakEntry): void {
  setMaxListeners(0)
  const numbers = Array.from({ length: entry.players }, (_, index) => entry.firstNumber + index)
  const players = numbers.map((number) => new SoakPlayer(entry.apiUrl, `Soak ${number}`))
  setInterval(() => {
    const nowMs = performance.now()
    for (const player of players) player.advance(nowMs)
  }, advanceEveryMs)
  for (const [index, player] of players.entries()) void playOn(player, numbers[index] as number, entry)
}

async function playOn(player: SoakPlayer, number: number, entry: SoakEntry): Promise<void> {
  const { playersPerMatch, staggerMs } = entry
  await untilDone(() => player.login())
  for (;;) {
    if (isResting) {
      while (isResting) await sleep(restPollMs)
      await sleep(Math.floor(number / playersPerMatch) * staggerMs)
    }
    await untilDone(() => player.play(playersPerMatch))
  }
}

async function untilDone(work: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await work()
    } catch (error) {
      process.send?.((error as Error).message)
      await sleep(retryMs)
    }
  }
}
