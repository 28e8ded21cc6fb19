import {
  angle,
  bool,
  countdown,
  defineGame,
  fixed,
  grid,
  type Infer,
  int,
  list,
  math,
  oneOf,
  playerMap,
  type StepContext,
  u8,
  unit,
} from '@gameserver/engine'

/**
 * Arena: everybody against everybody, seen from above.
 *
 * A player predicts the own movement, cooldowns, pads and shots. Damage, death and respawn depend on what others do,
 * so only the authority applies them. Shots hit at once: the state carries no projectiles, only each player's shot
 * counter and whom the last shot hit, from which the drawing makes tracers even when a snapshot is lost. A shot is judged
 * by what the shooter saw.
 *
 * Up to 32 players fight in one square, and are sent all of it. More of them get four squares, and are sent what is near.
 */

/** Distances are in units, speeds in units per second, times in ticks of 1/60 s unless a name says otherwise. */
const tickRate = 60
export const playerRadius = 13
export const hpMax = 100

/** Nimble, yet an opponent crossing the view at full speed stays long enough to be aimed at. */
export const speedMax = 280
/** Units per second, per second: a tenth of a second from rest to top speed or back, so that turning round feels sharp. */
const acceleration = 2800

/** Fast enough to leave a duel; a tick of it (10 units) stays below the radius, so nobody passes through a wall. */
const dashSpeed = 620
const dashTicks = 10
export const dashCooldownTicks = 110

export const shotRange = 460
const shotDamage = 16
export const shotCooldownTicks = 8
const overchargedCooldownTicks = 5
/** A shot is this much wider than a point: what a hand and a network delay cost is not the player's fault. */
const shotHalfWidth = 5
/** Shots are counted modulo this; at 12 a second, a drawing may miss a whole second and still see a change. */
const shotsModulo = 16

/** Must not be below protectionTicks: both are counted by one timer. */
export const respawnTicks = 120
export const protectionTicks = 90
/**
 * A ship that was shot down flies on as it is steered for this long, and then stops: its player hears of it a round trip late, and
 * has seen it fly on by then. Above the round trip of most lines.
 */
const dyingTicks = 15
/** Where a player will reappear is chosen this long before, so that the own client knows it in time to show it. */
const spawnChoiceTicks = 30
const healthGain = 50
export const overchargeTicks = 480
const countdownSeconds = 3
/** Who comes later than this before the end has no time to reach anything. */
const newcomerSeconds = 30

const pointsPerKill = 100
const pointsPerAssist = 50

export interface Wall {
  left: number
  top: number
  right: number
  bottom: number
}

export interface Pad {
  x: number
  y: number
  kind: 'health' | 'overcharge'
}

export interface Point {
  x: number
  y: number
}

/** What stands where. */
export interface Layout {
  /** The arena reaches so far from its middle. */
  half: number
  /** Middles of the squares that it is made of. */
  squares: readonly Point[]
  walls: readonly Wall[]
  pads: readonly Pad[]
  spawns: readonly Point[]
  /** The walls that a player may touch, by place: squares of `placeSize` units, row by row. */
  wallsByPlace: readonly (readonly Wall[])[]
}

export const squareHalf = 500
const placeSize = 100

/** A quarter of a square. The other three are this one turned, so that no corner has an advantage. */
const wallsOfQuarter: Wall[] = [
  { left: 72, top: -34, right: 98, bottom: 34 },
  { left: 168, top: 168, right: 190, bottom: 286 },
  { left: 168, top: 168, right: 286, bottom: 190 },
  { left: 226, top: -92, right: 250, bottom: 28 },
  { left: 346, top: -38, right: 406, bottom: 22 },
  { left: 112, top: 330, right: 152, bottom: 370 },
  { left: 348, top: 128, right: 370, bottom: 236 },
  { left: 396, top: 396, right: 430, bottom: 430 },
]

/** Points of a quarter at which players may appear: in the open, most of them near the rim. */
const spawnsOfQuarter = [
  { x: 455, y: -130 },
  { x: 440, y: 90 },
  { x: 440, y: 320 },
  { x: 300, y: 420 },
  { x: 300, y: 100 },
  { x: 130, y: 130 },
]

