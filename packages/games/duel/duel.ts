import {
  bool,
  defineGame,
  fixed,
  type Infer,
  type Inputs,
  int,
  map,
  math,
  oneOf,
  playerMap,
  type StepContext,
  u8,
} from '@gameserver/engine'

/**
 * Duel: two fighters, three rounds, seen from the side. All of it is simulated on both sides and by the authority, with
 * rollback: a blow lands in the tick in which it lands on the screen of who strikes it.
 */

const tickRate = 60
export const stageHalf = 420
export const hpMax = 100
export const meterMax = 100
const bodyHalf = 24
const bodyHeight = 120
const crouchHeight = 78

const walkSpeed = 200
const backSpeed = 150
const dashSpeed = 520
const dashTicks = 14
/** Two taps of a direction within this are a dash. */
const doubleTapTicks = 12
const jumpSpeed = 760
const airSpeed = 230
const gravity = 2300
const boltSpeed = 460
const boltTicks = 110
/** A button pressed this much too early counts when it can. */
const bufferTicks = 6
/** Both stand still when a blow lands: what makes it heavy. */
const hitStopTicks = 7
const blockStopTicks = 4
const introTicks = 100
const knockOutTicks = 150
const downTicks = 34
const getUpTicks = 18
/** So many blows in a row, and who is in the air falls through all others: no combo lasts for ever. */
const comboMax = 6
/** Each further blow of a combo does this share of the one before, down to a tenth. */
const comboShare = 0.82
const chipShare = 0.12

const moveNames = [
  'stand',
  'walk',
  'crouch',
  'rise',
  'fall',
  'dash',
  'jab',
  'kick',
  'sweep',
  'uppercut',
  'dive',
  'bolt',
  'lunge',
  'grab',
  'block',
  'crouchBlock',
  'hurt',
  'launched',
  'down',
  'getUp',
  'victory',
] as const

export type MoveName = (typeof moveNames)[number]

/** Times in ticks, lengths in units, of which a fighter is 48 wide and 120 tall. */
interface Attack {
  /** Ticks before it can hit, while it can, and after that. */
  readonly ticks: readonly [startup: number, active: number, recovery: number]
  readonly damage: number
  /** How long the other one can do nothing after being hit, and after blocking it. */
  readonly stun: readonly [hit: number, block: number]
  /** How far ahead of the fighter's middle it reaches, and between which heights. */
  readonly reach: number
  readonly heights: readonly [low: number, high: number]
  /** Units per second the other one is pushed away. */
  readonly push: number
  /** Which guard stops it; any, unless told. */
  readonly stoppedBy?: 'crouching' | 'standing' | 'nothing'
  readonly effect?: 'launch' | 'trip' | 'throw'
  /** Moves that may follow at once when this one has met its target. */
  readonly into: readonly MoveName[]
  /** Units per second forward until it has struck. */
  readonly drive?: number
  readonly meterCost?: number
}

/** The faster, the weaker; what is safe when blocked reaches less far; what launches is open to punishment when it misses. */
export const attacks: { readonly [M in MoveName]?: Attack } = {
  jab: {
    ...{ ticks: [4, 3, 8], damage: 4, stun: [16, 10], reach: 66, heights: [70, 105], push: 130 },
    into: ['jab', 'kick', 'sweep', 'uppercut', 'bolt', 'lunge'],
  },
  kick: {
    ...{ ticks: [9, 4, 17], damage: 9, stun: [22, 15], reach: 92, heights: [45, 100], push: 260 },
    into: ['bolt', 'lunge', 'uppercut'],
  },
  sweep: {
    ...{ ticks: [10, 4, 22], damage: 8, stun: [10, 14], reach: 96, heights: [0, 30], push: 90 },
    ...{ stoppedBy: 'crouching', effect: 'trip', into: ['bolt'] },
  },
  uppercut: {
    ...{ ticks: [5, 6, 30], damage: 11, stun: [30, 14], reach: 60, heights: [60, 190], push: 110 },
    ...{ effect: 'launch', into: [] },
  },
  dive: {
    ...{ ticks: [5, 16, 4], damage: 8, stun: [20, 14], reach: 60, heights: [-40, 70], push: 160 },
    ...{ stoppedBy: 'standing', into: [] },
  },
  bolt: {
    ...{ ticks: [14, 1, 26], damage: 7, stun: [22, 16], reach: 0, heights: [0, 0], push: 240 },
    ...{ into: [], meterCost: 20 },
  },
  lunge: {
    ...{ ticks: [12, 6, 24], damage: 14, stun: [26, 18], reach: 84, heights: [40, 110], push: 420 },
    ...{ effect: 'launch', into: [], drive: 430, meterCost: 50 },
  },
  grab: {
    ...{ ticks: [5, 2, 26], damage: 12, stun: [34, 0], reach: 58, heights: [20, 110], push: 300 },
    ...{ stoppedBy: 'nothing', effect: 'throw', into: [] },
  },
}

