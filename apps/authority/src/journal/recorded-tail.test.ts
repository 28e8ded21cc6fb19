import { type Checkpoint, MatchAuthority, TickCodec, type TickRecord } from '@gameserver/engine'
import { expect, test } from 'vitest'
import { race } from '../testing.ts'
import { type EarlierRecorded, RecordedTail } from './recorded-tail.ts'

type TakenOver = Checkpoint & { readonly slots: readonly number[] }

const keyframeTicks = 15

/** A match with a keyframe every quarter of a second, and a replay whose chunks end as they are told to. */
class Kept {
  readonly asked: { tick: number; isWanted: boolean }[] = []
  readonly play: MatchAuthority<typeof race>
  readonly tail: RecordedTail
  /** Of the next chunk. */
  ends = false
  isWritten = true
  #isAfresh = true

  constructor({ earlier, takenOver }: { earlier?: EarlierRecorded; takenOver?: TakenOver } = {}) {
    this.play = new MatchAuthority({
      game: race,
      seed: 1,
      takenOver,
      record: (record) => this.tail.record(record),
    })
    const recorded = {
      endChunk: (_ticks: number, isWanted: boolean) => {
        const { tick } = this.play
        this.asked.push({ tick, isWanted })
        return this.ends || isWanted
          ? { part: 1, tick, hash: `hash ${tick}`, isWritten: this.isWritten }
          : undefined
      },
    }
    this.tail = new RecordedTail(race, recorded, earlier)
  }

  keyframe(ticks = keyframeTicks) {
    for (let tick = 0; tick < ticks; tick++) this.play.step()
    const { write, end } = this.tail.next(this.play.checkpoint(), keyframeTicks, this.#isAfresh)
    this.#isAfresh = false
    return { base: write?.base, ticks: ticksIn(write?.ticks), endTick: end?.tick }
  }
}

function ticksIn(pack: Uint8Array | undefined): number[] {
  return pack ? (new TickCodec(race).decode(pack) ?? []).map(({ tick }) => tick) : []
}

const from = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index)

test('the beginning is the base until a chunk is on the disk', () => {
  const kept = new Kept()
  expect(kept.keyframe(0)).toEqual({ base: 'this', ticks: [], endTick: undefined })
  expect(kept.keyframe(0)).toMatchObject({ base: 'this' })
  expect(kept.keyframe()).toEqual({ base: undefined, ticks: from(1, 15), endTick: undefined })
  kept.ends = true
  expect(kept.keyframe()).toEqual({ base: undefined, ticks: from(16, 30), endTick: 30 })
  kept.ends = false
  expect(kept.keyframe()).toEqual({ base: 'former', ticks: from(31, 45), endTick: undefined })
  expect(kept.asked.some(({ isWanted }) => isWanted)).toBe(false)
})

test('a disk that does not write is not waited for, and asked again', () => {
  const kept = new Kept()
  kept.keyframe(0)
  kept.isWritten = false
  const written = Array.from({ length: 50 }, () => kept.keyframe())
  expect(written.filter(({ base }) => base === 'none')).toHaveLength(1)
  expect(written.at(-1)).toMatchObject({ base: undefined, ticks: [], endTick: 750 })
  kept.isWritten = true
  kept.keyframe()
  expect(kept.keyframe()).toMatchObject({ base: 'former', ticks: from(766, 780) })
})

test('no chunk ends after something has happened, which is of the next tick', () => {
  const kept = new Kept()
  kept.keyframe()
  const asked = kept.asked.length
  for (let tick = 0; tick < keyframeTicks; tick++) kept.play.step()
  kept.play.join(0)
  expect(kept.keyframe(0).endTick).toBeUndefined()
  expect(kept.asked).toHaveLength(asked)
})

test('who goes on passes on what it found', () => {
  const records: TickRecord[] = []
  const former = new MatchAuthority({ game: race, seed: 1, record: ({ tick }) => records.push(bare(tick)) })
  for (let tick = 0; tick < 3; tick++) former.step()
  const base = Uint8Array.of(1, 2, 3)
  const takenOver = { ...former.checkpoint(), slots: [] }
  const kept = new Kept({ earlier: { base, records }, takenOver })
  expect(kept.keyframe(2)).toMatchObject({ base, ticks: from(1, 5) })
  expect(kept.keyframe()).toMatchObject({ base: undefined, ticks: from(6, 20) })
})

function bare(tick: number): TickRecord {
  return { tick, happenings: [], inputs: new Map() }
}
