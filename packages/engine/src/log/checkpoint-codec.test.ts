import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AnyGame, bool, defineGame, playerMap, type Type, u8, u16 } from '../index.ts'
import { MatchAuthority } from '../match-authority.ts'
import type { Checkpoint } from './checkpoint.ts'
import { CheckpointCodec, checkpointSchemas } from './checkpoint-codec.ts'
import { CheckpointRejected } from './checkpoint-rejected.ts'

const terms = {
  id: 'till',
  name: 'Till',
  version: '1.0.0',
  description: 'Coins are counted.',
  tickRate: 60,
  sendRate: 30,
  mode: 'full',
  players: { min: 1, max: 4 },
  rules: { cadenceTicks: { ring: 20 } },
  input: { ring: bool },
  events: { came: { slot: u8 } },
  step() {},
  isOver: () => false,
  scores: () => [],
} as const

const tillOf = (coins: Type<number>) =>
  defineGame({
    ...terms,
    state: { players: playerMap({ coins: u8 }) },
    kept: { coins },
    join(world, slot, { kept, emit }) {
      world.players.set(slot, { coins: (kept?.coins ?? 1) & 255 })
      emit('came', { slot })
    },
    leave: (world, slot) => void world.players.delete(slot),
    keep: () => ({ coins: 7 }),
  })

const till = tillOf(u8)
const codec = new CheckpointCodec(till)

function played(): MatchAuthority<typeof till> {
  const authority = new MatchAuthority({ game: till, seed: 3 })
  authority.join(0)
  authority.join(2, { kept: { coins: 9 }, awaySeconds: 5, team: 1, role: 'cashier' })
  for (let tick = 0; tick < 40; tick++) authority.step()
  authority.leave(2)
  authority.join(1)
  return authority
}

function decoded(bytes: Uint8Array): Checkpoint {
  const checkpoint = codec.decode(bytes)
  if (checkpoint instanceof CheckpointRejected) throw new Error(checkpoint.detail)
  return checkpoint
}

describe('a checkpoint', () => {
  test('comes back with all that is in it', () => {
    const checkpoint = played().checkpoint()
    const back = decoded(codec.encode(checkpoint))
    expect(back.tick).toBe(40)
    expect(back.state.equals(checkpoint.state)).toBe(true)
    expect(back.sent.map(({ tick }) => tick)).toEqual(checkpoint.sent.map(({ tick }) => tick))
    expect(back.sent.every(({ state }, index) => checkpoint.sent[index]?.state.equals(state))).toBe(true)
    expect(back.happenings).toEqual(checkpoint.happenings)
    expect(back.happenings.map(({ type }) => type)).toEqual(['leave', 'join'])
    expect(back.emitted).toEqual([{ name: 'came', value: { slot: 1 } }])
    expect(back.presses).toEqual(checkpoint.presses)
    expect(back.presses.get(0)?.buttons[0]?.playedTick).toBe(Number.NEGATIVE_INFINITY)
  })

  test('remembers any presses and commands', () => {
    const base = played().checkpoint()
    const time = fc.oneof(fc.nat(), fc.constantFrom(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY))
    const button = fc.record({
      field: fc.constantFrom('ring', 'läuten'),
      ticks: fc.nat(600),
      isHeld: fc.boolean(),
      hasLapsed: fc.boolean(),
      wasTakenUp: fc.boolean(),
      playedTick: time,
      pressedTick: time,
      waitingTick: time,
    })
    const presses = fc.record({
      heardTick: fc.option(fc.nat(), { nil: undefined }),
      buttons: fc.array(button),
    })
    const slots = fc.array(fc.tuple(fc.integer({ min: 0, max: 127 }), presses), { maxLength: 5 })
    const done = fc.array(fc.tuple(fc.string({ maxLength: 20 }), fc.nat()), { maxLength: 5 })
    fc.assert(
      fc.property(slots, done, (pressed, ticks) => {
        const checkpoint = { ...base, presses: new Map(pressed), doneTicks: new Map(ticks) }
        const { presses: back, doneTicks } = decoded(codec.encode(checkpoint))
        expect(back).toEqual(checkpoint.presses)
        expect(doneTicks).toEqual(checkpoint.doneTicks)
      }),
    )
  })

  test('tells a successor what the game emitted of who came last, and of nobody before', () => {
    const checkpoint = decoded(codec.encode(played().checkpoint()))
    const heir = new MatchAuthority({ game: till, seed: 3, takenOver: { ...checkpoint, slots: [0, 1] } })
    expect(heir.step().map(({ value }) => value)).toEqual([{ slot: 1 }])
    expect(heir.step()).toEqual([])
  })

  test('of a game whose schemas have changed is refused, be it of what players own alone', () => {
    const other = new CheckpointCodec(tillOf(u16))
    const rejected = other.decode(codec.encode(played().checkpoint()))
    expect(rejected).toBeInstanceOf(CheckpointRejected)
    expect((rejected as CheckpointRejected).reason).toBe('other_schema')
  })

  test('by whom it can be read is known beforehand', () => {
    const sameSchemas = { ...till, version: '2.0.0', step: () => {} } as unknown as AnyGame
    expect(checkpointSchemas(sameSchemas)).toBe(checkpointSchemas(till))
    const checkpoint = codec.encode(played().checkpoint())
    expect(new CheckpointCodec(sameSchemas).decode(checkpoint)).not.toBeInstanceOf(CheckpointRejected)
    for (const other of [
      tillOf(u16),
      { ...till, id: 'purse' },
      { ...till, input: {} },
      { ...till, tickRate: 30 },
    ])
      expect(checkpointSchemas(other as unknown as AnyGame)).not.toBe(checkpointSchemas(till))
  })

  test('of another format is refused', () => {
    const bytes = codec.encode(played().checkpoint())
    bytes[0] = 9
    expect(codec.decode(bytes)).toMatchObject({ reason: 'unknown_format' })
  })

  test('is refused, or is some checkpoint, whatever became of its bytes', () => {
    const bytes = codec.encode(played().checkpoint())
    fc.assert(
      fc.property(fc.nat(bytes.length), fc.nat(bytes.length - 1), fc.nat(255), (length, at, value) => {
        const changed = bytes.slice()
        changed[at] = value
        for (const some of [bytes.subarray(0, length), changed]) {
          const back = codec.decode(some)
          if (!(back instanceof CheckpointRejected)) expect(Number.isInteger(back.tick)).toBe(true)
        }
      }),
    )
  })
})