const fighter = {
  x: fixed(-stageHalf, stageHalf, 1 / 16),
  y: fixed(0, 480, 1 / 16),
  velocityX: fixed(-1200, 1200, 1 / 4),
  velocityY: fixed(-1600, 1600, 1 / 4),
  facesRight: bool,
  hp: int(0, hpMax),
  meter: int(0, meterMax),
  move: oneOf(...moveNames),
  /** Ticks since the move began, and of being stunned still to come. */
  moveTicks: u8,
  stunTicks: u8,
  /** This attack has met its target: it doesn't hit twice, and may be cancelled. */
  hasConnected: bool,
  combo: u8,
  wins: int(0, 9),
  /** Buttons held in the last tick, and the one pressed last, for whose use there is still time. */
  held: int(0, 31),
  wanted: oneOf('nothing', 'light', 'heavy', 'special', 'grab', 'dash'),
  wantedTicks: int(0, bufferTicks),
  /** Since a direction was tapped last, and which. */
  tapTicks: int(0, doubleTapTicks),
  tapRight: bool,
}

const bolt = {
  x: fixed(-stageHalf - 60, stageHalf + 60, 1 / 16),
  y: fixed(0, 480, 1 / 16),
  goesRight: bool,
  by: u8,
  ticksLeft: int(0, boltTicks),
}

const state = {
  phase: oneOf('waiting', 'intro', 'fight', 'knockOut', 'over'),
  phaseTicks: int(0, 255),
  round: int(0, 15),
  ticksLeft: int(0, 65_535),
  stopTicks: int(0, 31),
  nextBolt: int(0, 255),
  bolts: map(bolt, 8),
  fighters: playerMap(fighter),
}

const input = {
  moveX: int(-1, 1),
  /** Up jumps, down crouches. */
  moveY: int(-1, 1),
  light: bool,
  heavy: bool,
  special: bool,
}

const events = {
  strike: { by: u8, target: u8, move: oneOf(...moveNames), damage: u8, isBlocked: bool },
  whiff: { by: u8, move: oneOf(...moveNames) },
  knockOut: { by: u8, target: u8, isPerfect: bool },
  round: { number: u8 },
}

const settings = {
  seconds: { default: 60, min: 10, max: 99 },
  winsNeeded: { default: 2, min: 1, max: 5 },
}

export type DuelWorld = Infer<typeof state>
export type Fighter = Infer<typeof fighter>
export type Bolt = Infer<typeof bolt>
export type DuelInput = Infer<typeof input>
type Context = StepContext<typeof events, typeof settings>

const neutral: DuelInput = { moveX: 0, moveY: 0, light: false, heavy: false, special: false }

