import { slotsMax } from '../schema/types.ts'

/** How a player comes into a match. */
export interface Arrival<Kept = unknown> {
  /** Number of the team, from 0; 0 where there are none. */
  readonly team: number
  /** What the player plays, in queues that have roles. */
  readonly role: string | undefined
  /** What the player owned when last seen; undefined the first time, and in games in which nothing is kept. */
  readonly kept: Kept | undefined
  /** Whole seconds since then, counted by the clock on the wall. */
  readonly awaySeconds: number
}

/** As in a queue's rules; their UTF-8 is no longer than `roleBytesMax`. */
const roleCharactersMax = 32
export const roleBytesMax = 128

const usual: Arrival<never> = { team: 0, role: undefined, kept: undefined, awaySeconds: 0 }

/** What is not told is as for who comes for the first time, into a match without teams. */
export function arrivalOf<Kept>(told: Partial<Arrival<Kept>> = {}): Arrival<Kept> {
  const { team, role, kept, awaySeconds } = { ...usual, ...told }
  return { team, role: role || undefined, kept, awaySeconds }
}

/** Throws a RangeError for a team or a role that no queue has. */
export function checkedArrival<Kept>(told: Partial<Arrival<Kept>>): Arrival<Kept> {
  const arrival = arrivalOf(told)
  const { team, role = '' } = arrival
  if (!Number.isInteger(team) || team < 0 || team >= slotsMax) throw new RangeError(`no such team: ${team}`)
  if (role.length > roleCharactersMax) throw new RangeError('a role is too long')
  return arrival
}
