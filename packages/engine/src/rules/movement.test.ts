import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { stroll } from '../../test/stroll.ts'
import { withRules } from '../../test/stroll-match.ts'
import type { AnyGame } from '../game/define-game.ts'
import { Movement, type MovementLimits, type MovementVerdict, movementLimitsOf } from './movement.ts'

interface Place {
  readonly x: number
  readonly y: number
}

const limitsOf = (game: AnyGame): MovementLimits => movementLimitsOf(game) as MovementLimits
/** A unit per tick, in steps of half a unit; nothing may leap by more than 60. */
const limits = limitsOf(stroll)
const rounded = ({ x, y }: Place): Place => ({ x: Math.round(2 * x) / 2, y: Math.round(2 * y) / 2 })
const apart = (a: Place, b: Place): number => Math.hypot(a.x - b.x, a.y - b.y)
const home = { x: 0, y: 0 }

/** One entity and what its player proposes, tick by tick; undefined for a tick of which nothing is heard. */
class Way {
  own: Place | undefined
  tick = 0
  readonly verdicts: MovementVerdict[] = []
  readonly movement: Movement

  constructor(
    private readonly game: AnyGame = stroll,
    { own = home, allowanceUnits = 0 }: { own?: Place; allowanceUnits?: number } = {},
  ) {
    this.own = own
    this.movement = new Movement(limitsOf(game), allowanceUnits)
  }

  go(proposed: Place | undefined): MovementVerdict {
    const verdict = this.movement.review(++this.tick, proposed as never, this.own as never)
    this.verdicts.push(verdict)
    const isApplied = verdict === 'accepted' || this.game.mode === 'observer'
    if (proposed !== undefined && this.own !== undefined && isApplied) this.own = proposed
    return verdict
  }

  /** The player knows all up to now. */
  tell(): void {
    this.movement.learns(this.tick, this.tick)
  }

  wait(ticks: number): void {
    for (let left = ticks; left > 0; left--) this.go(this.own)
  }
}

/** Knows of its place, so that nothing is excused. */
function settled(game: AnyGame = stroll): Way {
  const way = new Way(game)
  way.go(home)
  way.tell()
  way.wait(10)
  return way
}