export const duel = defineGame({
  id: 'duel',
  name: 'Duel',
  version: '1.0.0',
  description: 'Two fighters, best of three. Rollback: what you see is what you hit.',
  tickRate,
  sendRate: 60,
  mode: 'full',
  rollback: { inputDelayTicks: 2 },
  players: { min: 2, max: 2 },
  queues: {
    ranked: {
      shape: { kind: 'teams', count: 2, size: 1 },
      acceptSeconds: 15,
      leavingIsPenalised: true,
      custom: true,
    },
  },
  settings,
  state,
  input,
  events,
  predicts: ['strike', 'whiff'],
  rules: { maxSpeed: 1600, cadenceTicks: { light: 3, heavy: 3, special: 3 } },

  join(world, slot) {
    world.fighters.set(slot, { ...newFighter(slot), wins: 0 })
  },

  leave(world, slot, ctx) {
    world.fighters.delete(slot)
    if (ctx.tick > 0) world.phase = 'over'
  },

  step(world, inputs, ctx) {
    if (world.phase === 'waiting' || world.phase === 'over') {
      if (world.phase === 'waiting' && world.fighters.size === 2) beginRound(world, ctx)
      return
    }
    const isStopped = world.stopTicks > 0
    for (const [slot, fighter] of world.fighters) noteButtons(fighter, inputs.get(slot) ?? neutral, isStopped)
    if (isStopped) {
      world.stopTicks--
      return
    }
    countPhase(world, ctx)
    for (const [slot, fighter] of world.fighters) {
      const other = opponentOf(world, slot)
      const isFighting = world.phase === 'fight'
      act(world, slot, fighter, other, isFighting ? (inputs.get(slot) ?? neutral) : neutral, ctx)
    }
    for (const fighter of world.fighters.values()) move(fighter)
    keepApart(world)
    flyBolts(world, inputs, ctx)
    if (world.phase === 'fight') strikeAll(world, inputs, ctx)
    if (world.phase === 'fight' && isDecided(world)) endRound(world)
  },

  isOver: (world) => world.phase === 'over',

  scores: (world) => [...world.fighters].map(([slot, { wins }]) => ({ slot, score: wins })),
})

export default duel

function newFighter(slot: number): Fighter {
  const isLeft = slot % 2 === 0
  return {
    x: isLeft ? -130 : 130,
    y: 0,
    velocityX: 0,
    velocityY: 0,
    facesRight: isLeft,
    hp: hpMax,
    meter: 0,
    move: 'stand',
    moveTicks: 0,
    stunTicks: 0,
    hasConnected: false,
    combo: 0,
    wins: 0,
    held: 0,
    wanted: 'nothing',
    wantedTicks: 0,
    tapTicks: 0,
    tapRight: false,
  }
}

function beginRound(world: DuelWorld, ctx: Context): void {
  world.round++
  world.phase = 'intro'
  world.phaseTicks = introTicks
  world.ticksLeft = ctx.settings.seconds * tickRate
  world.bolts.clear()
  for (const [slot, { wins, meter }] of [...world.fighters])
    world.fighters.set(slot, { ...newFighter(slot), wins, meter })
  ctx.emit('round', { number: world.round })
}

function countPhase(world: DuelWorld, ctx: Context): void {
  if (world.phase === 'fight') {
    world.ticksLeft = Math.max(0, world.ticksLeft - 1)
    return
  }
  if (world.phaseTicks > 0) world.phaseTicks--
  if (world.phaseTicks > 0) return
  if (world.phase === 'intro') world.phase = 'fight'
  else if (isMatchDecided(world, ctx.settings.winsNeeded)) world.phase = 'over'
  else beginRound(world, ctx)
}

/** Two who only ever draw are sent home after two rounds more than there can be otherwise. */
function isMatchDecided({ fighters, round }: DuelWorld, winsNeeded: number): boolean {
  return round > 2 * winsNeeded || [...fighters.values()].some(({ wins }) => wins >= winsNeeded)
}

function isDecided({ fighters, ticksLeft }: DuelWorld): boolean {
  return ticksLeft === 0 || [...fighters.values()].some(({ hp }) => hp === 0)
}

/** By the clock or a knock-out. Who has more left wins the round; with equal hit points nobody does. */
function endRound(world: DuelWorld): void {
  for (const [slot, fighter] of world.fighters)
    if (hasMoreLeft(fighter, opponentOf(world, slot))) fighter.wins++
  world.phase = 'knockOut'
  world.phaseTicks = knockOutTicks
}