const wallsOfSquare: readonly Wall[] = allQuarters(wallsOfQuarter, (wall, turn) => {
  const a = turn(wall.left, wall.top)
  const b = turn(wall.right, wall.bottom)
  return {
    left: Math.min(a.x, b.x),
    top: Math.min(a.y, b.y),
    right: Math.max(a.x, b.x),
    bottom: Math.max(a.y, b.y),
  }
})
const spawnsOfSquare = allQuarters(spawnsOfQuarter, (spawn, turn) => turn(spawn.x, spawn.y))
const padsOfSquare: readonly Pad[] = [
  { x: 0, y: 0, kind: 'overcharge' },
  ...allQuarters([{ x: 232, y: 232 }], (pad, turn) => turn(pad.x, pad.y)).map(
    (at): Pad => ({ ...at, kind: 'health' }),
  ),
]

/** More players than this get the large arena. */
const playersOfSmall = 32

export const layouts = {
  small: layoutOf([{ x: 0, y: 0 }]),
  large: layoutOf(allQuarters([{ x: squareHalf, y: squareHalf }], (at, turn) => turn(at.x, at.y))),
}

/**
 * What the large arena sends to whom: a screen shows about 830 by 470 units, looking ahead. The farthest cells fill up what is
 * left of a packet.
 */
const neighbourhood = grid<ArenaWorld>({
  maps: ['players'],
  eyes: 'players',
  half: layouts.large.half,
  cellSize: 500,
  sight: 420,
})

const padRadius = 24
/** Pads count their way back in steps of half a second: a timer that changed each tick would cost bits in each delta. */
const ticksPerPadStep = 30
export const padSteps = { health: 20, overcharge: 50 }

/** As many as a room holds. */
const playersMax = 100
/** Slots in the state, which go up to 127, are shifted by one, so that 0 says nobody. */
const nobody = 0
const someone = int(0, 128)

const player = {
  x: fixed(-1024, 1024, 1 / 16, { rate: 'velocityX' }),
  y: fixed(-1024, 1024, 1 / 16, { rate: 'velocityY' }),
  /** Coarse, as they take bits in every delta: a step of 20 units per second is a third of a unit in a tick. */
  velocityX: fixed(-640, 640, 20),
  velocityY: fixed(-640, 640, 20),
  aim: angle(10),
  /** 0: dead. */
  hp: int(0, hpMax),
  shots: int(0, shotsModulo - 1),
  /** Whom the last shot hit. */
  hit: someone,
  shotCooldown: countdown(15),
  /** Counts down from dashCooldownTicks; the first dashTicks of it are the dash itself. */
  dashCooldown: countdown(dashCooldownTicks),
  overcharge: countdown(overchargeTicks),
  /** While dead until the respawn, while alive until the protection ends. */
  spawnTimer: countdown(respawnTicks),
  /** While dead: number of the spawn to reappear at, from 1; 0 until it is chosen. */
  spawn: int(0, layouts.large.spawns.length),
}

/** Apart from what changes in every tick: a record that has not changed costs a delta a single bit. */
const record = {
  kills: int(0, 1023),
  assists: int(0, 1023),
  deaths: int(0, 1023),
  streak: int(0, 127),
  /** The newest attacker, and the newest other one, who gets the assist. */
  hurtBy: someone,
  hurtBefore: someone,
}

const state = {
  phase: oneOf('countdown', 'fight', 'over'),
  isLarge: bool,
  /** Until the fight begins, then until it is over. */
  secondsLeft: int(0, 4095),
  padTimers: list(int(0, 63), layouts.large.pads.length),
  players: playerMap(player),
  records: playerMap(record),
}

const input = { moveX: unit(), moveY: unit(), aim: angle(10), fire: bool, dash: bool }

const settings = { seconds: { default: 180, min: 10, max: 3600 } }

const events = {
  kill: { by: u8, target: u8, streak: u8, streakEnded: u8 },
}

export type ArenaWorld = Infer<typeof state>
export type ArenaPlayer = Infer<typeof player>
export type ArenaRecord = Infer<typeof record>
export type ArenaInput = Infer<typeof input>
type Context = StepContext<typeof events, typeof settings, ArenaWorld>

/** The small arena is a single cell. */
const everything = [0]

const neutral: ArenaInput = { moveX: 0, moveY: 0, aim: 0, fire: false, dash: false }

