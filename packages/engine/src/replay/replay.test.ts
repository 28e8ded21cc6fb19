import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hunt } from '../../test/hunt.ts'
import { RecordedHunt, worldHash } from '../../test/recorded-hunt.ts'
import { skirmish } from '../../test/skirmish.ts'
import { DelayedStream } from '../spectate/delayed-stream.ts'
import { Replay, readReplayHeader } from './replay.ts'
import { ReplayRejected } from './replay-rejected.ts'
import { verifyReplay } from './verify-replay.ts'

const seconds = (count: number) => count * 60

function opened(bytes: Uint8Array): Replay<typeof hunt> {
  const replay = Replay.open(hunt, bytes)
  if (replay instanceof ReplayRejected) throw new Error(replay.detail)
  return replay
}

const match = new RecordedHunt(7).run(seconds(10)).close()
const replay = opened(match.file)

describe('a replay', () => {
  test('says what match it is of', () => {
    expect(readReplayHeader(match.file)).toMatchObject({
      matchId: 'hunt-1',
      startedAt: '2024-05-01T12:00:00Z',
      game: 'hunt',
      version: '1.0.0',
      seed: 7,
      seats: 4,
      settings: { speed: 5 },
      players: [{ slot: 0, name: 'Ada' }],
    })
    expect(replay.headHash).toBe(match.recorder.headHash)
    expect([replay.startTick, replay.endTick, replay.isComplete, replay.chunks]).toEqual([0, 600, true, 6])
  })

  test.each([1, 2, 3, 4, 5, 6, 7, 8])('of any match comes out the same from its seed: %i', (seed) => {
    const one = new RecordedHunt(seed).run(seconds(8) + seed).close()
    expect(match.events.length).toBeGreaterThan(20)
    expect(verifyReplay(opened(one.file))).toBeUndefined()
  })

  test('tells again what the game emitted', () => {
    const events: unknown[] = []
    replay.seek(0)
    for (let emitted = replay.step(); emitted !== undefined; emitted = replay.step())
      events.push(...emitted.map((event) => ({ tick: replay.tick, event })))
    expect(events).toEqual(match.events)
  })

  test('is the same world wherever it was sought from', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5, max: 700 }), { minLength: 1, maxLength: 6 }), (ticks) => {
        for (const tick of ticks) {
          replay.seek(tick)
          expect(replay.tick).toBe(Math.min(Math.max(tick, 0), 600))
          if (tick > 0) expect(worldHash(replay.world)).toBe(match.hashes[replay.tick - 1])
        }
      }),
    )
  })

  test('shows what lies between two ticks', () => {
    replay.seek(300)
    const before = [...replay.world.players].map(([, { x }]) => x)
    replay.step()
    const after = [...replay.world.players].map(([, { x }]) => x)
    expect([...replay.worldAt(0).players].map(([, { x }]) => x)).toEqual(before)
    expect([...replay.worldAt(1).players].map(([, { x }]) => x)).toEqual(after)
  })

  test('keeps the score of who left, and what came after the last tick', () => {
    const ended = new RecordedHunt(7).run(seconds(5))
    for (const slot of [0, 1, 2, 3]) ended.leave(slot)
    ended.close()
    const left = opened(ended.file)
    expect(left.scores?.length).toBeGreaterThan(1)
    expect(verifyReplay(left)).toBeUndefined()
  })

  test('begins in the middle where another authority has taken over', () => {
    const before = new RecordedHunt(7).run(seconds(5))
    before.leave(1)
    const heir = new RecordedHunt(8, before).run(seconds(7)).close()
    const later = opened(heir.file)
    expect([later.startTick, later.endTick]).toEqual([300, 720])
    expect([opened(before.close().file).header.part, later.header.part]).toEqual([undefined, 2])
    expect(verifyReplay(later)).toBeUndefined()
    later.seek(650)
    expect(worldHash(later.world)).toBe(heir.hashes[349])
  })

  test('is the same file wherever it is made, as long as the format is', () => {
    // Another hash means that older files can't be read: raise `formatVersion`.
    expect(match.recorder.headHash).toBe('327f9794405c3b59ef9cad1f6f70599c098a0e012f102d9909659a9b3031cf70')
  })

  test('takes little space', () => {
    expect(match.file.length / 10).toBeLessThan(2_500)
  })
})