function hasMoreLeft(fighter: Fighter, other: Fighter | undefined): boolean {
  return other !== undefined && fighter.hp > other.hp
}

/** Remembers presses for a moment, so that fingers need not be exact to the tick; for as long as both are stopped by a blow. */
function noteButtons(fighter: Fighter, input: DuelInput, isStopped: boolean): void {
  const held =
    (input.light ? 1 : 0) |
    (input.heavy ? 2 : 0) |
    (input.special ? 4 : 0) |
    (input.moveX < 0 ? 8 : 0) |
    (input.moveX > 0 ? 16 : 0)
  const pressed = held & ~fighter.held
  if (fighter.wantedTicks === 0) fighter.wanted = 'nothing'
  else if (!isStopped) fighter.wantedTicks--
  if (fighter.tapTicks > 0) fighter.tapTicks--
  if (pressed & 24) {
    const isRight = (pressed & 16) !== 0
    if (fighter.tapTicks > 0 && fighter.tapRight === isRight) want(fighter, 'dash')
    fighter.tapTicks = doubleTapTicks
    fighter.tapRight = isRight
  }
  const isGrab = (pressed & 3) !== 0 && (held & 3) === 3
  if (isGrab) want(fighter, 'grab')
  else if (pressed & 4) want(fighter, 'special')
  else if (pressed & 2) want(fighter, 'heavy')
  else if (pressed & 1) want(fighter, 'light')
  fighter.held = held
}

function want(fighter: Fighter, wanted: Fighter['wanted']): void {
  fighter.wanted = wanted
  fighter.wantedTicks = bufferTicks
}

function act(
  world: DuelWorld,
  slot: number,
  fighter: Fighter,
  other: Fighter | undefined,
  input: DuelInput,
  ctx: Context,
): void {
  fighter.moveTicks = Math.min(fighter.moveTicks + 1, 255)
  if (fighter.stunTicks > 0) {
    fighter.stunTicks--
    if (fighter.stunTicks === 0) recover(fighter)
    return
  }
  const attack = attacks[fighter.move]
  if (attack && isStillAttacking(world, slot, fighter, attack, input, ctx)) return
  if (fighter.move === 'dash' && fighter.moveTicks < dashTicks) return
  if (fighter.move === 'victory' || fighter.hp === 0) return
  if (fighter.y > 0) {
    actInAir(fighter, input)
    return
  }
  if (other && other.x !== fighter.x) fighter.facesRight = other.x > fighter.x
  if (world.phase === 'knockOut' && hasMoreLeft(fighter, other)) {
    begin(fighter, 'victory')
    fighter.velocityX = 0
    return
  }
  const next = wantedMove(fighter, input)
  if (next) begin(fighter, next)
  else walk(fighter, input)
}

function isStillAttacking(
  world: DuelWorld,
  slot: number,
  fighter: Fighter,
  attack: Attack,
  input: DuelInput,
  ctx: Context,
): boolean {
  const [startup, active, recovery] = attack.ticks
  const { move, moveTicks } = fighter
  if (move === 'bolt' && moveTicks === startup) throwBolt(world, slot, fighter)
  if (moveTicks === startup + active && !fighter.hasConnected) ctx.emit('whiff', { by: slot, move })
  if (attack.drive !== undefined)
    fighter.velocityX = moveTicks < startup + active ? forward(fighter) * attack.drive : 0
  const next = wantedMove(fighter, input)
  if (next && fighter.hasConnected && attack.into.includes(next)) {
    begin(fighter, next)
    return true
  }
  if (moveTicks < startup + active + recovery || (move === 'dive' && fighter.y > 0)) return true
  begin(fighter, 'stand')
  return false
}

function wantedMove(fighter: Fighter, { moveX, moveY }: DuelInput): MoveName | undefined {
  const isForward = moveX !== 0 && moveX > 0 === fighter.facesRight
  const isLow = moveY < 0
  const move = chosen(fighter.wanted, isLow, isForward)
  return move && fighter.meter >= (attacks[move]?.meterCost ?? 0) ? move : undefined
}

