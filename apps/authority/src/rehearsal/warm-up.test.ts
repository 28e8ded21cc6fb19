import { type AnyGame, defineGame, int, playerMap } from '@gameserver/engine'
import { findGames } from '@gameserver/games/find-games.ts'
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { warmUp } from './warm-up.ts'

/** More than they need. */
const longMs = 20_000

async function warmedUp(games: readonly AnyGame[], timeMs = longMs) {
  const lines: { level: number; msg: string; game?: string; ticks?: Record<string, number> }[] = []
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line)) })
  await warmUp({ games, folder: undefined, timeMs, log })
  return lines
}

/** One tick of it takes as long as many others'. */
const slow = defineGame({
  id: 'slow',
  name: 'Slow',
  version: '1.0.0',
  description: 'A game for tests.',
  tickRate: 60,
  sendRate: 30,
  mode: 'full',
  players: { min: 1, max: 2 },
  state: { players: playerMap({ points: int(0, 9) }) },
  input: { points: int(0, 9) },
  join: (world, slot) => void world.players.set(slot, { points: 0 }),
  leave: (world, slot) => void world.players.delete(slot),
  step(_world, _inputs, { isPredicting }) {
    if (isPredicting) return
    const untilMs = performance.now() + 10
    while (performance.now() < untilMs);
  },
  isOver: () => false,
  scores: () => [],
})

function thrower(): never {
  throw new Error('a mistake of the game')
}

describe('warm-up', () => {
  it('plays each game, with snapshots or rollback, in cells or not, and tells how long it took', async () => {
    const games = await findGames()
    const [line, ...others] = await warmedUp(games, 4_000)
    expect(others).toEqual([])
    expect(line?.msg).toBe('warmed up')
    expect(Object.keys(line?.ticks ?? {})).toEqual(games.map(({ id }) => id))
  })

  it('tells of a game that throws, and goes on with the next', async () => {
    const unplayable = { ...slow, id: 'unplayable', setup: thrower } as AnyGame
    const failing = { ...slow, id: 'failing', step: thrower } as AnyGame
    const playable = { ...slow, id: 'playable', step: () => {} } as AnyGame
    const lines = await warmedUp([unplayable, failing, playable])
    expect(lines.map(({ msg, game }) => [msg, game])).toEqual([
      ['game not rehearsed to the end: it threw', 'unplayable'],
      ['game not rehearsed to the end: it threw', 'failing'],
      ['warmed up', undefined],
    ])
    expect(lines[2]?.ticks).toEqual({ playable: 900 })
  })

  it('takes no more time than it was given', async () => {
    const beganMs = performance.now()
    const [line] = await warmedUp([slow, { ...slow, id: 'slower' } as AnyGame], 200)
    // Unbounded it would be 900 ticks of ten milliseconds, twice.
    expect(performance.now() - beganMs).toBeLessThan(10_000)
    for (const ticks of Object.values(line?.ticks ?? {})) expect(ticks).toBeLessThan(60)
  })

  it('is left out when it is given no time', async () => {
    expect(await warmedUp([slow], 0)).toEqual([])
  })
})
