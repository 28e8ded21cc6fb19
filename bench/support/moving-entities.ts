/** What both peers pack: kept in floating point, rounded by each as its schema says. */
export interface MovingEntity {
  x: number
  y: number
  vx: number
  vy: number
  aim: number
  hp: number
}

/** One way of carrying entities. */
export interface MovingEntities {
  /** Lets the game run for a tick. */
  step(): void
  /** What is sent after it; only valid until the next one. */
  encode(): Uint8Array
  decode(bytes: Uint8Array): void
  /** Throws if what came out last isn't what went in. */
  check(): void
}

/** The most that an entity moves along an axis in a tick, in units, and turns, in radians. */
const speedMax = 0.5
const turnMax = (2 * Math.PI) / 64
const areaHalf = 512
const velocityChangeShare = 0.05
const hpChangeShare = 0.01

/** mulberry32: the same entities for each peer, and each run. */
export function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export function placeEntity(random: () => number): MovingEntity {
  const around = (half: number) => (random() * 2 - 1) * half
  return {
    x: around(areaHalf),
    y: around(areaHalf),
    vx: around(speedMax),
    vy: around(speedMax),
    aim: random() * 2 * Math.PI,
    hp: 255,
  }
}

/** One tick: goes on, turns round at the rim, turns at random like a hand. */
export function moveEntity(entity: MovingEntity, random: () => number): void {
  if (random() < velocityChangeShare) {
    entity.vx = (random() * 2 - 1) * speedMax
    entity.vy = (random() * 2 - 1) * speedMax
  }
  if (Math.abs(entity.x + entity.vx) > areaHalf) entity.vx = -entity.vx
  if (Math.abs(entity.y + entity.vy) > areaHalf) entity.vy = -entity.vy
  entity.x += entity.vx
  entity.y += entity.vy
  const aim = entity.aim + (random() * 2 - 1) * turnMax
  entity.aim = aim - Math.floor(aim / (2 * Math.PI)) * 2 * Math.PI
  if (random() < hpChangeShare) entity.hp = Math.floor(random() * 256)
}