function chosen(wanted: Fighter['wanted'], isLow: boolean, isForward: boolean): MoveName | undefined {
  if (wanted === 'light') return isLow ? 'uppercut' : 'jab'
  if (wanted === 'heavy') return isLow ? 'sweep' : 'kick'
  if (wanted === 'special') return isForward ? 'lunge' : 'bolt'
  return wanted === 'grab' || wanted === 'dash' ? wanted : undefined
}

function begin(fighter: Fighter, move: MoveName): void {
  const isAgain = fighter.move === move && attacks[move] === undefined
  // Who goes on from a blow that has met is still being pushed back by it.
  const isPushed = fighter.hasConnected
  if (!isAgain || move === 'dash') fighter.moveTicks = 0
  fighter.move = move
  fighter.hasConnected = false
  if (attacks[move] || move === 'dash') {
    fighter.wanted = 'nothing'
    fighter.wantedTicks = 0
    fighter.meter -= attacks[move]?.meterCost ?? 0
    if (move !== 'dive' && !isPushed) fighter.velocityX = 0
  }
  if (move === 'dash') fighter.velocityX = fighter.tapRight ? dashSpeed : -dashSpeed
}

function walk(fighter: Fighter, { moveX, moveY }: DuelInput): void {
  if (moveY > 0) {
    begin(fighter, 'rise')
    fighter.velocityY = jumpSpeed
    fighter.velocityX = moveX * airSpeed
    return
  }
  if (moveY < 0) {
    begin(fighter, 'crouch')
    fighter.velocityX = 0
    return
  }
  const isForward = moveX > 0 === fighter.facesRight
  fighter.velocityX = moveX * (isForward ? walkSpeed : backSpeed)
  begin(fighter, moveX === 0 ? 'stand' : 'walk')
}

function actInAir(fighter: Fighter, input: DuelInput): void {
  const isAttack = fighter.wanted === 'light' || fighter.wanted === 'heavy'
  if (isAttack && fighter.move !== 'dive') begin(fighter, 'dive')
  else begin(fighter, fighter.velocityY > 0 ? 'rise' : 'fall')
  if (input.moveX !== 0 && fighter.velocityX === 0) fighter.velocityX = input.moveX * airSpeed * 0.6
}

/** After being stunned: who was thrown down lies a while, gets up, and only then stands. */
function recover(fighter: Fighter): void {
  if (fighter.move === 'launched' && fighter.y > 0) fighter.stunTicks = 1
  else if (fighter.move === 'launched') fall(fighter)
  else if (fighter.move === 'down' && fighter.hp > 0) {
    fighter.move = 'getUp'
    fighter.moveTicks = 0
    fighter.stunTicks = getUpTicks
  } else if (fighter.hp > 0) {
    fighter.combo = 0
    begin(fighter, 'stand')
  }
}

function fall(fighter: Fighter): void {
  fighter.move = 'down'
  fighter.moveTicks = 0
  fighter.stunTicks = downTicks
  fighter.velocityX = 0
}

function move(fighter: Fighter): void {
  if (fighter.y > 0 || fighter.velocityY > 0) {
    fighter.velocityY -= gravity / tickRate
    fighter.y += fighter.velocityY / tickRate
    if (fighter.y <= 0) land(fighter)
  } else if (fighter.stunTicks > 0 || attacks[fighter.move]) fighter.velocityX *= 0.86
  fighter.x = math.clamp(fighter.x + fighter.velocityX / tickRate, bodyHalf - stageHalf, stageHalf - bodyHalf)
}

function land(fighter: Fighter): void {
  fighter.y = 0
  fighter.velocityY = 0
  if (fighter.move === 'launched' || fighter.hp === 0) fall(fighter)
  else {
    fighter.velocityX = 0
    begin(fighter, 'stand')
  }
}

