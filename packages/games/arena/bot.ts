import { math } from '@gameserver/engine'
import {
  type ArenaInput,
  type ArenaPlayer,
  type ArenaWorld,
  distanceToWall,
  hpMax,
  type Layout,
  layoutIn,
  shotRange,
} from './arena.ts'
import { wayTo } from './bot-ways.ts'

/**
 * A plausible player: walks round walls, strafes in a fight, aims with a human hand, fetches health when hurt.
 * Knows only the world and the tick, and keeps nothing between calls, so that it can be restarted at any time.
 */

/** The most a hand turns in a tick, in radians: half a turn takes a fifth of a second. */
const turnMax = 0.26
/** How far off the hand is, in radians, at its worst: the width of a player at 150 units. */
const aimErrorMax = 0.13
const preferredDistance = 170
const hurtHp = 55

export type Random = () => number

export function think(world: ArenaWorld, slot: number, tick: number, random: Random): ArenaInput {
  const self = world.players.get(slot)
  if (!self || self.hp === 0) return { moveX: 0, moveY: 0, aim: 0, fire: false, dash: false }
  const enemy = nearestEnemy(world, slot, self)
  const isSeen = enemy !== undefined && isInSight(layoutIn(world), self, enemy)
  const heading =
    isSeen && self.hp > hurtHp ? strafe(self, enemy, slot, tick) : travel(world, self, enemy, slot, tick)
  const wanted = isSeen
    ? math.atan2(enemy.y - self.y, enemy.x - self.x) + aimError(slot, tick)
    : math.atan2(heading.y, heading.x)
  const aim = turnTowards(self.aim, wanted)
  const isOnTarget = isSeen && Math.abs(math.turnBetween(aim, wanted)) < 0.12 && enemy.spawnTimer === 0
  return {
    moveX: heading.x,
    moveY: heading.y,
    aim,
    fire: isOnTarget && !isPausing(slot, tick),
    dash: self.dashCooldown === 0 && random() < (isSeen ? 0.015 : 0.003),
  }
}

function nearestEnemy(world: ArenaWorld, slot: number, self: ArenaPlayer): ArenaPlayer | undefined {
  const layout = layoutIn(world)
  let nearest: ArenaPlayer | undefined
  let best = Number.POSITIVE_INFINITY
  for (const [otherSlot, other] of world.players) {
    if (otherSlot === slot || other.hp === 0) continue
    // One behind a wall is as good as far away.
    const distance = distanceBetween(self, other) + (isInSight(layout, self, other) ? 0 : 300)
    if (distance >= best) continue
    best = distance
    nearest = other
  }
  return nearest
}

function isInSight(layout: Layout, self: ArenaPlayer, other: ArenaPlayer): boolean {
  const distance = distanceBetween(self, other)
  if (distance > shotRange || distance === 0) return false
  const x = (other.x - self.x) / distance
  const y = (other.y - self.y) / distance
  return distanceToWall(layout, self.x, self.y, x, y, distance) >= distance
}

/** Circles the enemy at a preferred distance and changes sides every second or so. */
function strafe(self: ArenaPlayer, enemy: ArenaPlayer, slot: number, tick: number) {
  const distance = Math.max(1, distanceBetween(self, enemy))
  const x = (enemy.x - self.x) / distance
  const y = (enemy.y - self.y) / distance
  const side = noise(slot, Math.floor(tick / 50)) < 0.5 ? -1 : 1
  const closing = Math.min(1, Math.max(-1, (distance - preferredDistance) / 80))
  return unitVector(x * closing - y * side, y * closing + x * side)
}

function travel(
  world: ArenaWorld,
  self: ArenaPlayer,
  enemy: ArenaPlayer | undefined,
  slot: number,
  tick: number,
) {
  const pad = wantedPad(world, self)
  const goal = pad ?? enemy ?? wanderGoal(layoutIn(world), slot, tick)
  const next = wayTo(layoutIn(world), self, goal)
  return unitVector(next.x - self.x, next.y - self.y)
}

function wantedPad(world: ArenaWorld, self: ArenaPlayer) {
  let best: { x: number; y: number } | undefined
  let bestDistance = self.hp < hurtHp ? 900 : 220
  layoutIn(world).pads.forEach((pad, i) => {
    if (world.padTimers[i] !== 0 || (pad.kind === 'health' && self.hp === hpMax)) return
    const distance = math.hypot(pad.x - self.x, pad.y - self.y)
    if (distance >= bestDistance) return
    bestDistance = distance
    best = pad
  })
  return best
}

function wanderGoal({ half }: Layout, slot: number, tick: number) {
  const leg = Math.floor(tick / 240)
  return { x: (noise(slot, leg) - 0.5) * 1.8 * half, y: (noise(slot + 101, leg) - 0.5) * 1.8 * half }
}

/** Drifts slowly between random offsets, as a hand does, rather than jumping each tick. */
function aimError(slot: number, tick: number): number {
  const period = 18
  const from = noise(slot + 211, Math.floor(tick / period))
  const to = noise(slot + 211, Math.floor(tick / period) + 1)
  const share = (tick % period) / period
  return (from + (to - from) * share - 0.5) * 2 * aimErrorMax
}

function isPausing(slot: number, tick: number): boolean {
  return noise(slot + 307, Math.floor(tick / 24)) < 0.3
}

function turnTowards(from: number, to: number): number {
  return from + math.clamp(math.turnBetween(from, to), -turnMax, turnMax)
}

function distanceBetween(a: ArenaPlayer, b: ArenaPlayer): number {
  return math.hypot(a.x - b.x, a.y - b.y)
}

function unitVector(x: number, y: number) {
  const length = math.hypot(x, y)
  return length === 0 ? { x: 0, y: 0 } : { x: x / length, y: y / length }
}

/** A fixed number in [0, 1) for each pair of integers. */
function noise(a: number, b: number): number {
  let hash = Math.imul(a + 1, 0x9e3779b1) ^ Math.imul(b + 1, 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39)
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32
}
