/**
 * What a tick of the arena with 100 players costs an authority: taking and checking the inputs that came, the game's step, and
 * every second tick the packets for all players, as they go to LiveKit.
 *
 * - arena-100 tickMsP50, tickMsP99: of one arena in which bots play on real clients. What these sent is given to a second
 *   authority, which makes the same match once more, without clients on its thread and in its memory.
 * - arenas-10x100 ticksPerSecond: of the slowest of ten arenas in one process, driven by the authority's own clock in real
 *   time. Hands move at random, fire most of the time, and acknowledge what they were sent a little later, without clients
 *   of their own: a thousand of these would need more machines than the authority.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { InputPacket } from '@gameserver/engine'
import { TickClock, type Ticking } from '../apps/authority/src/tick/tick-clock.ts'
import { ArenaMatch, beginningTicks, payloadsOf } from './support/arena-match.ts'
import { benchArguments } from './support/arguments.ts'
import { CrowdedArena } from './support/crowded-arena.ts'
import { percentile } from './support/percentile.ts'
import { type BenchResult, printResults } from './support/results.ts'

const players = 100
const seed = 7
const measuredTicks = 40 * 60
const arenas = 10
/** Compilers and caches have settled by then. */
const warmUpSeconds = 5
const measuredSeconds = 15

const { json } = benchArguments(`
bench tick: what a tick of the arena with 100 players costs, and whether ten arenas keep up in one process
`)

function oneArena(): BenchResult[] {
  const received = play()
  collectGarbage()
  const match = new ArenaMatch(players, seed)
  const taken = received.map((packets) => {
    const startedMs = performance.now()
    for (const { slot, packet } of packets) match.authority.receiveInput(slot, packet, 0)
    match.authority.step()
    if (match.authority.isSnapshotDue) payloadsOf(match.authority.snapshots())
    return performance.now() - startedMs
  })
  const measured = taken.slice(beginningTicks)
  return [
    { case: 'arena-100', metric: 'tickMsP50', value: percentile(measured, 0.5), unit: 'ms' },
    { case: 'arena-100', metric: 'tickMsP99', value: percentile(measured, 0.99), unit: 'ms' },
  ]
}

/** What a hundred clients leave behind is not the authority's to clear away. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
}

/** What the authority received in each tick of a match. */
function play(): { readonly slot: number; readonly packet: InputPacket }[][] {
  const match = new ArenaMatch(players, seed)
  const { authority } = match
  const receive = authority.receiveInput
  let received: { slot: number; packet: InputPacket }[] = []
  authority.receiveInput = (slot, packet, sinceStep) => {
    received.push({ slot, packet })
    return receive.call(authority, slot, packet, sinceStep)
  }
  return Array.from({ length: beginningTicks + measuredTicks }, () => {
    received = []
    match.playersTick()
    authority.step()
    if (authority.isSnapshotDue) match.deliver(authority.snapshots())
    return received
  })
}

async function tenArenas(): Promise<BenchResult> {
  const clock = new TickClock()
  const running = Array.from({ length: arenas }, (_, index) => new RunningArena(index))
  for (const arena of running) clock.start(arena, 60)
  await sleep(warmUpSeconds * 1000)
  const before = running.map(({ ticks }) => ticks)
  const startedMs = performance.now()
  await sleep(measuredSeconds * 1000)
  const seconds = (performance.now() - startedMs) / 1000
  const rates = running.map(({ ticks }, index) => (ticks - (before[index] as number)) / seconds)
  for (const arena of running) clock.stop(arena)
  const failure = running.find(({ error }) => error !== undefined)?.error
  if (failure !== undefined) throw failure
  return { case: 'arenas-10x100', metric: 'ticksPerSecond', value: Math.min(...rates), unit: 'ticks/s' }
}

class RunningArena implements Ticking {
  ticks = 0
  error: unknown
  private readonly arena: CrowdedArena

  constructor(seed: number) {
    this.arena = new CrowdedArena(players, seed)
  }

  advance(ticks: number): void {
    for (let left = ticks; left > 0; left--) {
      this.arena.tick()
      this.ticks++
    }
  }

  skipped(): void {}

  failed(error: unknown): void {
    this.error = error
  }
}

printResults('tick', [...oneArena(), await tenArenas()], { json })
