/** One entry in a queue: a player, or a party that plays together. */
export interface Ticket {
  readonly id: string
  /** Who plays, at least one. All come into one match, and into one team of it. */
  readonly members: readonly Member[]
  readonly queuedAtMs: number
  /** How many players, these included, a match of flexible size may have. Without: what the queue allows. */
  readonly playersMin?: number
  readonly playersMax?: number
  /** False for who does not want to come into a match that has begun. */
  readonly joinsRunning?: boolean
  /** What the game's own rule and the queue's `same` look at. */
  readonly properties?: Properties
}

export interface Member {
  readonly playerId: string
  /** Of the rating in this game and mode, as openskill has it: a new player has 25 and 25 / 3. */
  readonly mu: number
  readonly sigma: number
  /** Roles that the player is ready to play. None or an empty list: any. */
  readonly roles?: readonly string[]
  /** Round trip to each region that was measured. None at all: the player may be sent anywhere. */
  readonly latencyMs?: Readonly<Record<string, number>>
}

export type Properties = Readonly<Record<string, string | number | boolean | null>>

/** Bounds of what comes from players. A ticket is kept in a row and read on each pass. */
const propertiesMax = 16
const propertyCharactersMax = 64
const regionsMax = 32

/**
 * What is wrong with a ticket that comes from outside, or undefined. Whether it fits its queue is `misfit`'s to say.
 */
export function ticketProblem({
  members,
  properties = {},
  playersMin = 1,
  playersMax,
}: Ticket): string | undefined {
  if (members.length === 0) return 'a ticket needs a player'
  if (new Set(members.map(({ playerId }) => playerId)).size < members.length) return 'a player is in it twice'
  if (!(playersMin >= 1) || !(playersMax === undefined || playersMax >= playersMin)) {
    return 'the numbers of players are the wrong way round'
  }
  return members.map(memberProblem).find((problem) => problem !== undefined) ?? propertiesProblem(properties)
}

function memberProblem({ mu, sigma, latencyMs = {} }: Member): string | undefined {
  if (!Number.isFinite(mu) || !(sigma > 0 && sigma < Number.POSITIVE_INFINITY))
    return 'a rating is not a number'
  const latencies = Object.values(latencyMs)
  if (latencies.length > regionsMax) return `latencies are for at most ${regionsMax} regions`
  return latencies.every((ms) => ms >= 0 && ms < Number.POSITIVE_INFINITY)
    ? undefined
    : 'a latency is no number from 0'
}

function propertiesProblem(properties: Properties): string | undefined {
  const entries = Object.entries(properties)
  if (entries.length > propertiesMax) return `there may be at most ${propertiesMax} properties`
  if (entries.some(([name, value]) => `${name}`.length > propertyCharactersMax || !isScalar(value))) {
    return `a property is a text of at most ${propertyCharactersMax} characters, a number, true, false or null`
  }
  return undefined
}

function isScalar(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= propertyCharactersMax
  return value === null || typeof value === 'boolean' || Number.isFinite(value)
}
