import type { AnyGame, Settings } from '../../src/game/define-game.ts'
import type { Random } from '../../src/game/random.ts'
import type { LinkConditions } from '../virtual-network.ts'
import { randomFrom } from './hands.ts'

/** From a cable in the same house to a train in a valley. */
export const networks = ['calm', 'home', 'rough', 'harsh'] as const
export type Network = (typeof networks)[number]

/** What may happen in a match besides its being played. */
export const turns = ['takeover', 'cut', 'leave', 'late', 'settings', 'wild'] as const
export type Turn = (typeof turns)[number]

/** All of a simulated match that is decided before it begins: a function of seed, game and what is asked for. */
export interface MatchPlan {
  readonly seed: number
  readonly players: number
  readonly seconds: number
  readonly network: Network
  /** Of each player, both ways. */
  readonly links: readonly LinkConditions[]
  readonly settings: { readonly [name: string]: number }
  /** Players press what they like, even where a bot could play. */
  readonly isWild: boolean
  /** When the last player joins. */
  readonly lateMs: number | undefined
  /** The slot's connection is gone for a while. */
  readonly cuts: readonly { readonly slot: number; readonly atMs: number; readonly forMs: number }[]
  /** The slot leaves the match and comes back as somebody new. */
  readonly leave: { readonly slot: number; readonly atMs: number; readonly backMs: number } | undefined
  /**
   * The authority dies, and another one goes on from the last checkpoint and the log. What nobody had been told of reliably may be
   * missing from that: `isBehind`.
   */
  readonly takeover:
    | { readonly atMs: number; readonly downMs: number; readonly isBehind: boolean }
    | undefined
}

/** What is asked for instead of what the seed says: how a failure is made smaller, and how it is replayed. */
export interface PlanChoice {
  readonly players?: number | undefined
  readonly seconds?: number | undefined
  readonly network?: Network | undefined
  readonly without?: readonly Turn[] | undefined
}

/** Usually few: more players find no more, and take longer. */
const playersUsual = 4
const playersMany = 8

export function planMatch(game: AnyGame, seed: number, choice: PlanChoice = {}): MatchPlan {
  // Each subject has a generator of its own: choosing one thing leaves the others as they were.
  const draw = (subject: number): Random => randomFrom(Math.imul(seed + 1, 0x9e3779b1) + subject)
  const has = (turn: Turn, share: number, subject: number): boolean =>
    draw(subject).float() < share && !choice.without?.includes(turn)
  const players = choice.players ?? drawPlayers(game, draw(1))
  const seconds = choice.seconds ?? 5 + Math.floor(draw(2).float() ** 3 * 6)
  const network = choice.network ?? drawNetwork(draw(3))
  const endMs = seconds * 1000
  const slotOf = (random: Random): number => random.int(players)
  return {
    ...{ seed, players, seconds, network },
    links: Array.from({ length: players }, (_, slot) => drawLink(network, draw(100 + slot))),
    settings: has('settings', 0.3, 4) ? drawSettings(game, draw(5)) : {},
    isWild: has('wild', 0.3, 6),
    lateMs: players > game.players.min && has('late', 0.3, 7) ? draw(8).float() * endMs * 0.6 : undefined,
    cuts: has('cut', 0.3, 9) ? drawCuts(slotOf, endMs, draw(10)) : [],
    leave: has('leave', 0.15, 11) ? drawLeave(slotOf, endMs, draw(12)) : undefined,
    takeover: has('takeover', 0.3, 13) ? drawTakeover(endMs, draw(14)) : undefined,
  }
}

/** Each a little less than the one before it; the first that still fails is worth more than the whole. */
export function smallerChoices(game: AnyGame, plan: MatchPlan, choice: PlanChoice): PlanChoice[] {
  const without = choice.without ?? []
  const happening: readonly [Turn, boolean][] = [
    ['takeover', plan.takeover !== undefined],
    ['cut', plan.cuts.length > 0],
    ['leave', plan.leave !== undefined],
    ['late', plan.lateMs !== undefined],
    ['settings', Object.keys(plan.settings).length > 0],
    ['wild', plan.isWild],
  ]
  return [
    ...happening.flatMap(([turn, isThere]) => (isThere ? [{ ...choice, without: [...without, turn] }] : [])),
    ...networks.slice(0, networks.indexOf(plan.network)).map((network) => ({ ...choice, network })),
    ...[game.players.min, plan.players - 1]
      .filter((players) => players >= game.players.min && players < plan.players)
      .map((players) => ({ ...choice, players })),
    ...[Math.ceil(plan.seconds / 2), plan.seconds - 1]
      .filter((seconds) => seconds >= 1 && seconds < plan.seconds)
      .map((seconds) => ({ ...choice, seconds })),
  ]
}

function drawPlayers({ players: { min, max } }: AnyGame, random: Random): number {
  const most = random.float() < 0.1 ? playersMany : playersUsual
  return min + random.int(Math.max(0, Math.min(max, most) - min) + 1)
}

function drawNetwork(random: Random): Network {
  const chance = random.float()
  return chance < 0.2 ? 'calm' : chance < 0.5 ? 'home' : chance < 0.85 ? 'rough' : 'harsh'
}

function drawLink(network: Network, random: Random): LinkConditions {
  const from = (low: number, high: number): number => low + random.float() * (high - low)
  switch (network) {
    case 'calm':
      return {
        ...{ delayMs: from(0, 15), jitterMs: from(0, 3), lossShare: 0, burstPackets: 1 },
        duplicateShare: 0,
      }
    case 'home':
      return {
        ...{
          delayMs: from(5, 60),
          jitterMs: from(0, 20),
          lossShare: from(0, 0.03),
          burstPackets: from(1, 2),
        },
        ...{ duplicateShare: from(0, 0.02), detourShare: 0.005 },
      }
    case 'rough':
      return {
        ...{ delayMs: from(15, 120), jitterMs: from(0, 60), lossShare: from(0.02, 0.08) },
        ...{ burstPackets: from(1, 4), duplicateShare: from(0, 0.05), detourShare: from(0, 0.04) },
      }
    case 'harsh':
      return {
        ...{ delayMs: from(30, 200), jitterMs: from(10, 100), lossShare: from(0.08, 0.15) },
        ...{ burstPackets: from(2, 8), duplicateShare: from(0, 0.1), detourShare: from(0, 0.08) },
      }
  }
}

function drawSettings(game: AnyGame, random: Random): MatchPlan['settings'] {
  const settings = Object.entries((game.settings ?? {}) as Settings)
  return Object.fromEntries(settings.map(([name, { min, max }]) => [name, min + random.int(max - min + 1)]))
}

function drawCuts(slotOf: (random: Random) => number, endMs: number, random: Random): MatchPlan['cuts'] {
  return Array.from({ length: 1 + random.int(2) }, () => ({
    slot: slotOf(random),
    atMs: random.float() * endMs * 0.8,
    forMs: 100 + random.float() ** 2 * 3000,
  }))
}

function drawLeave(slotOf: (random: Random) => number, endMs: number, random: Random): MatchPlan['leave'] {
  const atMs = endMs * (0.2 + 0.4 * random.float())
  return { slot: slotOf(random), atMs, backMs: atMs + 50 + random.float() * 1500 }
}

function drawTakeover(endMs: number, random: Random): MatchPlan['takeover'] {
  return {
    atMs: endMs * (0.1 + 0.7 * random.float()),
    downMs: 50 + random.float() ** 2 * 2450,
    isBehind: random.float() < 0.5,
  }
}
