import { type AnyGame, defineGame, int, playerMap } from '@gameserver/engine'
import { findGames } from '@gameserver/games/find-games.ts'
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { WorkFile } from '../supervisor/work-file.ts'
import { WorkNote } from '../supervisor/work-note.ts'
import { warmUp } from './warm-up.ts'

/** More than they need. */
const longMs = 20_000

async function warmedUp(games: readonly AnyGame[], cpuMs = longMs, wallMs = longMs, work?: WorkNote) {
  const lines: { level: number; msg: string; game?: string; ticks?: Record<string, number> }[] = []
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line)) })
  await warmUp({ games, folder: undefined, cpuMs, wallMs, log, work })
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

  it('takes no more CPU time than it was given', async () => {
    const [line] = await warmedUp([slow, { ...slow, id: 'slower' } as AnyGame], 200)
    // Unbounded it would be 900 ticks of ten milliseconds, twice.
    for (const ticks of Object.values(line?.ticks ?? {})) expect(ticks).toBeLessThan(60)
  })

  it('takes no more time than it was given', async () => {
    const [line] = await warmedUp([slow], longMs, 200)
    expect(line?.ticks?.slow).toBeLessThan(60)
  })

  it('lets others do their work between two ticks, which is not noted as the work of the game', async () => {
    const file = new WorkFile()
    const work = new WorkNote(file.descriptor)
    const within = new Set<string | undefined>()
    const between = new Set<string | undefined>()
    const noting = { ...slow, step: () => void within.add(file.read()?.game) } as AnyGame
    let turns = 0
    const others = setInterval(() => {
      turns++
      between.add(file.read()?.game)
    }, 1)
    await warmedUp([noting], longMs, longMs, work)
    clearInterval(others)
    file.close()
    expect(turns).toBeGreaterThan(10)
    expect(within).toEqual(new Set(['slow']))
    expect(between).toEqual(new Set([undefined]))
  })

  it('is left out when it is given no time', async () => {
    expect(await warmedUp([slow], 0)).toEqual([])
  })
})