describe('movement', () => {
  test('is limited where a place is proposed and a rule says by how much', () => {
    expect(movementLimitsOf({ ...stroll, mode: 'full', proposes: undefined } as never)).toBeUndefined()
    expect(movementLimitsOf({ ...stroll, rules: {} } as never)).toBeUndefined()
    expect(limits).toMatchObject({ axes: ['x', 'y'], teleportUnits: 60 })
  })

  const turns = fc.array(
    fc.record({ heading: fc.double({ min: 0, max: 6.28, noNaN: true }), ticks: fc.nat(40) }),
    {
      minLength: 1,
      maxLength: 20,
    },
  )

  test('top speed in any direction is accepted, however it is rounded, and whatever is lost on the way', () => {
    const losses = fc.array(fc.record({ heard: fc.nat(60), lost: fc.nat(25) }), { maxLength: 10 })
    fc.assert(
      fc.property(turns, losses, (legs, gaps) => {
        const way = new Way()
        const isLost = gaps.flatMap(({ heard, lost }) => [
          ...new Array(heard + 1).fill(false),
          ...new Array(lost).fill(true),
        ])
        let at = home
        for (const { heading, ticks } of legs)
          for (let tick = 0; tick < ticks; tick++) {
            at = { x: at.x + Math.cos(heading), y: at.y + Math.sin(heading) }
            expect(way.go(isLost[way.tick] ? undefined : rounded(at))).toBe('accepted')
          }
      }),
    )
  })

  test('whatever is proposed and whenever, nobody gets on faster than top speed allows', () => {
    const proposal = fc.record({
      kind: fc.constantFrom('near', 'near', 'far', 'own', 'none', 'told'),
      x: fc.double({ min: -3, max: 3, noNaN: true }),
      y: fc.double({ min: -3, max: 3, noNaN: true }),
    })
    fc.assert(
      fc.property(fc.array(proposal, { maxLength: 150 }), (proposals) => {
        const way = new Way()
        const trail: Place[] = [home]
        for (const { kind, x, y } of proposals) {
          const own = way.own as Place
          if (kind === 'told') way.tell()
          else if (kind === 'none') way.go(undefined)
          else if (kind === 'own') way.go(own)
          else way.go(rounded(kind === 'near' ? { x: own.x + x, y: own.y + y } : { x: x * 100, y: y * 100 }))
          trail.push(way.own as Place)
        }
        // From any tick to any later one: the way, what may be made up for, and the slack at both ends.
        const { unitsPerTick, unheardUnitsMax, slackUnits } = limits
        for (let from = 0; from < trail.length; from += 7)
          for (let to = from + 1; to < trail.length; to += 3)
            expect(apart(trail[from] as Place, trail[to] as Place)).toBeLessThanOrEqual(
              (to - from) * unitsPerTick + unheardUnitsMax + 2 * slackUnits + 1e-9,
            )
      }),
    )
  })

  test('many small steps too far do not add up', () => {
    const slow = withRules(stroll, { maxSpeed: 0.6 })
    const way = settled(slow)
    for (let tick = 0; tick < 600; tick++) way.go({ x: (way.own as Place).x + 0.5, y: 0 })
    expect((way.own as Place).x).toBeLessThanOrEqual(0.6 * 10 * 1.05 + limitsOf(slow).slackUnits)
  })

  test('standing saves up a tenth of a second, silence half a second', () => {
    const stood = settled()
    stood.wait(300)
    expect(stood.go({ x: 10, y: 0 })).toBe('too_fast')
    stood.tell()
    stood.wait(10)
    expect(stood.go({ x: 7, y: 0 })).toBe('accepted')

    const silent = settled()
    for (let tick = 0; tick < 300; tick++) silent.go(undefined)
    expect(silent.go({ x: 34, y: 0 })).toBe('too_fast')
    expect(silent.go({ x: 30, y: 0 })).toBe('accepted')
  })

  test('who alternates between far and near gains nothing', () => {
    const way = settled()
    for (let tick = 0; tick < 100; tick++)
      way.go(tick % 2 === 0 ? { x: (way.own as Place).x + 9, y: 0 } : way.own)
    expect((way.own as Place).x).toBeLessThanOrEqual(100 * limits.unitsPerTick + limits.heardUnitsMax + 1)
  })

  test('a leap is one, however long nothing was heard', () => {
    const way = settled(withRules(stroll, { maxSpeed: 600 }))
    for (let tick = 0; tick < 60; tick++) way.go(undefined)
    expect(way.go({ x: 61, y: 0 })).toBe('teleported')
    expect(way.own).toEqual(home)
  })

  test('without a top speed leaps alone are refused', () => {
    const way = settled(withRules(stroll, { maxSpeed: undefined }))
    expect(way.go({ x: 59, y: 0 })).toBe('accepted')
    expect(way.go({ x: 120, y: 0 })).toBe('teleported')
  })

  test('a refusal counts once until the player has heard of it, and a little longer', () => {
    const way = settled()
    const far = { x: 30, y: 0 }
    expect(way.go(far)).toBe('too_fast')
    for (let tick = 0; tick < 20; tick++) expect(way.go(far)).toBe('ignored')
    way.tell()
    for (let tick = 0; tick < limits.heedTicks; tick++) expect(way.go(far)).toBe('ignored')
    expect(way.go(far)).toBe('too_fast')
    expect(way.own).toEqual(home)
  })

  test('who never says that it heard is excused for two seconds at a time, and gets nowhere', () => {
    const way = settled()
    for (let tick = 0; tick < 600; tick++) way.go({ x: 30, y: 0 })
    expect(way.verdicts.filter((verdict) => verdict === 'too_fast')).toHaveLength(5)
    expect(way.own).toEqual(home)
  })

  test.each([
    ['pushed', { x: 5, y: 0 }],
    ['put far away', { x: 200, y: -150 }],
  ])('who was %s by the game may go on from the old place until the news comes', (_, place) => {
    const way = settled()
    way.own = place
    for (let tick = 1; tick <= 15; tick++) {
      expect(way.go({ x: 0, y: -tick })).toBe('ignored')
      expect(way.own).toEqual(place)
    }
    way.tell()
    expect(way.go({ x: place.x + 1, y: place.y })).toBe('accepted')
  })

  test('the excuse ends with the news', () => {
    const way = settled()
    way.own = { x: 200, y: 0 }
    way.go(home)
    way.tell()
    for (let tick = 0; tick < limits.heedTicks; tick++) expect(way.go(home)).toBe('ignored')
    expect(way.go(home)).toBe('teleported')
  })

  test('who appears again has nothing saved up', () => {
    const way = settled()
    way.own = undefined
    for (let tick = 0; tick < 60; tick++) expect(way.go({ x: 9, y: 9 })).toBe('accepted')
    way.own = { x: 100, y: 0 }
    expect(way.go({ x: 105, y: 0 })).toBe('ignored')
    expect(way.go({ x: 101, y: 0 })).toBe('accepted')
  })

  test('being carried by the game is no way of the own', () => {
    const way = settled()
    for (let tick = 0; tick < 100; tick++) {
      const own = way.own as Place
      way.own = { x: own.x + 1, y: own.y }
      expect(way.go({ x: own.x + 2, y: own.y })).toBe('accepted')
    }
  })

  test('an observed player goes anywhere, and each leap counts once', () => {
    const way = settled(withRules(stroll, {}, 'observer'))
    expect(way.go({ x: 300, y: 0 })).toBe('teleported')
    expect(way.go({ x: 300, y: 1 })).toBe('accepted')
    expect(way.go({ x: 0, y: 0 })).toBe('teleported')
    expect(way.go({ x: 20, y: 0 })).toBe('too_fast')
    expect(way.own).toEqual({ x: 20, y: 0 })
  })
})
