import { defineGame, map, playerMap, u8, u16 } from '../src/index.ts'

/** More that changes than a packet holds: all of it leaps about until `tick` reaches `calmAt`. */
export function crowd({ count, cells, calmAt }: { count: number; cells: number; calmAt: number }) {
  return defineGame({
    id: 'crowd',
    name: 'Crowd',
    version: '1.0.0',
    description: 'Everything changes all the time.',
    tickRate: 60,
    sendRate: 30,
    mode: 'full',
    players: { min: 1, max: 100 },
    state: {
      tick: u16,
      leapers: map({ x: u16, y: u16, changedAt: u16 }, 1024),
      players: playerMap({ points: u8 }),
    },
    input: { go: u8 },
    ...(cells > 0 && {
      cells: {
        maps: ['leapers'],
        cellOf: (_leaper: never, key: number) => key % cells,
        seenBy: () => Array.from({ length: cells }, (_, cell) => cell),
      },
    }),
    setup(world) {
      for (let key = 0; key < count; key++) world.leapers.set(key, { x: 0, y: 0, changedAt: 0 })
    },
    join(world, slot) {
      world.players.set(slot, { points: 0 })
    },
    leave(world, slot) {
      world.players.delete(slot)
    },
    step(world, inputs, { tick, random }) {
      if (tick > calmAt) return
      world.tick = tick
      for (const [slot, player] of world.players) player.points = inputs.get(slot)?.go ?? 0
      for (const leaper of world.leapers.values()) {
        leaper.x = random.int(65_536)
        leaper.y = random.int(65_536)
        leaper.changedAt = tick
      }
    },
    isOver: () => false,
    scores: () => [],
  })
}
