import { attacks, type Fighter, type MoveName } from '../duel.ts'

/** Two steps. */
const strideUnits = 92

export type Point = readonly [forward: number, up: number]

/** Where the ends of a figure are, in units from the middle between its feet; elbows and knees follow. */
export interface Pose {
  readonly head: Point
  readonly chest: Point
  readonly hip: Point
  readonly leadHand: Point
  readonly rearHand: Point
  readonly leadFoot: Point
  readonly rearFoot: Point
}

const stance: Pose = {
  ...{ head: [10, 108], chest: [5, 86], hip: [-2, 52], leadHand: [30, 84], rearHand: [40, 96] },
  ...{ leadFoot: [-26, 0], rearFoot: [26, 0] },
}

const crouch: Pose = {
  ...{ head: [16, 70], chest: [9, 50], hip: [-6, 24], leadHand: [34, 52], rearHand: [42, 62] },
  ...{ leadFoot: [-28, 0], rearFoot: [24, 0] },
}

const guard: Pose = {
  ...{ head: [-2, 104], chest: [-4, 83], hip: [-6, 50], leadHand: [22, 104], rearHand: [27, 92] },
  ...{ leadFoot: [-32, 0], rearFoot: [22, 0] },
}

/** What a move winds up to, and what it is when it hits. */
const strikes: { readonly [M in MoveName]?: readonly [Pose, Pose] } = {
  jab: [
    { ...stance, chest: [1, 86], leadHand: [8, 86], rearHand: [36, 92] },
    {
      ...stance,
      hip: [6, 51],
      chest: [17, 86],
      head: [21, 107],
      leadHand: [68, 93],
      rearHand: [32, 88],
      rearFoot: [32, 0],
    },
  ],
  kick: [
    { ...stance, hip: [-2, 56], chest: [-10, 90], head: [-8, 112], leadFoot: [16, 44], rearFoot: [4, 0] },
    {
      ...{ hip: [12, 58], chest: [-12, 82], head: [-20, 102], leadHand: [-34, 70], rearHand: [18, 98] },
      ...{ leadFoot: [92, 82], rearFoot: [6, 0] },
    },
  ],
  sweep: [
    { ...crouch, chest: [2, 50], head: [6, 70], leadFoot: [2, 6], rearFoot: [8, 0] },
    {
      ...{ hip: [2, 24], chest: [-22, 42], head: [-26, 62], leadHand: [-46, 10], rearHand: [8, 62] },
      ...{ leadFoot: [96, 6], rearFoot: [4, 0] },
    },
  ],
  uppercut: [
    { ...crouch, chest: [4, 50], leadHand: [2, 20], rearHand: [34, 58] },
    {
      ...{ hip: [12, 70], chest: [17, 106], head: [14, 128], leadHand: [32, 166], rearHand: [6, 78] },
      ...{ leadFoot: [-8, 16], rearFoot: [26, 36] },
    },
  ],
  dive: [
    { ...stance, leadFoot: [12, 34], rearFoot: [-6, 36] },
    {
      ...{ hip: [2, 52], chest: [-12, 84], head: [-14, 106], leadHand: [-36, 96], rearHand: [22, 92] },
      ...{ leadFoot: [58, 2], rearFoot: [10, 40] },
    },
  ],
  bolt: [
    { ...stance, hip: [-8, 48], chest: [-10, 82], head: [-4, 103], leadHand: [-30, 62], rearHand: [-24, 54] },
    {
      ...{ hip: [8, 48], chest: [20, 80], head: [27, 99], leadHand: [64, 82], rearHand: [64, 70] },
      ...{ leadFoot: [-34, 0], rearFoot: [40, 0] },
    },
  ],
  lunge: [
    { ...stance, hip: [-12, 46], chest: [-12, 80], head: [-6, 102], leadHand: [-42, 76], rearHand: [28, 96] },
    {
      ...{ hip: [14, 48], chest: [36, 76], head: [46, 95], leadHand: [88, 84], rearHand: [-4, 62] },
      ...{ leadFoot: [-46, 4], rearFoot: [52, 0] },
    },
  ],
  grab: [
    { ...stance, leadHand: [20, 104], rearHand: [24, 76] },
    {
      ...stance,
      hip: [6, 50],
      chest: [18, 82],
      head: [23, 102],
      leadHand: [58, 100],
      rearHand: [58, 68],
      rearFoot: [34, 0],
    },
  ],
}

