import fc from 'fast-check'
import type { Member, Ticket } from './ticket.ts'

export const nowMs = 1_000_000

interface Drafted extends Partial<Omit<Ticket, 'members'>> {
  readonly waitedMs?: number
  readonly members?: readonly Partial<Member>[]
  readonly mu?: number
  readonly sigma?: number
  readonly roles?: readonly string[]
  readonly latencyMs?: Readonly<Record<string, number>>
}

/**
 * A ticket of a player with a certain rating of 25, or of one for each of `members`; what is said for the ticket goes
 * for all of them.
 */
export function ticket(id: string, drafted: Drafted = {}): Ticket {
  const { waitedMs = 0, members = [{}], mu = 25, sigma = 1, roles, latencyMs, ...rest } = drafted
  const shared = { mu, sigma, ...(roles && { roles }), ...(latencyMs && { latencyMs }) }
  return {
    id,
    queuedAtMs: nowMs - waitedMs,
    members: members.map((member, at) => ({
      playerId: members.length === 1 ? id : `${id}${at}`,
      ...shared,
      ...member,
    })),
    ...rest,
  }
}

export const roleNames = ['tank', 'healer', 'damage']
export const regionNames = ['east', 'west']

const anyMember = fc.record(
  {
    playerId: fc.constant(''),
    mu: fc.integer({ min: 10, max: 40 }),
    sigma: fc.constantFrom(1, 3, 8),
    roles: fc.subarray(roleNames),
  },
  { requiredKeys: ['playerId', 'mu', 'sigma'] },
)

const anyLatencies = fc.record({
  east: fc.integer({ min: 10, max: 200 }),
  west: fc.integer({ min: 10, max: 200 }),
})

/** Up to `count` tickets of up to `partyMax` players, with few ages, so that many are equal. */
export function anyTickets(count: number, partyMax: number): fc.Arbitrary<Ticket[]> {
  const drafted = fc.record({
    members: fc.array(anyMember, { minLength: 1, maxLength: partyMax }),
    latencyMs: anyLatencies,
    map: fc.constantFrom('desert', 'forest'),
    waitedMs: fc.constantFrom(0, 1_000, 5_000, 20_000, 600_000),
    bounds: fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: partyMax, max: 8 })),
  })
  return fc.array(drafted, { maxLength: count }).map((all) =>
    all.map(({ bounds, latencyMs, map, members, waitedMs }, index): Ticket => {
      const id = `t${String(index).padStart(3, '0')}`
      return {
        id,
        queuedAtMs: nowMs - waitedMs,
        properties: { map },
        playersMin: Math.min(...bounds),
        playersMax: Math.max(...bounds),
        members: members.map((member, at) => ({ ...member, playerId: `${id}-${at}`, latencyMs })),
      }
    }),
  )
}
