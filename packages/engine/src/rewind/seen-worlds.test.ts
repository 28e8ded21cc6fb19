import { describe, expect, test } from 'vitest'
import { skirmish } from '../../test/skirmish.ts'
import { MatchAuthority } from '../match-authority.ts'
import { Tape } from '../schema/tape.ts'
import { StateCodec } from '../snapshot/state-codec.ts'
import { type Moment, SeenWorlds } from './seen-worlds.ts'

const codec = new StateCodec(skirmish)
const authority = new MatchAuthority({ game: skirmish, seed: 3 })

function moment(tick: number, change: () => void): Moment {
  change()
  const state = new Tape()
  codec.coder.flatten({ seed: 0, draws: 0, world: authority.world }, state)
  return { tick, state: state.finish() }
}

function place(slot: number, x: number): void {
  const player = authority.world.players.get(slot)
  if (player) player.x = x
}

for (const slot of [0, 1, 2]) authority.join(slot)
const before = moment(10, () => {
  place(0, 0)
  place(1, 8)
})
const after = moment(12, () => {
  place(0, 4)
  place(1, 8)
  authority.leave(2)
  authority.join(5)
})

describe('a world as it was shown between two snapshots', () => {
  const seen = new SeenWorlds(skirmish).between(before, after, 11)

  test('has moving things in between', () => {
    expect(seen.players.get(0)?.x).toBe(2)
    expect(seen.players.get(1)?.x).toBe(8)
    expect(seen.motto).toBe('nähe & ferne')
  })

  test('has who went until the later one, and who came from then on', () => {
    expect(seen.players.has(2)).toBe(true)
    expect(seen.players.has(5)).toBe(false)
    const later = new SeenWorlds(skirmish).between(before, after, 12)
    expect(later.players.has(2)).toBe(false)
    expect(later.players.has(5)).toBe(true)
  })

  test('is the same walked through as asked one by one', () => {
    const asked = seen.players.get(0)
    const walked = new Map(seen.players)
    expect([...walked.keys()]).toEqual([0, 1, 2])
    expect(walked.get(0)).toBe(asked)
    expect(seen.players.size).toBe(3)
    const whole = codec.coder.blend(before.state.rewind(), after.state.rewind(), 0.5) as {
      world: typeof seen
    }
    expect(new Map(whole.world.players)).toEqual(walked)
  })

  test('is that of the snapshot itself when there is but one', () => {
    const one = new SeenWorlds(skirmish).between(after, after, 30)
    expect([...one.players.keys()]).toEqual([0, 1, 5])
    expect(one.players.get(0)?.x).toBe(4)
  })
})
