import type { Member, Ticket } from '@gameserver/matchmaking/ticket'

/** A seeded stream of numbers from 0 to below 1: mulberry32. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let word = Math.imul(state ^ (state >>> 15), state | 1)
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61)
    return ((word ^ (word >>> 14)) >>> 0) / 0x1_0000_0000
  }
}

/** Of a normal distribution of mean 0 and deviation 1 (Box and Muller). */
export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** Cities by where they lie on a belt of 200 ms, and their shares of players. */
const regions = [
  { name: 'us-west', at: 0, share: 0.12 },
  { name: 'us-east', at: 60, share: 0.25 },
  { name: 'eu-west', at: 130, share: 0.33 },
  { name: 'eu-east', at: 165, share: 0.1 },
  { name: 'asia', at: 200, share: 0.2 },
] as const
export const regionNames = regions.map(({ name }) => name)

/** Of 1, 2, 3, 4 and 5 friends, by tickets. */
const partyShares = [0.68, 0.18, 0.07, 0.03, 0.04]

export interface Population {
  readonly random: () => number
  readonly partyMax: number
  readonly hasRegions: boolean
}

/**
 * A ticket as a large game may see it: skills spread by one sigma of openskill's prior, every tenth player all but
 * new; friends of like rating, in one place, with connections from 5 to 45 ms better or worse.
 */
export function randomTicket(
  id: string,
  queuedAtMs: number,
  { random, partyMax, hasRegions }: Population,
): Ticket {
  const size = Math.min(partyMax, 1 + pick(random, partyShares))
  const mu = 25 + (25 / 3) * 0.8 * normal(random)
  const home =
    regions[
      pick(
        random,
        regions.map(({ share }) => share),
      )
    ] ?? regions[0]
  const members = Array.from({ length: size }, (_, at): Member => {
    const sigma = random() < 0.1 ? 6 : 1.2 + random()
    const lineMs = 5 + 40 * random()
    const latencyMs = Object.fromEntries(
      regions.map((region) => [region.name, lineMs + Math.abs(region.at - home.at) + 5 * random()]),
    )
    const rating = { mu: mu + 2 * normal(random), sigma }
    return { playerId: `${id}-${at}`, ...rating, ...(hasRegions ? { latencyMs } : {}) }
  })
  return { id, members, queuedAtMs }
}

function pick(random: () => number, shares: readonly number[]): number {
  let rest = random()
  for (const [at, share] of shares.entries()) {
    rest -= share
    if (rest < 0) return at
  }
  return 0
}