export const arena = defineGame({
  id: 'arena',
  name: 'Arena',
  version: '1.0.0',
  description: 'Everybody against everybody: blaster, dash and three minutes.',
  tickRate,
  sendRate: 30,
  mode: 'full',
  players: { min: 2, max: playersMax },
  // One square holds no more.
  dropIn: { playersMax: playersOfSmall },
  settings,
  state,
  input,
  events,
  rules: { maxSpeed: dashSpeed, rewindMs: 250 },
  /** Who watches sees all of the large arena: five seconds later nobody is where they were. */
  spectators: { delaySeconds: 5 },
  leaderboards: [
    {
      id: 'arena-week',
      name: 'This week',
      policy: 'sum',
      schedule: { every: 'week' },
      rewards: [
        { fromRank: 1, toRank: 1, reward: { badge: 'gold' } },
        { fromRank: 2, toRank: 3, reward: { badge: 'silver' } },
        { fromRank: 4, toRank: 10, reward: { badge: 'bronze' } },
      ],
    },
  ],
  achievements: [
    { id: 'arena-first', name: 'First blood', description: 'Play a match', counter: 'matches', goal: 1 },
    { id: 'arena-wins-10', name: 'Gladiator', description: 'Win ten matches', counter: 'wins', goal: 10 },
    {
      id: 'arena-streak-3',
      name: 'Unbeaten',
      description: 'Win three in a row',
      counter: 'winStreak',
      goal: 3,
    },
  ],

  cells: {
    maps: ['players'],
    cellOf: (player: ArenaPlayer, slot, world) =>
      world.isLarge ? neighbourhood.cellOf(player as never, slot, world) : 0,
    seenBy: (world, slot) => (world.isLarge ? neighbourhood.seenBy(world, slot) : everything),
  },

  setup(world, ctx) {
    world.isLarge = ctx.seats > playersOfSmall
    world.phase = 'countdown'
    world.secondsLeft = countdownSeconds
    world.padTimers = layoutIn(world).pads.map(() => 0)
  },

  join(world, slot, ctx) {
    const { spawns } = layoutIn(world)
    world.players.set(slot, newPlayer(spawns[freeSpawn(world, slot, ctx)] as Point))
    world.records.set(slot, {
      kills: 0,
      assists: 0,
      deaths: 0,
      streak: 0,
      hurtBy: nobody,
      hurtBefore: nobody,
    })
  },

  leave(world, slot) {
    world.players.delete(slot)
    world.records.delete(slot)
  },

  step(world, inputs, ctx) {
    countTime(world, ctx)
    if (world.phase === 'over') return
    const hits: Hit[] = []
    for (const [slot, player] of world.players) {
      const input = inputs.get(slot)
      // Those whose inputs a client cannot know stand still for it: their snapshots place them.
      if (!input && ctx.isPredicting) continue
      coolDown(player)
      const steering = isSteered(player) ? (input ?? neutral) : { ...neutral, aim: player.aim }
      move(player, steering, layoutIn(world))
      if (player.hp === 0) waitForRespawn(world, slot, ctx)
      else usePads(world, player)
    }
    // All have moved before anyone fires, and all fire before anyone dies: the order of slots is no advantage.
    if (world.phase === 'fight') {
      for (const [slot, player] of world.players) {
        if (inputs.get(slot)?.fire) fire(world, slot, player, hits, ctx)
      }
    }
    if (!ctx.isPredicting) for (const hit of hits) hurt(world, hit, ctx)
  },

  isOver: (world) => world.phase === 'over',
  isOpen: (world, { settings }) =>
    (world.phase === 'countdown' ? settings.seconds : world.secondsLeft) >= newcomerSeconds,

  scores: (world) => [...world.records].map(([slot, record]) => ({ slot, score: pointsOf(record) })),
})

export default arena

export function layoutIn({ isLarge }: Pick<ArenaWorld, 'isLarge'>): Layout {
  return isLarge ? layouts.large : layouts.small
}

export function pointsOf(record: ArenaRecord): number {
  return record.kills * pointsPerKill + record.assists * pointsPerAssist
}

function countTime(world: ArenaWorld, ctx: Context): void {
  if (ctx.tick % ticksPerPadStep === 0) {
    world.padTimers = world.padTimers.map((steps) => Math.max(0, steps - 1))
  }
  if (ctx.tick % tickRate !== 0 || world.phase === 'over') return
  world.secondsLeft--
  if (world.secondsLeft > 0) return
  world.secondsLeft = world.phase === 'countdown' ? ctx.settings.seconds : 0
  world.phase = world.phase === 'countdown' ? 'fight' : 'over'
}