/** Fighters on the ground don't walk through each other; at the rim the one outside keeps the place. */
function keepApart(world: DuelWorld): void {
  const [a, b] = [...world.fighters.values()]
  if (!a || !b || a.y > 60 || b.y > 60) return
  const overlap = 2 * bodyHalf - Math.abs(a.x - b.x)
  if (overlap <= 0) return
  const aIsLeft = a.x < b.x || (a.x === b.x && a.facesRight)
  const left = aIsLeft ? a : b
  const right = aIsLeft ? b : a
  left.x = Math.max(bodyHalf - stageHalf, left.x - overlap / 2)
  right.x = Math.min(stageHalf - bodyHalf, left.x + 2 * bodyHalf)
  left.x = Math.min(left.x, right.x - 2 * bodyHalf)
}

function throwBolt(world: DuelWorld, slot: number, fighter: Fighter): void {
  if (world.bolts.isFull) return
  const x = fighter.x + forward(fighter) * 40
  world.bolts.set(world.nextBolt, {
    x,
    y: fighter.y + 76,
    goesRight: fighter.facesRight,
    by: slot,
    ticksLeft: boltTicks,
  })
  world.nextBolt = (world.nextBolt + 1) % 256
}

function flyBolts(world: DuelWorld, inputs: Inputs<DuelInput>, ctx: Context): void {
  for (const [key, bolt] of world.bolts) {
    bolt.x += ((bolt.goesRight ? 1 : -1) * boltSpeed) / tickRate
    bolt.ticksLeft = Math.max(0, bolt.ticksLeft - 1)
    const clash = [...world.bolts].find(
      ([otherKey, other]) => otherKey !== key && other.by !== bolt.by && Math.abs(other.x - bolt.x) < 18,
    )
    const blow = clash || world.phase !== 'fight' ? undefined : blowOf(world, bolt)
    if (clash) world.bolts.delete(clash[0])
    if (clash || blow || bolt.ticksLeft === 0) world.bolts.delete(key)
    if (blow) strike(world, blow, inputs.get(blow.slot) ?? neutral, ctx)
  }
}

function blowOf(world: DuelWorld, bolt: Bolt): Blow | undefined {
  const striker = world.fighters.get(bolt.by)
  for (const [slot, target] of world.fighters) {
    const isAt = Math.abs(target.x - bolt.x) < bodyHalf + 10
    const isHigh = bolt.y >= target.y && bolt.y < target.y + heightOf(target)
    if (!striker || slot === bolt.by || !isAt || !isHigh || !canBeHit(target)) continue
    return { by: bolt.by, striker, slot, target, move: 'bolt', from: bolt.goesRight ? -1 : 1 }
  }
  return undefined
}

/** Blows of one tick land together: neither fighter is first by the number of the seat. */
function strikeAll(world: DuelWorld, inputs: Inputs<DuelInput>, ctx: Context): void {
  const blows = [...world.fighters].flatMap(([by, striker]): Blow[] => {
    const attack = attacks[striker.move]
    const opponent = [...world.fighters].find(([slot]) => slot !== by)
    if (!attack || !opponent || !reaches(striker, attack, opponent[1])) return []
    const [slot, target] = opponent
    return [{ by, striker, slot, target, move: striker.move, from: striker.x <= target.x ? -1 : 1 }]
  })
  for (const blow of blows) {
    blow.striker.hasConnected = true
    strike(world, blow, inputs.get(blow.slot) ?? neutral, ctx)
  }
}

function reaches(fighter: Fighter, attack: Attack, target: Fighter): boolean {
  const [startup, active] = attack.ticks
  const isActive = fighter.moveTicks >= startup && fighter.moveTicks < startup + active
  if (!isActive || fighter.hasConnected || attack.reach === 0 || !canBeHit(target)) return false
  if (attack.effect === 'throw' && (target.y > 0 || target.stunTicks > 0)) return false
  const ahead = (target.x - fighter.x) * forward(fighter)
  if (ahead < -bodyHalf || ahead - bodyHalf > attack.reach) return false
  const [low, high] = attack.heights
  return fighter.y + high > target.y && fighter.y + low < target.y + heightOf(target)
}

function canBeHit({ move, hp, combo }: Fighter): boolean {
  if (move === 'launched' && combo >= comboMax) return false
  return hp > 0 && move !== 'down' && move !== 'getUp' && move !== 'victory'
}

