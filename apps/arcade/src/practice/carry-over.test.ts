import {
  bool,
  defineGame,
  describe as describeGame,
  int,
  list,
  MatchAuthority,
  map,
  oneOf,
  optional,
  playerMap,
  type Struct,
  text,
} from '@gameserver/engine'
import { expect, test } from 'vitest'
import { carryOver } from './carry-over.ts'

type World = Record<string, unknown> & { players: Map<number, object>; things: Map<number, object> }

function matchOf(player: Struct, more: Struct, initialPlayer: object) {
  const game = defineGame({
    id: 'carried',
    name: 'Carried',
    version: '1.0.0',
    description: '',
    tickRate: 60,
    sendRate: 30,
    mode: 'full',
    players: { min: 1, max: 4 },
    state: { players: playerMap(player), ...more },
    input: { press: bool },
    join: (world, slot) => void world.players.set(slot, { ...initialPlayer } as never),
    leave() {},
    step() {},
    isOver: () => false,
    scores: () => [],
  })
  const match = new MatchAuthority({ game, seed: 1 })
  match.join(0)
  match.join(2)
  const { state } = describeGame(game).schemas
  const world = state.fields.find(({ name }) => name === 'world')?.type
  if (world?.kind !== 'struct') throw new Error('a state holds a world')
  return { description: world, match, world: match.world as unknown as World }
}

test('fields that are still there keep their values, new ones begin, old ones are gone', () => {
  const before = matchOf(
    { x: int(0, 100), name: text(20), gone: bool },
    {
      things: map({ size: int(0, 9) }, 8),
      round: int(0, 9),
      mood: oneOf('calm', 'wild'),
      marks: list(bool, 4),
    },
    { x: 7, name: 'Ada', gone: true },
  )
  Object.assign(before.world, { round: 3, mood: 'wild', marks: [true, false] })
  before.world.things.set(5, { size: 4 })

  const after = matchOf(
    { x: int(0, 50), name: text(20), hp: int(0, 10) },
    {
      things: map({ size: int(0, 9), isNew: bool }, 8),
      round: optional(int(0, 9)),
      mood: oneOf('tame', 'dull'),
      marks: list(bool, 4),
    },
    { x: 1, name: '', hp: 10 },
  )
  carryOver(after.description, before.world, after.world)
  after.match.step()

  expect([...after.world.players]).toEqual([
    [0, { x: 7, name: 'Ada', hp: 10 }],
    [2, { x: 7, name: 'Ada', hp: 10 }],
  ])
  expect([...after.world.things]).toEqual([[5, { size: 4, isNew: false }]])
  expect(after.world).toMatchObject({ round: 3, mood: 'tame', marks: [true, false] })
})

test('what has another kind now, or is too much, is left out', () => {
  const things = (max: number) => ({ things: map({ size: int(0, 9) }, max), round: int(0, 9) })
  const before = matchOf({ x: int(0, 9) }, things(8), { x: 7 })
  for (const key of [1, 2, 3]) before.world.things.set(key, { size: key })
  const after = matchOf({ x: text(9) }, { ...things(2), round: text(4) }, { x: 'here' })
  carryOver(after.description, before.world, after.world)
  after.match.step()
  expect(after.world.players.get(0)).toEqual({ x: 'here' })
  expect([...after.world.things].map(([key]) => key)).toEqual([1, 2])
  expect(after.world.round).toBe('')
})