/** The figure of a fighter now; `wave` (0 to 1) turns round once a second and a bit, for breath and steps. */
export function poseOf(fighter: Fighter, wave: number): Pose {
  const attack = attacks[fighter.move]
  const strike = strikes[fighter.move]
  if (attack && strike) {
    const [startup, active, recovery] = attack.ticks
    const rest = fighter.move === 'dive' ? leap(fighter) : stance
    const { moveTicks: tick } = fighter
    if (tick < startup) return between(rest, strike[0], Math.min(1, tick / (startup * 0.6)))
    if (tick < startup + active) return between(strike[0], strike[1], Math.min(1, (tick - startup + 1) / 2))
    return between(strike[1], rest, Math.min(1, (tick - startup - active) / (recovery * 0.8)))
  }
  return postures[fighter.move]?.(fighter, wave) ?? breathing(wave)
}

const postures: { readonly [M in MoveName]?: (fighter: Fighter, wave: number) => Pose } = {
  walk: (fighter, wave) => walking(fighter, wave),
  crouch: (_, wave) => ({ ...crouch, head: [16, 70 + Math.sin(wave * 2 * Math.PI) * 1.2] }),
  rise: (fighter) => leap(fighter),
  fall: (fighter) => leap(fighter),
  dash: (fighter) => dashing(fighter),
  block: () => guard,
  crouchBlock: () => ({ ...crouch, chest: [0, 48], head: [6, 66], leadHand: [26, 74], rearHand: [30, 60] }),
  hurt: (fighter) => reeling(fighter),
  launched: (fighter) => tumbling(fighter),
  down: () => lying,
  getUp: (fighter) =>
    fighter.moveTicks < 7
      ? between(lying, kneeling, fighter.moveTicks / 7)
      : between(kneeling, stance, Math.min(1, (fighter.moveTicks - 7) / 11)),
  victory: (fighter, wave) => cheering(fighter, wave),
}

const lying: Pose = {
  ...{ head: [-62, 11], chest: [-40, 13], hip: [-4, 11], leadHand: [-26, 6], rearHand: [-66, 4] },
  ...{ leadFoot: [56, 5], rearFoot: [40, 4] },
}

const kneeling: Pose = {
  ...{ head: [4, 66], chest: [-2, 46], hip: [-12, 22], leadHand: [26, 34], rearHand: [14, 4] },
  ...{ leadFoot: [-38, 2], rearFoot: [20, 0] },
}

/** Blows in turn throw the head back and double the body up. */
function reeling({ moveTicks, combo }: Fighter): Pose {
  const back: Pose = {
    ...{ head: [-26, 98], chest: [-14, 82], hip: [2, 50], leadHand: [18, 62], rearHand: [20, 70] },
    ...{ leadFoot: [-30, 0], rearFoot: [24, 0] },
  }
  const bent: Pose = {
    ...{ head: [22, 84], chest: [6, 74], hip: [-16, 50], leadHand: [24, 54], rearHand: [34, 60] },
    ...{ leadFoot: [-34, 0], rearFoot: [18, 0] },
  }
  return between(combo % 2 === 1 ? back : bent, stance, Math.max(0, Math.min(1, (moveTicks - 8) / 14)))
}

/** Head first backwards through the air: the flatter, the faster it falls. */
function tumbling({ velocityY }: Fighter): Pose {
  const flying: Pose = {
    ...{ head: [-30, 92], chest: [-20, 72], hip: [0, 44], leadHand: [6, 88], rearHand: [-2, 98] },
    ...{ leadFoot: [36, 26], rearFoot: [48, 44] },
  }
  const radians = Math.max(-0.4, Math.min(1.3, (300 - velocityY) / 560))
  return turned(flying, radians)
}