function coolDown(player: ArenaPlayer): void {
  player.shotCooldown = Math.max(0, player.shotCooldown - 1)
  player.dashCooldown = Math.max(0, player.dashCooldown - 1)
  player.overcharge = Math.max(0, player.overcharge - 1)
  if (player.hp > 0) player.spawnTimer = Math.max(0, player.spawnTimer - 1)
}

function move(player: ArenaPlayer, input: ArenaInput, layout: Layout): void {
  player.aim = input.aim
  const push = Math.max(1, math.hypot(input.moveX, input.moveY))
  const wantX = input.moveX / push
  const wantY = input.moveY / push
  if (input.dash && player.dashCooldown === 0) dash(player, wantX, wantY)
  if (!isDashing(player)) accelerate(player, wantX * speedMax, wantY * speedMax)
  player.x += player.velocityX / tickRate
  player.y += player.velocityY / tickRate
  // A second pass settles what the first pushed into a neighbouring wall.
  collide(player, layout)
  collide(player, layout)
}

function isSteered(player: ArenaPlayer): boolean {
  return player.hp > 0 || player.spawnTimer > respawnTicks - dyingTicks
}

export function isDashing(player: ArenaPlayer): boolean {
  return player.dashCooldown > dashCooldownTicks - dashTicks
}

/** Dashes where the player is heading, or aims when standing. */
function dash(player: ArenaPlayer, wantX: number, wantY: number): void {
  const isHeading = wantX !== 0 || wantY !== 0
  const x = isHeading ? wantX : math.cos(player.aim)
  const y = isHeading ? wantY : math.sin(player.aim)
  const length = math.hypot(x, y)
  player.velocityX = (x / length) * dashSpeed
  player.velocityY = (y / length) * dashSpeed
  player.dashCooldown = dashCooldownTicks
}

function accelerate(player: ArenaPlayer, wantX: number, wantY: number): void {
  const x = wantX - player.velocityX
  const y = wantY - player.velocityY
  const missing = math.hypot(x, y)
  const share = missing === 0 ? 0 : Math.min(1, acceleration / tickRate / missing)
  player.velocityX += x * share
  player.velocityY += y * share
}

function collide(player: ArenaPlayer, layout: Layout): void {
  for (const wall of layout.wallsByPlace[placeAt(layout.half, player.x, player.y)] ?? []) {
    const x = player.x - math.clamp(player.x, wall.left, wall.right)
    const y = player.y - math.clamp(player.y, wall.top, wall.bottom)
    const squared = x * x + y * y
    if (squared === 0 || squared >= playerRadius * playerRadius) continue
    const distance = math.sqrt(squared)
    pushOut(player, x / distance, y / distance, playerRadius - distance)
  }
  const reach = layout.half - playerRadius
  if (player.x < -reach) pushOut(player, 1, 0, -reach - player.x)
  if (player.x > reach) pushOut(player, -1, 0, player.x - reach)
  if (player.y < -reach) pushOut(player, 0, 1, -reach - player.y)
  if (player.y > reach) pushOut(player, 0, -1, player.y - reach)
}

/** Moves the player along a wall's normal and takes the speed into the wall; what is along it stays, so they slide. */
function pushOut(player: ArenaPlayer, normalX: number, normalY: number, depth: number): void {
  player.x += normalX * depth
  player.y += normalY * depth
  const into = Math.min(0, player.velocityX * normalX + player.velocityY * normalY)
  player.velocityX -= normalX * into
  player.velocityY -= normalY * into
}

function usePads(world: ArenaWorld, player: ArenaPlayer): void {
  const reach = padRadius + playerRadius
  layoutIn(world).pads.forEach((pad, i) => {
    if (world.padTimers[i] !== 0 || Math.abs(pad.x - player.x) > reach) return
    if (math.hypot(pad.x - player.x, pad.y - player.y) > reach) return
    if (pad.kind === 'health' && player.hp === hpMax) return
    if (pad.kind === 'health') player.hp = Math.min(hpMax, player.hp + healthGain)
    else player.overcharge = overchargeTicks
    world.padTimers[i] = padSteps[pad.kind]
  })
}

interface Hit {
  by: number
  target: number
}

