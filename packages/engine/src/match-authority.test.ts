import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { skirmish } from '../test/skirmish.ts'
import { stroll } from '../test/stroll.ts'
import { withRules } from '../test/stroll-match.ts'
import type { AnyGame, WorldOf } from './game/define-game.ts'
import { InputCodec } from './input/input-codec.ts'
import { noInputDepth } from './input/input-queue.ts'
import type { TickRecord } from './log/tick-record.ts'
import { MatchAuthority } from './match-authority.ts'
import type { InputPacket } from './packets.ts'
import { Tape } from './schema/tape.ts'
import { depthOf } from './snapshot/input-depths.ts'

function packetOf(
  newestTick: number,
  inputs: readonly object[],
  acknowledged: Partial<InputPacket> = {},
  game: AnyGame = skirmish,
): InputPacket {
  const codec = new InputCodec(game)
  const tape = new Tape()
  for (const input of inputs) codec.coder.flatten(input as never, tape)
  const packed = codec.encode(tape.finish(), inputs.length)
  return {
    newestTick,
    count: inputs.length,
    inputs: packed,
    snapshotTick: 0,
    received: 0,
    privateTick: 0,
    shownSixteenths: 0,
    ...acknowledged,
  }
}

function matchAt(tick: number): MatchAuthority<typeof skirmish> {
  const match = new MatchAuthority({ game: skirmish, seed: 7 })
  match.join(0)
  while (match.tick < tick) match.step()
  return match
}

const right = { moveX: 1, moveY: 0, aim: 0, fire: false }

