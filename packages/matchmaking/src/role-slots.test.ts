import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assignRoles, RoleSlots } from './role-slots.ts'

const anySlots = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 4 })
const drawn = anySlots.chain((slots) =>
  fc.tuple(
    fc.constant(slots),
    fc.array(fc.integer({ min: 1, max: 2 ** slots.length - 1 }), { maxLength: 8 }),
  ),
)

describe('role slots', () => {
  it('take players in exactly as long as there is a role for each', () => {
    fc.assert(
      fc.property(drawn, ([slots, players]) => {
        const counted = new RoleSlots(slots)
        const seated: number[] = []
        for (const player of players) {
          const fits = assignRoles([...seated, player], slots) !== undefined
          expect(counted.tryAdd([player])).toBe(fits)
          if (fits) seated.push(player)
        }
        for (const player of seated) counted.remove([player])
        expect(counted.tryAdd(seated)).toBe(true)
      }),
    )
  })

  it('are assigned to players who play them, no more than there are', () => {
    fc.assert(
      fc.property(drawn, ([slots, players]) => {
        const roles = assignRoles(players, slots)
        for (const [player, role] of (roles ?? []).entries())
          expect((players[player] ?? 0) & (1 << role)).not.toBe(0)
        for (const [role, slot] of slots.entries()) {
          expect((roles ?? []).filter((assigned) => assigned === role).length).toBeLessThanOrEqual(slot)
        }
      }),
    )
  })

  it('move those who can do something else', () => {
    // Both play the first role, one of them the second too.
    expect(assignRoles([0b11, 0b01], [1, 1])).toEqual([1, 0])
  })
})
