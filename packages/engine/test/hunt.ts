import { bool, defineGame, fixed, int, playerMap, text, u8, u16, unit } from '../src/index.ts'

/** All that makes a tick hard to make again: lag compensation, chance, commands, and what outlives the match. */
export const hunt = defineGame({
  id: 'hunt',
  name: 'Hunt',
  version: '1.0.0',
  description: 'Hit where they were.',
  tickRate: 60,
  sendRate: 30,
  mode: 'full',
  players: { min: 1, max: 8 },
  settings: { speed: { default: 3, min: 1, max: 9 } },
  state: {
    ticksLeft: u16,
    motto: text(24),
    players: playerMap({
      x: fixed(-512, 512, 1 / 16),
      lane: u8,
      hits: u16,
      luck: u8,
      arrows: int(0, 99),
    }),
  },
  input: { move: unit(), fire: bool },
  events: { hit: { by: u8, target: u8 } },
  commands: { buy: { arrows: int(1, 9) }, say: { what: text(24) } },
  kept: { arrows: u8 },
  setup(world, { random }) {
    world.ticksLeft = 3_600
    world.motto = random.pick(['run', 'hide'])
  },
  join(world, slot, { random, kept }) {
    world.players.set(slot, {
      x: random.int(200) - 100,
      lane: 0,
      hits: 0,
      luck: 0,
      arrows: kept?.arrows ?? 20,
    })
  },
  leave: (world, slot) => world.players.delete(slot),
  command(world, slot, command) {
    const player = world.players.get(slot)
    if (player === undefined) return 'is not here'
    if (command.name === 'say') world.motto = command.value.what
    else if (player.arrows > 90) return 'carries enough'
    else player.arrows += command.value.arrows
    return undefined
  },
  step(world, inputs, { settings, random, asSeenBy, emit }) {
    world.ticksLeft--
    for (const [slot, player] of world.players) {
      const input = inputs.get(slot)
      player.x += (input?.move ?? 0) * settings.speed
      if (!input?.fire || player.arrows === 0) continue
      player.arrows--
      const seen = asSeenBy(slot)
      for (const [other, target] of world.players) {
        const shown = seen.players.get(other)
        if (other === slot || shown === undefined || Math.abs(shown.x - player.x) > 40) continue
        player.hits++
        target.luck = random.int(256)
        target.x = random.int(400) - 200
        emit('hit', { by: slot, target: other })
      }
    }
  },
  isOver: (world) => world.ticksLeft === 0,
  scores: (world) => [...world.players].map(([slot, { hits }]) => ({ slot, score: hits })),
  keep: (world, slot) => ({ arrows: world.players.get(slot)?.arrows ?? 0 }),
})