describe('parts of several authorities', () => {
  function joined(...files: Uint8Array[]): Replay<typeof hunt> {
    const whole = Replay.join(hunt, files)
    if (whole instanceof ReplayRejected) throw new Error(whole.detail)
    return whole
  }

  const seconds5 = () => new RecordedHunt(7).run(seconds(5))

  test('are one match, where each goes on from the other', () => {
    const before = seconds5()
    before.recorder.flush()
    const { headHash } = before.recorder
    const heir = new RecordedHunt(7, before, { part: 1, tick: 300, hash: headHash }).run(seconds(7)).close()
    // What the former one made besides, before it was gone.
    const former = before.run(30).close().file
    for (const files of [
      [former, heir.file],
      [heir.file, former],
    ]) {
      const whole = joined(...files)
      expect([whole.startTick, whole.endTick, whole.isComplete]).toEqual([0, 720, true])
      expect(whole.headHash).toBe(heir.recorder.headHash)
      expect(verifyReplay(whole)).toBeUndefined()
      whole.seek(299)
      while (whole.step() !== undefined)
        expect(worldHash(whole.world)).toBe(
          whole.tick <= 300 ? before.hashes[whole.tick - 1] : heir.hashes[whole.tick - 301],
        )
      expect(whole.tick).toBe(720)
    }
  })

  test('are refused where one is missing or is another one', () => {
    const before = seconds5()
    before.recorder.flush()
    const heir = (former: { part: number; tick: number; hash: string }) =>
      new RecordedHunt(7, before, former).run(60).close().file
    const { headHash } = before.recorder
    const good = { part: 1, tick: 300, hash: headHash }
    expect(Replay.join(hunt, [before.file, heir({ ...good, hash: 'a'.repeat(64) })])).toMatchObject({
      reason: 'apart',
    })
    expect(Replay.join(hunt, [before.file, heir({ ...good, part: 3 })])).toMatchObject({ reason: 'apart' })
    const short = Uint8Array.from(before.chunks.slice(0, 2).flatMap((chunk) => [...chunk]))
    expect(Replay.join(hunt, [short, heir(good)])).toMatchObject({ reason: 'apart' })
    expect(Replay.join(hunt, [])).toMatchObject({ reason: 'cut_off' })
    expect(joined(before.file, (before.chunks[0] as Uint8Array).slice()).endTick).toBe(300)
  })
})

describe('a replay cut off', () => {
  test('anywhere can be played up to its last whole chunk', () => {
    const lengths = match.chunks.map((chunk) => chunk.length)
    const ends = lengths.map((_, index) => lengths.slice(0, index + 1).reduce((sum, length) => sum + length))
    for (let length = 0; length < match.file.length; length += 97) {
      const whole = ends.filter((end) => end <= length).length
      const read = Replay.open(hunt, match.file.slice(0, length))
      if (whole < 2) expect(read).toMatchObject({ reason: 'cut_off' })
      else expect(read).toMatchObject({ endTick: Math.min((whole - 1) * 180, 600), isComplete: false })
      if (!(read instanceof ReplayRejected) && length % 5 === 0) expect(verifyReplay(read)).toBeUndefined()
    }
  })

  test('can be watched while the match goes on, as late as one likes', () => {
    const [header, ...later] = match.chunks
    const stream = new DelayedStream<Uint8Array>({ delayMs: 10_000 })
    for (const [index, chunk] of later.entries()) stream.push(chunk, chunk.length, index * 3_000)
    const live = opened(Uint8Array.from([...(header ?? []), ...(stream.take(10_000)[0] ?? [])]))
    for (const nowMs of [12_000, 13_000, 16_000]) {
      for (const chunk of stream.take(nowMs)) expect(live.append(chunk)).toBeUndefined()
      expect(live.endTick).toBe(180 * Math.floor((nowMs - 7_000) / 3_000))
    }
  })

  test('can be fed on while the match goes on, in any pieces', () => {
    const [header, first, ...later] = match.chunks
    const live = opened(Uint8Array.from([...(header ?? []), ...(first ?? [])]))
    const rest = Uint8Array.from(later.flatMap((chunk) => [...chunk]))
    for (let at = 0; at < rest.length; at += 1_000)
      expect(live.append(rest.slice(at, at + 1_000))).toBeUndefined()
    expect([live.endTick, live.isComplete, live.headHash]).toEqual([600, true, replay.headHash])
    expect(live.append(Uint8Array.of(1))).toMatchObject({ reason: 'tampered' })
  })
})