function fire(world: ArenaWorld, slot: number, player: ArenaPlayer, hits: Hit[], ctx: Context): void {
  if (player.hp === 0 || player.shotCooldown > 0) return
  const target = shotTarget(world, slot, player, ctx)
  player.shotCooldown = player.overcharge > 0 ? overchargedCooldownTicks : shotCooldownTicks
  player.shots = (player.shots + 1) % shotsModulo
  player.hit = target === undefined ? nobody : target + 1
  player.spawnTimer = 0
  if (target !== undefined) hits.push({ by: slot, target })
}

/** The nearest living player along the aim, in front of any wall, where the shooter saw them. */
function shotTarget(world: ArenaWorld, slot: number, player: ArenaPlayer, ctx: Context): number | undefined {
  const seen = ctx.asSeenBy(slot).players
  const directionX = math.cos(player.aim)
  const directionY = math.sin(player.aim)
  const reach = playerRadius + shotHalfWidth
  let nearest = distanceToWall(layoutIn(world), player.x, player.y, directionX, directionY, shotRange)
  let target: number | undefined
  // By position: a hundred shooters look at a hundred others.
  for (let index = 0; index < world.players.size; index++) {
    const otherSlot = world.players.keyAt(index)
    const now = world.players.valueAt(index)
    if (otherSlot === slot || now.hp === 0 || !isNearRay(now, player, directionX, directionY)) continue
    const other = seen.get(otherSlot)
    if (!other || other.hp === 0) continue
    const x = other.x - player.x
    const y = other.y - player.y
    const along = x * directionX + y * directionY
    const aside = x * directionY - y * directionX
    if (along < 0 || along >= nearest || Math.abs(aside) > reach) continue
    nearest = along
    target = otherSlot
  }
  return target
}

/** Whether somebody may have been on the ray a quarter of a second ago, at top speed: who can't have been isn't looked up. */
function isNearRay(at: Point, from: Point, directionX: number, directionY: number): boolean {
  const margin = dashSpeed / 4 + playerRadius + shotHalfWidth
  const x = at.x - from.x
  const y = at.y - from.y
  const along = x * directionX + y * directionY
  return along > -margin && along < shotRange + margin && Math.abs(x * directionY - y * directionX) < margin
}

/** How far a ray gets before the first wall, at most `range`. Slab method; the direction has length 1. */
export function distanceToWall(
  { half, walls }: Layout,
  x: number,
  y: number,
  directionX: number,
  directionY: number,
  range: number,
): number {
  let nearest = Math.min(range, distanceToRim(half, x, directionX), distanceToRim(half, y, directionY))
  const left = Math.min(x, x + directionX * nearest)
  const right = Math.max(x, x + directionX * nearest)
  for (const wall of walls) {
    if (wall.right < left || wall.left > right) continue
    const [enterX, leaveX] = slab(x, directionX, wall.left, wall.right)
    const [enterY, leaveY] = slab(y, directionY, wall.top, wall.bottom)
    const enter = Math.max(enterX, enterY)
    if (enter >= 0 && enter < nearest && enter <= Math.min(leaveX, leaveY)) nearest = enter
  }
  return nearest
}

function distanceToRim(half: number, at: number, direction: number): number {
  if (direction === 0) return Number.POSITIVE_INFINITY
  return Math.max(0, ((direction > 0 ? half : -half) - at) / direction)
}

