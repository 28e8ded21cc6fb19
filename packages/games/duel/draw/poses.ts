import { attacks, type Fighter, type MoveName } from '../duel.ts'

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
  head: [9, 112],
  chest: [5, 92],
  hip: [0, 56],
  leadHand: [32, 92],
  rearHand: [18, 84],
  leadFoot: [20, 0],
  rearFoot: [-20, 0],
}

const crouch: Pose = {
  ...{ head: [12, 72], chest: [7, 56], hip: [-4, 28], leadHand: [34, 58], rearHand: [20, 52] },
  ...{ leadFoot: [24, 0], rearFoot: [-24, 0] },
}

const guard: Pose = { ...stance, head: [2, 110], chest: [-1, 90], leadHand: [20, 106], rearHand: [14, 98] }

/** What a move winds up to, and what it is when it hits. */
const strikes: { readonly [M in MoveName]?: readonly [Pose, Pose] } = {
  jab: [
    { ...stance, leadHand: [14, 88], chest: [2, 92] },
    { ...stance, chest: [14, 91], head: [17, 111], leadHand: [66, 94], leadFoot: [28, 0] },
  ],
  kick: [
    { ...stance, hip: [-4, 58], leadFoot: [10, 44], chest: [-8, 92], head: [-8, 112] },
    { ...stance, hip: [8, 60], chest: [-12, 88], head: [-16, 108], leadFoot: [90, 78], rearHand: [-20, 70] },
  ],
  sweep: [
    { ...crouch, leadFoot: [4, 6] },
    { ...crouch, chest: [-14, 50], head: [-18, 68], leadFoot: [94, 6], rearHand: [-30, 22] },
  ],
  uppercut: [
    { ...crouch, rearHand: [14, 24], leadHand: [28, 60] },
    { ...stance, hip: [10, 66], chest: [14, 102], head: [14, 122], rearHand: [30, 166], leadHand: [2, 70] },
  ],
  dive: [
    { ...stance, leadFoot: [10, 34], rearFoot: [-6, 30] },
    {
      ...stance,
      chest: [-6, 84],
      head: [-8, 104],
      leadFoot: [54, 4],
      rearFoot: [4, 30],
      rearHand: [-22, 96],
    },
  ],
  bolt: [
    { ...stance, leadHand: [-8, 72], rearHand: [-14, 66], chest: [-3, 88], hip: [-4, 50] },
    {
      ...stance,
      chest: [14, 86],
      head: [18, 106],
      leadHand: [58, 80],
      rearHand: [54, 70],
      leadFoot: [34, 0],
    },
  ],
  lunge: [
    { ...stance, rearHand: [-28, 78], chest: [-6, 86], hip: [-8, 48] },
    {
      ...stance,
      chest: [26, 84],
      head: [30, 104],
      hip: [12, 52],
      rearHand: [82, 86],
      leadFoot: [44, 0],
      rearFoot: [-34, 0],
    },
  ],
  grab: [
    { ...stance, leadHand: [24, 100], rearHand: [22, 78] },
    { ...stance, chest: [14, 88], head: [17, 108], leadHand: [54, 100], rearHand: [54, 70] },
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
  crouch: () => crouch,
  rise: (fighter) => leap(fighter),
  fall: (fighter) => leap(fighter),
  dash: () => ({ ...stance, chest: [20, 84], head: [28, 102], leadFoot: [30, 10], rearFoot: [-34, 4] }),
  block: () => guard,
  crouchBlock: () => ({ ...crouch, leadHand: [22, 74], rearHand: [16, 66] }),
  hurt: (fighter) => {
    const share = Math.max(0, 1 - fighter.moveTicks / 16)
    const bent: Pose = {
      ...stance,
      head: [-22, 104],
      chest: [-12, 88],
      leadHand: [10, 70],
      rearHand: [-26, 78],
    }
    return between(stance, bent, share)
  },
  launched: () => ({
    ...{ head: [-52, 40], chest: [-32, 42], hip: [0, 34], leadHand: [-30, 70], rearHand: [-60, 62] },
    ...{ leadFoot: [44, 56], rearFoot: [50, 30] },
  }),
  down: () => ({
    ...{ head: [-56, 8], chest: [-36, 10], hip: [0, 9], leadHand: [-20, 4], rearHand: [-60, 4] },
    ...{ leadFoot: [54, 5], rearFoot: [60, 3] },
  }),
  getUp: (fighter) => between(crouch, stance, Math.min(1, fighter.moveTicks / 18)),
  victory: (fighter, wave) => ({
    ...breathing(wave),
    leadHand: [16, 118 + Math.min(30, fighter.moveTicks)],
    rearHand: [-18, 70],
  }),
}

function breathing(wave: number): Pose {
  const breath = Math.sin(wave * 2 * Math.PI) * 1.6
  return {
    ...stance,
    head: [9, 112 + breath],
    chest: [5, 92 + breath],
    leadHand: [32, 92 + breath * 1.6],
    rearHand: [18, 84 - breath],
  }
}

function walking(fighter: Fighter, wave: number): Pose {
  const step = Math.sin(wave * 5 * Math.PI) * (fighter.velocityX > 0 === fighter.facesRight ? 1 : -1)
  return {
    ...stance,
    leadFoot: [20 + step * 14, Math.max(0, step * 9)],
    rearFoot: [-20 - step * 14, Math.max(0, -step * 9)],
  }
}

function leap({ velocityY }: Fighter): Pose {
  const up = Math.max(0, Math.min(1, velocityY / 700))
  return {
    ...stance,
    leadFoot: [16, 26 - up * 10],
    rearFoot: [-14, 14 - up * 14],
    leadHand: [34, 96 + up * 8],
    rearHand: [-18, 92],
  }
}

function between(from: Pose, to: Pose, share: number): Pose {
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