describe('a replay tampered with', () => {
  test('is refused, whichever byte it is, and the first bad chunk is named', () => {
    const lengths = match.chunks.map((chunk) => chunk.length)
    const chunkAt = (at: number): number => {
      let index = 0
      for (let end = lengths[0] as number; end <= at; end += lengths[index] as number) index++
      return index
    }
    for (let at = 0; at < match.file.length; at += at < 300 ? 1 : 61) {
      const bytes = match.file
      bytes[at] = (bytes[at] as number) ^ (1 << (at % 8))
      const read = Replay.open(hunt, bytes)
      if (at < 3) expect(read).toMatchObject({ reason: 'not_a_replay' })
      else if (at === 3) expect(read).toMatchObject({ reason: 'unknown_format' })
      else if (read instanceof ReplayRejected && read.reason === 'tampered')
        expect(read.chunk).toBe(chunkAt(at))
      else expect(read).toMatchObject(chunkAt(at) < 2 ? { reason: 'cut_off' } : { isComplete: false })
    }
  })

  test('by who makes the hashes anew diverges, and says where', () => {
    const forged = new RecordedHunt(7)
    const record = forged.recorder.record.bind(forged.recorder)
    forged.recorder.record = (original) => {
      const inputs = new Map(original.inputs)
      const [first] = inputs
      if (original.tick === 290 && first) inputs.set(first[0], { move: -1, fire: false })
      record({ ...original, inputs })
    }
    const divergence = verifyReplay(opened(forged.run(seconds(10)).close().file))
    expect(divergence).toMatchObject({ tick: 290, comparedTick: 360, detail: 'the states differ' })
    expect(divergence?.fields.map(({ path }) => path)).toEqual(['players[1].x'])
  })

  test('in its scores is found out', () => {
    const forged = new RecordedHunt(7).run(seconds(5))
    forged.recorder.close([{ slot: 0, score: 999, rank: 1 }])
    expect(verifyReplay(opened(forged.file))).toMatchObject({
      detail: 'the scores are others',
      fields: expect.arrayContaining([expect.objectContaining({ path: 'scores[0]', recorded: 999 })]),
    })
  })

  test('is no replay of another game', () => {
    expect(Replay.open(skirmish, match.file)).toMatchObject({ reason: 'other_game' })
    const next = { ...hunt, version: '2.0.0', sendRate: 20 }
    expect(Replay.open(next as never, match.file)).toMatchObject({ reason: 'other_schema' })
  })

  test('any bytes are refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, hasMagic) => {
        const given = hasMagic ? Uint8Array.from([0x47, 0x53, 0x52, 1, ...bytes]) : bytes
        expect(Replay.open(hunt, given)).toBeInstanceOf(ReplayRejected)
        expect(readReplayHeader(given)).toBeInstanceOf(ReplayRejected)
      }),
      { numRuns: 1_000 },
    )
  })
})
