import { setMaxListeners } from 'node:events'
import { closeNodeClients } from '@gameserver/client/node'
import type { Asked, Entry, Question, Reply, Request, Seat } from './messages.ts'
import { Player } from './player.ts'
import { sharedClockMs } from './shared-clock.ts'
import { Stalls } from './stalls.ts'

/** A quarter of a tick: finer than the times that are measured. */
const advanceEveryMs = 4

/** Some of the players, in a process of their own: one that starts servers and waits for them can't measure beside it. */
const players: Player[] = []
const stalls = new Stalls()

const work: { [R in Request]: (of: Asked[R]['of']) => Asked[R]['answer'] | Promise<Asked[R]['answer']> } = {
  enter,
  sees: (withinMs) => players.map((player) => player.sees(withinMs)),
  speak: () => each((player) => player.speak()),
  tally: () => players.map((player) => player.tally()),
  measure(windows) {
    const stallMs = stalls.longestMs(...windows.fault)
    return players.map((player) => ({ ...player.measure(windows), stallMs }))
  },
  quiet: () => each((player) => player.quiet()),
  finish: (asking) => each((player) => player.finish(asking.includes(player.seat.playerId))),
  account: () => players.map((player) => player.account()),
  async leave() {
    await each((player) => player.leave())
    await closeNodeClients()
  },
}

process.on('message', async ({ id, request, of }: Question) => {
  try {
    tell({ id, answer: await work[request](of as never) })
  } catch (error) {
    tell({ id, failure: (error as Error).message })
  }
})
// Ctrl-C reaches all processes of a terminal; the run decides when its players leave.
process.on('SIGINT', () => {})
process.once('disconnect', () => process.exit())

async function enter(entry: Entry): Promise<Seat[]> {
  for (let index = 0; index < entry.players; index++) players.push(new Player(entry, index))
  setMaxListeners(0)
  setInterval(() => {
    stalls.note(sharedClockMs())
    const nowMs = performance.now()
    for (const player of players) player.advance(nowMs)
  }, advanceEveryMs)
  await each((player) => player.enter(entry.playersPerMatch))
  return players.map(({ seat }) => seat)
}

async function each(work: (player: Player) => void | Promise<void>): Promise<undefined> {
  await Promise.all(players.map(work))
}

function tell(reply: Reply): void {
  process.send?.(reply)
}
