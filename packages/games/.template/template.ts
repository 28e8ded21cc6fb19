import type { InputOf, WorldOf } from '@gameserver/engine'
import { bool, defineGame, fixed, map, math, playerMap, u8, u16, unit } from '@gameserver/engine'

/** The field reaches from -half to half, in units. */
export const half = 300
export const radius = 14
/** Units per second. */
const walkingSpeed = 210
const dashSpeed = 640
const dashTicks = 9
/** From one dash to the next; the first dashTicks of it are the dash itself. */
export const dashPauseTicks = 75

const place = { x: fixed(-half, half, 1 / 16), y: fixed(-half, half, 1 / 16) }

const game = defineGame({
  id: 'template',
  name: 'Template',
  version: '1.0.0',
  description: 'Gather coins, and dash into others to knock theirs loose.',
  tickRate: 60,
  sendRate: 30,
  mode: 'full',
  players: { min: 2, max: 8 },
  settings: { seconds: { default: 90, min: 10, max: 600 } },
  state: {
    players: playerMap({ ...place, aimX: unit(), aimY: unit(), dash: u8, coins: u16 }),
    coins: map(place, 40),
    coinsMade: u16,
    secondsLeft: u16,
  },
  input: { moveX: unit(), moveY: unit(), dash: bool },
  events: { robbed: { by: u8, target: u8, coins: u16 } },
  rules: { maxSpeed: dashSpeed },
  join(world, slot, { random }) {
    world.players.set(slot, { x: random.int(half), y: random.int(half), aimX: 1, aimY: 0, dash: 0, coins: 0 })
  },
  leave(world, slot) {
    world.players.delete(slot)
  },
  step(world, inputs, { tick, tickRate, settings, random, isPredicting, emit }) {
    for (const [slot, player] of world.players) move(player, inputs.get(slot), tickRate)
    // A client knows its own input alone: what depends on others is left to the authority.
    if (isPredicting) return
    const scatter = (reach: number) => random.int(2 * reach + 1) - reach
    for (const [slot, player] of world.players) {
      for (const [id, coin] of world.coins) {
        if (distance(coin, player) > 1.6 * radius) continue
        world.coins.delete(id)
        player.coins++
      }
      for (const [target, other] of world.players) {
        if (target === slot || other.coins === 0 || !isHitting(player, other)) continue
        const coins = math.ceil(other.coins / 2)
        other.coins -= coins
        for (let i = 0; i < coins; i++) dropCoin(world, other.x + scatter(80), other.y + scatter(80))
        player.dash = dashPauseTicks - dashTicks
        emit('robbed', { by: slot, target, coins })
      }
    }
    if (tick % 25 === 0) dropCoin(world, scatter(half), scatter(half))
    world.secondsLeft = math.max(0, settings.seconds - math.floor(tick / tickRate))
  },
  isOver: (_world, { tick, tickRate, settings }) => tick >= settings.seconds * tickRate,
  scores: (world) => [...world.players].map(([slot, { coins }]) => ({ slot, score: coins })),
})

export default game
export type World = WorldOf<typeof game>
export type Input = InputOf<typeof game>
export type Player = NonNullable<ReturnType<World['players']['get']>>
export type Place = { x: number; y: number }

export const isDashing = ({ dash }: Player) => dash > dashPauseTicks - dashTicks

function move(player: Player, input: Input | undefined, tickRate: number): void {
  if (player.dash > 0) player.dash--
  else if (input?.dash) player.dash = dashPauseTicks
  const { moveX, moveY } = input ?? { moveX: 0, moveY: 0 }
  const length = math.max(1, math.hypot(moveX, moveY))
  if (!isDashing(player)) Object.assign(player, { aimX: moveX / length, aimY: moveY / length })
  const step = (isDashing(player) ? dashSpeed : walkingSpeed) / tickRate
  player.x = math.clamp(player.x + player.aimX * step, -half, half)
  player.y = math.clamp(player.y + player.aimY * step, -half, half)
}

function dropCoin(world: World, x: number, y: number): void {
  if (!world.coins.isFull) world.coins.set(world.coinsMade++, { x, y })
}

const isHitting = (player: Player, other: Player) =>
  isDashing(player) && distance(player, other) < 2.2 * radius
const distance = (a: Place, b: Place) => math.hypot(a.x - b.x, a.y - b.y)