describe('match authority', () => {
  test('applies an input at its tick', () => {
    const match = matchAt(10)
    const before = match.world.players.get(0)?.x as number
    expect(match.receiveInput(0, packetOf(12, [{ ...right, moveX: 0 }, right]), 0)).toBeUndefined()
    match.step()
    expect(match.world.players.get(0)?.x).toBe(before)
    match.step()
    expect(match.world.players.get(0)?.x).toBe(before + 4)
  })

  test('refuses with a reason, and counts by slot', () => {
    const match = matchAt(400)
    match.join(1)
    const refused = (packet: InputPacket) => match.receiveInput(0, packet, 0)?.reason
    expect(match.receiveInput(9, packetOf(401, [right]), 0)?.reason).toBe('unknown_slot')
    expect(refused(packetOf(144, [right]))).toBe('too_old')
    expect(refused(packetOf(465, [right]))).toBe('too_far_ahead')
    expect(refused({ ...packetOf(401, [right]), count: 33 })).toBe('too_many')
    expect(refused({ ...packetOf(401, [right]), count: 0 })).toBe('malformed')
    expect(refused({ ...packetOf(401, [right]), inputs: new Uint8Array(2) })).toBe('malformed')
    expect(refused({ ...packetOf(401, [right]), inputs: Uint8Array.of(255, 1) })).toBe('out_of_range')
    expect(refused(packetOf(401, [right], { snapshotTick: 401 }))).toBe('bad_acknowledgement')
    expect(refused(packetOf(401, [right], { snapshotTick: 400 }))).toBe('bad_acknowledgement')
    match.snapshots()
    expect(refused(packetOf(401, [right], { snapshotTick: 400, received: 1 }))).toBe('bad_acknowledgement')
    expect(refused(packetOf(401, [right], { privateTick: 400 }))).toBe('bad_acknowledgement')
    expect(refused(packetOf(401, [{ ...right, moveY: 1 }]))).toBe('against_rules')
    expect(refused(packetOf(464, [right], { snapshotTick: 400 }))).toBeUndefined()
    expect(match.rejectionsOf(0).get('malformed')).toBe(2)
    expect([...match.rejectionsOf(1)]).toEqual([])
  })

  test('takes a packet that contradicts an earlier one, but for that, and counts it', () => {
    const match = matchAt(10)
    match.receiveInput(0, packetOf(11, [right]), 0)
    const left = { ...right, moveX: -1 }
    expect(match.receiveInput(0, packetOf(12, [left, left]), 0)).toBeUndefined()
    expect(Object.fromEntries(match.rejectionsOf(0))).toEqual({ contradictory: 1 })
    const before = match.world.players.get(0)?.x as number
    match.step()
    expect(match.world.players.get(0)?.x).toBe(before + 4)
    match.step()
    expect(match.world.players.get(0)?.x).toBe(before)
  })

  test('a match that was taken over takes the inputs of the ticks that it makes up for, and of no more', () => {
    const game = skirmish
    const before = matchAt(10)
    const takenOver = { ...before.checkpoint(), slots: [0] }
    const moved: unknown[] = []
    const record = ({ inputs }: TickRecord) => void moved.push(inputs.get(0)?.moveX)
    const match = new MatchAuthority({ game, seed: 7, takenOver, record })
    const refused = (newestTick: number) => match.receiveInput(0, packetOf(newestTick, [right]), 0)?.reason
    expect(refused(75)).toBe('too_far_ahead')
    match.catchUpTo(130)
    expect(refused(195)).toBe('too_far_ahead')
    for (let tick = 42; tick <= 170; tick += 32)
      expect(match.receiveInput(0, packetOf(tick, Array(32).fill(right)), 0)).toBeUndefined()
    expect([10, 11, 170, 171].map((tick) => match.hasInput(0, tick))).toEqual([false, true, true, false])
    const depth = () => depthOf(match.snapshots()[0]?.packet.inputDepths as Uint8Array, 0)
    while (match.tick < 130) {
      if (match.isSnapshotDue) expect(depth()).toBe(noInputDepth)
      match.step()
    }
    expect(moved).toEqual(Array(120).fill(1))
    expect(match.lateInputsOf(0)).toBe(0)
    match.receiveInput(0, packetOf(172, [right, right]), 0)
    expect(depth()).toBe(127)
    expect(refused(195)).toBe('too_far_ahead')
    match.catchUpTo(10_000)
    expect(refused(130 + 120 + 65)).toBe('too_far_ahead')
    before.catchUpTo(60)
    expect(before.receiveInput(0, packetOf(75, [right]), 0)?.reason).toBe('too_far_ahead')
  })

  test('a game looks at proposals itself, and knows the own entity', () => {
    const checkInput = (input: { x: number }, slot: number, world: WorldOf<typeof stroll>) =>
      input.x < (world.walkers.get(slot)?.x ?? 0) ? 'nobody walks west' : undefined
    const game = withRules(stroll, { checkInput })
    const match = new MatchAuthority<typeof stroll>({ game, seed: 1, settings: { holes: 0 } })
    match.join(0)
    const walk = (x: number) => ({ x, y: -100, aim: 0, hop: false })
    expect(match.receiveInput(0, packetOf(1, [walk(101)], {}, game), 0)).toBeUndefined()
    match.step()
    expect(match.world.walkers.get(0)?.x).toBe(101)
    const refused = match.receiveInput(0, packetOf(2, [walk(100.5)], {}, game), 0)
    expect(refused).toMatchObject({ reason: 'against_rules', detail: 'nobody walks west' })
    match.step()
    expect(match.world.walkers.get(0)?.x).toBe(101)
  })

  test('any packet is taken or refused', () => {
    const match = matchAt(100)
    const tick = fc.oneof(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 80, max: 130 }))
    const packet = fc.record({
      newestTick: tick,
      count: fc.oneof(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 0, max: 33 })),
      inputs: fc.uint8Array({ maxLength: 2048 }),
      snapshotTick: tick,
      received: tick,
      privateTick: tick,
      shownSixteenths: tick,
    })
    fc.assert(
      fc.property(packet, (any) => {
        match.receiveInput(0, any, 0)
        match.step()
        expect(Number.isFinite(match.world.players.get(0)?.x)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  test('emits what the game emits, packed, from joins too', () => {
    const match = matchAt(59)
    const events = match.step()
    expect(events).toMatchObject([{ kind: 1, name: 'weather' }])
    expect(events[0]?.payload.length).toBeLessThan(9)
  })

  test('ranks by score, sharing ranks', () => {
    const match = matchAt(0)
    for (const slot of [1, 2, 3]) match.join(slot)
    for (const [slot, score] of [5, 9, 5, 1].entries()) {
      const player = match.world.players.get(slot)
      if (player !== undefined) player.score = score
    }
    expect(match.scores().map(({ slot, rank }) => [slot, rank])).toEqual([
      [1, 1],
      [0, 2],
      [2, 2],
      [3, 4],
    ])
  })

  test('a setting out of its range is refused', () => {
    expect(() => new MatchAuthority({ game: skirmish, seed: 1, settings: { seconds: 0 } })).toThrow('seconds')
    expect(new MatchAuthority({ game: skirmish, seed: 1, settings: { seconds: 5 } }).world.secondsLeft).toBe(
      5,
    )
  })

  test('the same seed and inputs make the same match on every machine', () => {
    const match = matchAt(0)
    match.join(1)
    for (let tick = 1; tick <= 600; tick++) {
      const input = { moveX: (tick % 3) - 1, moveY: 0.3, aim: tick / 7, fire: tick % 5 === 0 }
      match.receiveInput(tick % 2, packetOf(tick, [input]), 0)
      match.step()
    }
    expect(match.stateHash()).toBe(805_213_341)
  })
})
