import { angle, bool, defineGame, fixed, type InputOf, playerMap, u16 } from '../src/index.ts'

const wall = 200

/**
 * People who walk by themselves, as the authority allows: in mode `validated`. Now and then one falls down a hole and is back
 * somewhere else, which nobody can foretell. Places are coarse, so that rounding tells.
 */
export const stroll = defineGame({
  id: 'stroll',
  name: 'Stroll',
  version: '1.0.0',
  description: 'Walk about, beware of holes.',
  tickRate: 60,
  sendRate: 30,
  mode: 'validated',
  proposes: 'walkers',
  players: { min: 1, max: 16 },
  state: {
    walkers: playerMap({
      x: fixed(-512, 512, 1 / 2),
      y: fixed(-512, 512, 1 / 2),
      aim: angle(8),
      falls: u16,
      hops: u16,
      wasHopping: bool,
    }),
  },
  input: { x: fixed(-512, 512, 1 / 2), y: fixed(-512, 512, 1 / 2), aim: angle(8), hop: bool },
  settings: { holes: { default: 0, min: 0, max: 1 } },
  rules: { maxSpeed: 60, teleportUnits: 60, cadenceTicks: { hop: 12 } },
  join(world, slot) {
    const place = { x: 100 + slot, y: -100, aim: 0 }
    world.walkers.set(slot, { ...place, falls: 0, hops: 0, wasHopping: false })
  },
  leave: (world, slot) => void world.walkers.delete(slot),
  step(world, inputs, { isPredicting, random, settings }) {
    for (const [slot, walker] of world.walkers) {
      const isHopping = inputs.get(slot)?.hop ?? false
      if (isHopping && !walker.wasHopping) walker.hops++
      walker.wasHopping = isHopping
      walker.x = Math.min(Math.max(walker.x, -wall), wall)
      walker.y = Math.min(Math.max(walker.y, -wall), wall)
      if (isPredicting || settings.holes === 0 || random.float() > 1 / 150) continue
      walker.falls++
      walker.x = random.int(2 * wall) - wall
      walker.y = random.int(2 * wall) - wall
    }
  },
  isOver: () => false,
  scores: () => [],
})

export type StrollInput = InputOf<typeof stroll>
