import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { skirmish } from '../../test/skirmish.ts'
import { defineGame } from '../game/define-game.ts'
import { codersOf } from '../game/game-coders.ts'
import { NamedCodec } from '../game/named-codec.ts'
import { u8 } from '../schema/types.ts'
import { CommandDesk } from './command-desk.ts'
import { CommandRejected } from './command-rejected.ts'

const cooldown = 15
const game = defineGame({
  ...skirmish,
  commands: { heal: { by: u8 }, constructor: { speed: u8 } },
  command: () => undefined,
  rules: { cooldownTicks: { heal: cooldown } },
})
const { commands, contextCount } = codersOf(game)
const codec = new NamedCodec(commands, contextCount)
const heal = codec.encode({ name: 'heal', value: { by: 7 } } as never)
const construct = codec.encode({ name: 'constructor', value: { speed: 7 } } as never)

const reasonOf = (opened: unknown) => (opened instanceof CommandRejected ? opened.reason : opened)

describe('command desk', () => {
  test('opens commands of the game, and says what is none', () => {
    const desk = new CommandDesk(game)
    expect(desk.open(0, heal, 1)).toEqual({ name: 'heal', value: { by: 7 } })
    expect(reasonOf(desk.open(0, { kind: 2, payload: heal.payload }, 1))).toBe('unknown_command')
    expect(reasonOf(desk.open(0, { kind: -1, payload: heal.payload }, 1))).toBe('unknown_command')
    expect(reasonOf(desk.open(0, { kind: 0, payload: new Uint8Array(40) }, 1))).toBe('malformed')
  })

  test('cools down what was done, to the tick, for that player and that command alone', () => {
    const desk = new CommandDesk(game)
    desk.taken(0, 'heal', 100)
    const refused = desk.open(0, heal, 110) as CommandRejected
    expect(refused.reason).toBe('cooling_down')
    expect(refused.detail).toContain('5 ticks')
    expect(reasonOf(desk.open(0, heal, 114))).toBe('cooling_down')
    expect(desk.open(0, heal, 115)).toMatchObject({ name: 'heal' })
    expect(desk.open(1, heal, 101)).toMatchObject({ name: 'heal' })
    desk.taken(0, 'constructor', 100)
    expect(desk.open(0, construct, 100)).toMatchObject({ name: 'constructor' })
  })

  test('however often it is asked, what is done keeps its distance', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(8), { maxLength: 200 }), (gaps) => {
        const desk = new CommandDesk(game)
        let tick = 0
        let lastTick = Number.NEGATIVE_INFINITY
        for (const gap of gaps) {
          tick += gap
          const isDue = tick - lastTick >= cooldown
          expect(desk.open(3, heal, tick) instanceof CommandRejected).toBe(!isDue)
          if (!isDue) continue
          desk.taken(3, 'heal', tick)
          lastTick = tick
        }
      }),
    )
  })

  test('any bytes are a command or refused', () => {
    const desk = new CommandDesk(game)
    fc.assert(
      fc.property(fc.nat(3), fc.uint8Array({ maxLength: 40 }), (kind, payload) => {
        const opened = desk.open(0, { kind, payload }, 1)
        if (opened instanceof CommandRejected) expect(opened.reason).toMatch(/^(unknown_command|malformed)$/)
        else expect(codec.encode(opened as never).kind).toBe(kind)
      }),
    )
  })
})
