import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { StructValue } from '../schema/struct-coder.ts'
import { allHeard, Cadence } from './cadence.ts'

const ticks = 10
const made = () => new Cadence({ cadenceTicks: { fire: ticks } })

/** What counts of a player's buttons, tick by tick from 1, each heard in time. */
function counted(presses: readonly boolean[]) {
  const cadence = made()
  let breaches = 0
  const played = presses.map((fire, index) => {
    const { early, isBreach } = cadence.review(index + 1, { fire }, allHeard)
    if (isBreach) breaches++
    return fire && early.length === 0
  })
  return { played, breaches }
}

/** Ticks at which a button goes down. */
const startsOf = (held: readonly boolean[]): number[] =>
  held.flatMap((isDown, tick) => (isDown && !held[tick - 1] ? [tick] : []))

function leastDistance(starts: readonly number[]): number {
  return Math.min(...starts.slice(1).map((start, index) => start - (starts[index] as number)))
}

describe('cadence', () => {
  test('a press too early does not count, and begins when its time has come', () => {
    const { played, breaches } = counted([true, false, true, ...new Array(10).fill(true)])
    expect(startsOf(played)).toEqual([0, 10])
    expect(breaches).toBe(8)
  })

  test('other fields, and games without a cadence, are none of its business', () => {
    expect(made().review(1, { jump: true }, allHeard)).toEqual({ early: [], isBreach: false })
    expect(new Cadence({}).review(1, { fire: true }, allHeard)).toEqual({ early: [], isBreach: false })
  })

  test('whatever fingers do, what counts of it keeps to the cadence, and holding goes on', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 120 }), (presses) => {
        const { played } = counted(presses)
        expect(leastDistance(startsOf(played))).toBeGreaterThanOrEqual(ticks)
        for (const [tick, isDown] of played.entries()) if (isDown) expect(presses[tick]).toBe(true)
        expect(counted(played)).toEqual({ played, breaches: 0 })
      }),
    )
  })

  const line = fc.record({
    presses: fc.array(fc.boolean(), { minLength: 30, maxLength: 150 }),
    // By how many ticks each input is late; those of 40 never come.
    lates: fc.array(fc.constantFrom(0, 0, 0, 0, 0, 1, 2, 3, 5, 8, 12, 40), {
      minLength: 150,
      maxLength: 150,
    }),
  })

  /** The authority's side of a line: inputs come late or never, the last one is repeated for 8 ticks. */
  function overLine({ presses, lates }: { presses: readonly boolean[]; lates: readonly number[] }) {
    const cadence = made()
    let breaches = 0
    let last = false
    let missed = 0
    const played = presses.map((_, tick) => {
      const isHere = (at: number): boolean =>
        at >= 0 && at < presses.length && lates[at] !== 40 && at + (lates[at] as number) <= tick
      const heard = {
        has: isHere,
        get: (at: number): StructValue | undefined => (isHere(at) ? { fire: presses[at] } : undefined),
      }
      missed = isHere(tick) ? 0 : missed + 1
      if (isHere(tick)) last = presses[tick] as boolean
      const fire = missed > 8 ? false : last
      const { early, isBreach } = cadence.review(tick, { fire }, heard)
      if (isBreach) breaches++
      return fire && early.length === 0
    })
    return { played, breaches }
  }

  test('who goes on from what another remembered judges as that one would', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 60 }), fc.nat(59), (presses, changeIndex) => {
        let cadence = made()
        const whole = made()
        for (const [index, fire] of presses.entries()) {
          if (index === changeIndex)
            cadence = new Cadence({ cadenceTicks: { fire: ticks } }, cadence.presses())
          const reviewed = cadence.review(index, { fire }, allHeard)
          expect(reviewed).toEqual(whole.review(index, { fire }, allHeard))
        }
      }),
    )
  })

  test('what is remembered stays as it was', () => {
    const cadence = made()
    const before = cadence.presses()
    cadence.review(1, { fire: true }, allHeard)
    expect(before).toEqual(made().presses())
    expect(cadence.presses()).not.toEqual(before)
  })

  test('who only followed what was played blames nobody who kept to the cadence, and keeps half of it', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 90 }), fc.nat(89), (presses, changeIndex) => {
        const { played } = counted(presses)
        const cadence = made()
        const goneOn = played.map((fire, tick) => {
          if (tick < changeIndex) {
            cadence.follow(tick, { fire })
            return fire
          }
          const { early, isBreach } = cadence.review(tick, { fire }, allHeard)
          expect(isBreach).toBe(false)
          return fire && early.length === 0
        })
        expect(goneOn).toEqual(played)
      }),
    )
    const cadence = made()
    cadence.follow(1, { fire: true })
    cadence.follow(2, { fire: false })
    const early = (tick: number) => cadence.review(tick, { fire: tick % 2 === 1 }, allHeard).early
    expect([3, 4, 5].map(early)).toEqual([['fire'], [], ['fire']])
  })

  test('inputs that come late never let two presses count within half the cadence', () => {
    fc.assert(
      fc.property(line, (any) => {
        expect(leastDistance(startsOf(overLine(any).played))).toBeGreaterThanOrEqual(ticks / 2)
      }),
      { numRuns: 500 },
    )
  })

  test('lateness is no breach of who kept to the cadence, as long as all comes in the end', () => {
    const arriving = line.map(({ presses, lates }) => ({
      presses: counted(presses).played,
      lates: lates.map((late) => Math.min(late, 8)),
    }))
    fc.assert(
      fc.property(arriving, (any) => {
        expect(overLine(any).breaches).toBe(0)
      }),
      { numRuns: 500 },
    )
  })

  test('being late saves nothing up: no more presses than the cadence has room for, and one', () => {
    fc.assert(
      fc.property(line, (any) => {
        const { played } = overLine(any)
        expect(startsOf(played).length).toBeLessThanOrEqual(Math.ceil(any.presses.length / ticks) + 1)
      }),
      { numRuns: 500 },
    )
  })
})
