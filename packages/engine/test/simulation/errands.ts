import {
  bool,
  countdown,
  defineGame,
  fixed,
  list,
  map,
  ownerOnly,
  playerMap,
  text,
  u8,
  u16,
  unit,
} from '../../src/index.ts'

const speed = 120
const half = 200
const reach = 24
const price = 3

/** A game with a bit of everything that simulated matches watch: a purse that nobody else sees, commands, events, views. */
export const errands = defineGame({
  id: 'errands',
  name: 'Errands',
  version: '1.0.0',
  description: 'Find coins, buy things, pick pockets.',
  tickRate: 30,
  sendRate: 15,
  mode: 'full',
  players: { min: 2, max: 8 },
  settings: { coins: { default: 12, min: 1, max: 30 } },
  state: {
    nextCoin: u16,
    notice: text(32),
    coins: map({ x: fixed(-half, half, 1), y: fixed(-half, half, 1) }, 32),
    players: playerMap({
      x: fixed(-half, half, 1 / 16),
      y: fixed(-half, half, 1 / 16),
      rest: countdown(20),
      purse: ownerOnly(u16),
      bag: ownerOnly(list(u8, 6)),
      things: u8,
    }),
  },
  input: { moveX: unit(), moveY: unit(), pick: bool, wave: bool },
  events: { found: { by: u8, coin: u16 }, picked: { by: u8, from: u8 }, waved: { by: u8 } },
  predicts: ['waved'],
  commands: { buy: { item: u8, count: u8 }, announce: { words: text(32) } },
  kept: { purse: u16 },
  rules: { maxSpeed: speed * Math.SQRT2, cooldownTicks: { announce: 15 }, cadenceTicks: { wave: 10 } },
  join(world, slot, { kept, random }) {
    const place = { x: random.int(2 * half) - half, y: random.int(2 * half) - half }
    world.players.set(slot, { ...place, rest: 0, purse: kept?.purse ?? 10, bag: [], things: 0 })
  },
  leave: (world, slot) => void world.players.delete(slot),
  step(world, inputs, ctx) {
    for (const [slot, player] of world.players) {
      const input = inputs.get(slot)
      if (input === undefined) continue
      player.x += (input.moveX * speed) / ctx.tickRate
      player.y += (input.moveY * speed) / ctx.tickRate
      if (player.rest > 0) player.rest--
      if (input.wave && player.rest === 0) {
        player.rest = 20
        ctx.emit('waved', { by: slot })
      }
      if (ctx.isPredicting) continue
      for (const [key, coin] of world.coins)
        if (ctx.math.hypot(coin.x - player.x, coin.y - player.y) < reach) {
          world.coins.delete(key)
          player.purse++
          ctx.emit('found', { by: slot, coin: key })
        }
      if (!input.pick) continue
      for (const [other, seen] of ctx.asSeenBy(slot).players) {
        const victim = world.players.get(other)
        if (other === slot || victim === undefined || victim.purse === 0) continue
        if (ctx.math.hypot(seen.x - player.x, seen.y - player.y) > reach) continue
        victim.purse--
        player.purse++
        ctx.emit('picked', { by: slot, from: other })
      }
    }
    if (ctx.isPredicting || world.coins.size >= ctx.settings.coins) return
    world.coins.set(world.nextCoin, {
      x: ctx.random.int(2 * half) - half,
      y: ctx.random.int(2 * half) - half,
    })
    world.nextCoin = (world.nextCoin + 1) % 60_000
  },
  command(world, slot, { name, value }) {
    const player = world.players.get(slot)
    if (player === undefined) return 'is not here'
    if (name === 'announce') {
      world.notice = value.words
      return undefined
    }
    const cost = value.count * price
    if (player.purse < cost) return `costs ${cost}`
    player.purse -= cost
    player.bag = [value.item, ...player.bag]
    player.things += value.count
    return undefined
  },
  isOver: () => false,
  scores: (world) => [...world.players].map(([slot, { things }]) => ({ slot, score: things })),
  keep: (world, slot) => ({ purse: world.players.get(slot)?.purse ?? 0 }),
})