/** Around the hip, to the back. */
function turned(pose: Pose, radians: number): Pose {
  const [sin, cos] = [Math.sin(radians), Math.cos(radians)]
  const [hipX, hipY] = pose.hip
  const at = ([x, y]: Point): Point => [
    hipX + (x - hipX) * cos - (y - hipY) * sin,
    Math.max(4, hipY + (x - hipX) * sin + (y - hipY) * cos),
  ]
  return {
    ...{ head: at(pose.head), chest: at(pose.chest), hip: pose.hip, leadHand: at(pose.leadHand) },
    ...{ rearHand: at(pose.rearHand), leadFoot: at(pose.leadFoot), rearFoot: at(pose.rearFoot) },
  }
}

function dashing({ velocityX, facesRight }: Fighter): Pose {
  const isAhead = velocityX > 0 === facesRight
  if (isAhead)
    return {
      ...{ head: [34, 92], chest: [24, 72], hip: [2, 46], leadHand: [-8, 62], rearHand: [46, 78] },
      ...{ leadFoot: [-44, 14], rearFoot: [34, 2] },
    }
  return {
    ...{ head: [-12, 98], chest: [-10, 78], hip: [-8, 46], leadHand: [22, 82], rearHand: [30, 92] },
    ...{ leadFoot: [-36, 8], rearFoot: [30, 3] },
  }
}

function cheering({ moveTicks }: Fighter, wave: number): Pose {
  const lift = Math.min(1, moveTicks / 14)
  const bob = Math.sin(wave * 2 * Math.PI) * 2
  const proud: Pose = {
    ...{
      head: [4, 114 + bob],
      chest: [0, 91 + bob],
      hip: [-2, 57],
      leadHand: [-26, 62],
      rearHand: [20, 152 + bob * 2],
    },
    ...{ leadFoot: [-18, 0], rearFoot: [18, 0] },
  }
  return between(stance, proud, lift)
}

function breathing(wave: number): Pose {
  const breath = Math.sin(wave * 2 * Math.PI) * 1.6
  const sway = Math.cos(wave * 2 * Math.PI) * 1.2
  return {
    ...stance,
    head: [10 + sway, 108 + breath],
    chest: [5 + sway * 0.6, 86 + breath],
    hip: [-2, 52 + breath * 0.7],
    leadHand: [30 + sway, 84 + breath * 1.8],
    rearHand: [40 + sway, 96 - breath],
  }
}

/** Steps by the way gone, so that no foot slides. */
function walking(fighter: Fighter, wave: number): Pose {
  const way = (fighter.x / strideUnits) * 2 * Math.PI * (fighter.facesRight ? 1 : -1)
  const step = Math.sin(way)
  const lift = Math.cos(way)
  const bob = Math.abs(step) * 3
  const { head, chest, hip, leadHand, rearHand } = breathing(wave)
  return {
    ...{ head: raised(head, -bob), chest: raised(chest, -bob), hip: raised(hip, -bob) },
    ...{ leadHand: raised(leadHand, -bob), rearHand: raised(rearHand, -bob) },
    leadFoot: [-14 + step * 20, Math.max(0, lift * 12)],
    rearFoot: [14 - step * 20, Math.max(0, -lift * 12)],
  }
}

function raised([forward, up]: Point, by: number): Point {
  return [forward, up + by]
}

function leap({ velocityY }: Fighter): Pose {
  const up = Math.max(0, Math.min(1, velocityY / 700))
  return {
    ...stance,
    leadFoot: [-22 + up * 4, 24 - up * 16],
    rearFoot: [22, 40 - up * 6],
    leadHand: [-20 - up * 6, 96 - up * 20],
    rearHand: [36, 100 + up * 16],
  }
}

export function between(from: Pose, to: Pose, share: number): Pose {
  const at = (end: keyof Pose): Point => {
    const [fromForward, fromUp] = from[end]
    const [toForward, toUp] = to[end]
    return [fromForward + (toForward - fromForward) * share, fromUp + (toUp - fromUp) * share]
  }
  return {
    ...{ head: at('head'), chest: at('chest'), hip: at('hip'), leadHand: at('leadHand') },
    ...{ rearHand: at('rearHand'), leadFoot: at('leadFoot'), rearFoot: at('rearFoot') },
  }
}