function slab(at: number, direction: number, low: number, high: number): [enter: number, leave: number] {
  if (direction === 0) {
    const isInside = at >= low && at <= high
    return isInside
      ? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
      : [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  }
  const a = (low - at) / direction
  const b = (high - at) / direction
  return a < b ? [a, b] : [b, a]
}

function hurt(world: ArenaWorld, { by, target: slot }: Hit, ctx: Context): void {
  const target = world.players.get(slot)
  const record = world.records.get(slot)
  if (!target || !record || target.hp === 0 || target.spawnTimer > 0) return
  target.hp = Math.max(0, target.hp - shotDamage)
  if (record.hurtBy !== by + 1) {
    record.hurtBefore = record.hurtBy
    record.hurtBy = by + 1
  }
  if (target.hp > 0) return
  target.overcharge = 0
  target.spawnTimer = respawnTicks
  recordKill(world, record, slot, ctx)
}

function recordKill(world: ArenaWorld, victim: ArenaRecord, target: number, ctx: Context): void {
  const by = victim.hurtBy - 1
  const killer = world.records.get(by)
  const helper = victim.hurtBefore === nobody ? undefined : world.records.get(victim.hurtBefore - 1)
  if (killer) {
    killer.kills++
    killer.streak++
  }
  if (helper) helper.assists++
  ctx.emit('kill', { by, target, streak: killer?.streak ?? 0, streakEnded: victim.streak })
  victim.deaths++
  victim.streak = 0
  victim.hurtBy = nobody
  victim.hurtBefore = nobody
}

function waitForRespawn(world: ArenaWorld, slot: number, ctx: Context): void {
  const player = world.players.get(slot)
  if (!player) return
  // Where depends on where all others are, which only the authority knows.
  const isToBeChosen = player.spawn === 0 && player.spawnTimer <= spawnChoiceTicks
  if (isToBeChosen && !ctx.isPredicting) player.spawn = freeSpawn(world, slot, ctx) + 1
  const spawn = layoutIn(world).spawns[player.spawn - 1]
  if (player.spawnTimer > 1) player.spawnTimer--
  else if (spawn) world.players.set(slot, { ...newPlayer(spawn), shots: player.shots })
}

function newPlayer(at: Point): ArenaPlayer {
  return {
    x: at.x,
    y: at.y,
    velocityX: 0,
    velocityY: 0,
    aim: math.atan2(-at.y, -at.x),
    hp: hpMax,
    shots: 0,
    hit: nobody,
    shotCooldown: 0,
    dashCooldown: 0,
    overcharge: 0,
    spawnTimer: protectionTicks,
    spawn: 0,
  }
}

/** Number, from 0, of the spawn farthest from its nearest enemy, give or take, so that nobody can wait for a victim there. */
function freeSpawn(world: ArenaWorld, slot: number, ctx: Context): number {
  const { half, spawns } = layoutIn(world)
  const taken: Point[] = []
  for (const [otherSlot, other] of world.players) {
    // The dead count where they will be.
    const at = other.hp > 0 ? other : spawns[other.spawn - 1]
    if (otherSlot !== slot && at) taken.push(at)
  }
  let best = 0
  let bestDistance = -1
  for (const [index, spawn] of spawns.entries()) {
    const distance = Math.min(2 * half, nearestDistance(taken, spawn)) + ctx.random.int(60)
    if (distance <= bestDistance) continue
    best = index
    bestDistance = distance
  }
  return best
}

function nearestDistance(taken: readonly Point[], { x, y }: Point): number {
  let least = Number.POSITIVE_INFINITY
  for (const at of taken) least = Math.min(least, (at.x - x) ** 2 + (at.y - y) ** 2)
  return math.sqrt(least)
}

function allQuarters<T>(quarter: readonly T[], turned: (item: T, turn: Turn) => T): T[] {
  const turns: Turn[] = [
    (x, y) => ({ x, y }),
    (x, y) => ({ x: -y, y: x }),
    (x, y) => ({ x: -x, y: -y }),
    (x, y) => ({ x: y, y: -x }),
  ]
  return turns.flatMap((turn) => quarter.map((item) => turned(item, turn)))
}

function layoutOf(squares: readonly Point[]): Layout {
  const half = squareHalf * math.sqrt(squares.length)
  const walls = squares.flatMap(({ x, y }) =>
    wallsOfSquare.map(({ left, top, right, bottom }) => ({
      left: left + x,
      top: top + y,
      right: right + x,
      bottom: bottom + y,
    })),
  )
  const pads = squares.flatMap((at) =>
    padsOfSquare.map((pad) => ({ ...pad, x: pad.x + at.x, y: pad.y + at.y })),
  )
  const spawns = squares.flatMap((at) => spawnsOfSquare.map(({ x, y }) => ({ x: x + at.x, y: y + at.y })))
  const side = (2 * half) / placeSize
  const wallsByPlace = Array.from({ length: side * side }, (_, place) => {
    const left = (place % side) * placeSize - half - playerRadius
    const top = Math.floor(place / side) * placeSize - half - playerRadius
    const reach = placeSize + 2 * playerRadius
    return walls.filter(
      (wall) => wall.right > left && wall.left < left + reach && wall.bottom > top && wall.top < top + reach,
    )
  })
  return { half, squares, walls, pads, spawns, wallsByPlace }
}

function placeAt(half: number, x: number, y: number): number {
  const last = (2 * half) / placeSize - 1
  const row = math.clamp(Math.floor((y + half) / placeSize), 0, last)
  return row * (last + 1) + math.clamp(Math.floor((x + half) / placeSize), 0, last)
}

type Turn = (x: number, y: number) => { x: number; y: number }
