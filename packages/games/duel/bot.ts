import { attacks, type DuelInput, type DuelWorld, type Fighter } from './duel.ts'

/**
 * A sparring partner: keeps its distance, blocks some of what it sees coming, punishes some of what has missed. Somebody who
 * plays for the first time should win about every second match. Decides anew every few ticks, as people do, and keeps
 * nothing between calls.
 */

export type Random = () => number

const still: DuelInput = { moveX: 0, moveY: 0, light: false, heavy: false, special: false }
/** How long an intention lasts; a person's reaction time is about 13 ticks. */
const intentionTicks = 17
/** From one press of a button to the next, and how much later the first may be: three ticks lie between any two, as the rules have it. */
const pressTicks = 6
const pressDelays = 3
/** Of what comes at it, blocked. */
const blockShare = 0.35
/** A blow is seen this long after it began: jabs are not, but guessed. */
const seenTicks = 6

type Intention =
  | 'approach'
  | 'retreat'
  | 'guard'
  | 'poke'
  | 'combo'
  | 'low'
  | 'jump'
  | 'shoot'
  | 'throw'
  | 'wait'

export function think(world: DuelWorld, slot: number, tick: number, _random: Random): DuelInput {
  const own = world.fighters.get(slot)
  const other = [...world.fighters].find(([key]) => key !== slot)?.[1]
  if (!own || !other || world.phase !== 'fight' || own.hp === 0) return still
  const towards = other.x > own.x ? 1 : -1
  const turn = Math.floor(tick / intentionTicks)
  const intention = intentionOf(own, other, slot, turn)
  // Buttons are pressed and let go: held ones do nothing.
  const delay = Math.floor(noise(slot + 3, turn) * pressDelays)
  const isPress = (tick % intentionTicks) % pressTicks === delay
  const isThreatened = threatens(other, own) && noise(slot + 7, turn) < blockShare
  if (isThreatened) return { ...still, moveX: -towards, moveY: other.move === 'sweep' ? -1 : 0 }
  switch (intention) {
    case 'approach':
      return { ...still, moveX: towards }
    case 'retreat':
    case 'guard':
      return { ...still, moveX: -towards }
    case 'poke':
      return { ...still, heavy: isPress }
    case 'combo':
      return { ...still, moveX: own.hasConnected ? towards : 0, ...nextOfCombo(own, isPress) }
    case 'low':
      return { ...still, moveY: -1, heavy: isPress }
    case 'jump':
      return { ...still, moveX: towards, moveY: own.y === 0 ? 1 : 0, heavy: own.velocityY < 0 && isPress }
    case 'shoot':
      return { ...still, special: isPress }
    case 'throw':
      return { ...still, light: isPress, heavy: isPress }
    case 'wait':
      return still
  }
}

function intentionOf(own: Fighter, other: Fighter, slot: number, turn: number): Intention {
  const distance = Math.abs(own.x - other.x)
  const chance = noise(slot, turn)
  const isOpen = attacks[other.move] !== undefined || other.move === 'getUp'
  if (distance > 260) return own.meter >= 20 && chance < 0.35 ? 'shoot' : 'approach'
  if (distance > 130) {
    if (chance < 0.45) return 'approach'
    if (chance < 0.6) return 'jump'
    if (chance < 0.75) return own.meter >= 20 ? 'shoot' : 'approach'
    return chance < 0.9 ? 'wait' : 'retreat'
  }
  if (isOpen && chance < 0.35) return 'combo'
  if (chance < 0.14) return 'combo'
  if (chance < 0.3) return 'poke'
  if (chance < 0.4) return 'low'
  if (chance < 0.46) return 'throw'
  if (chance < 0.7) return 'wait'
  return chance < 0.85 ? 'guard' : 'retreat'
}

/** Jabs until one lands, then what it leads into. */
function nextOfCombo(own: Fighter, isPress: boolean): Partial<DuelInput> {
  if (!own.hasConnected) return { light: isPress }
  if (own.move === 'jab') return { heavy: isPress }
  return { special: isPress }
}

function threatens(other: Fighter, own: Fighter): boolean {
  const attack = attacks[other.move]
  if (!attack) return false
  const [startup, active] = attack.ticks
  const isComing = other.moveTicks >= seenTicks && other.moveTicks < startup + active
  return isComing && Math.abs(other.x - own.x) < attack.reach + 60
}

/** A fixed number in [0, 1) for each pair of integers. */
function noise(a: number, b: number): number {
  let hash = Math.imul(a + 1, 0x9e3779b1) ^ Math.imul(b + 1, 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39)
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32
}