function heightOf({ move }: Fighter): number {
  return move === 'crouch' || move === 'crouchBlock' || move === 'sweep' ? crouchHeight : bodyHeight
}

/** Something that meets somebody: a fist, or a bolt, which may outlive the fighter's attention. */
interface Blow {
  readonly by: number
  readonly striker: Fighter
  readonly slot: number
  readonly target: Fighter
  readonly move: MoveName
  /** -1: from the left, 1: from the right. */
  readonly from: number
}

function strike(world: DuelWorld, blow: Blow, input: DuelInput, ctx: Context): void {
  const { by, striker, slot, target, move, from } = blow
  const attack = attacks[move] as Attack
  const isBlocked = blocks(target, attack, from, input)
  const damage = isBlocked
    ? Math.floor(attack.damage * chipShare)
    : Math.max(1, Math.round(attack.damage * shareOf(target.combo)))
  target.hp = Math.max(isBlocked ? 1 : 0, target.hp - damage)
  striker.meter = Math.min(meterMax, striker.meter + (isBlocked ? 4 : 9))
  target.meter = Math.min(meterMax, target.meter + 5)
  push(blow, attack)
  world.stopTicks = isBlocked ? blockStopTicks : hitStopTicks
  ctx.emit('strike', { by, target: slot, move, damage, isBlocked })
  if (isBlocked) guard(target, attack)
  else suffer(target, attack)
  target.moveTicks = 0
  if (target.hp === 0) knockOut(blow, ctx)
}

/** Who stands at the rim can't give way: the striker does, so that nobody is held there with one blow after the other. */
function push({ striker, target, move, from }: Blow, { push }: Attack): void {
  const isAtRim = Math.abs(target.x) >= stageHalf - bodyHalf - 1 && target.x > 0 === from < 0
  if (isAtRim && move !== 'bolt' && striker.y === 0) striker.velocityX = from * push
  target.velocityX = -from * push
}

function shareOf(combo: number): number {
  let share = 1
  for (let blow = 0; blow < combo && share > 0.1; blow++) share *= comboShare
  return share
}

/** Who holds away from the blow blocks it, if the stance is right for it. */
function blocks(target: Fighter, { stoppedBy }: Attack, from: number, { moveX }: DuelInput): boolean {
  const isGuarding = target.move === 'block' || target.move === 'crouchBlock'
  const isBusy = attacks[target.move] !== undefined || target.move === 'dash' || target.y > 0
  if ((target.stunTicks > 0 && !isGuarding) || isBusy || moveX !== -from) return false
  if (stoppedBy === undefined) return true
  const isLow = target.move === 'crouch' || target.move === 'crouchBlock'
  return stoppedBy === (isLow ? 'crouching' : 'standing')
}

function guard(target: Fighter, { stun }: Attack): void {
  target.move = target.move === 'crouch' || target.move === 'crouchBlock' ? 'crouchBlock' : 'block'
  target.stunTicks = stun[1]
}

function suffer(target: Fighter, { effect, stun }: Attack): void {
  target.combo = Math.min(target.combo + 1, 255)
  target.hasConnected = false
  target.stunTicks = stun[0]
  const isStanding = effect === undefined && target.y === 0
  target.move = isStanding ? 'hurt' : 'launched'
  if (!isStanding) target.velocityY = effect === 'trip' ? 180 : effect === 'launch' ? 560 : 380
}

function knockOut({ by, striker, slot, target, from }: Blow, ctx: Context): void {
  target.move = 'launched'
  target.velocityY = 420
  target.velocityX = -from * 260
  target.stunTicks = 255
  ctx.emit('knockOut', { by, target: slot, isPerfect: striker.hp === hpMax })
}

function forward({ facesRight }: Fighter): number {
  return facesRight ? 1 : -1
}

function opponentOf(world: DuelWorld, slot: number): Fighter | undefined {
  for (const [other, fighter] of world.fighters) if (other !== slot) return fighter
  return undefined
}
