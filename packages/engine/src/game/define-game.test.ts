import { expect, describe as group, test } from 'vitest'
import { skirmish } from '../../test/skirmish.ts'
import { stroll } from '../../test/stroll.ts'
import {
  angle,
  countdown,
  fixed,
  int,
  list,
  map,
  oneOf,
  optional,
  ownerOnly,
  playerMap,
  type Type,
  teamOnly,
  text,
  u8,
} from '../schema/types.ts'
import { type AnyGame, defineGame } from './define-game.ts'
import { GameDefinitionError } from './game-definition-error.ts'
import { describe, schemaHash } from './manifest.ts'

const define = (changes: object): AnyGame => defineGame({ ...skirmish, ...changes } as never)
function refuses(define: (changes: object) => AnyGame, changes: object, field: string): void {
  expect(() => define(changes)).toThrow(GameDefinitionError)
  expect(() => define(changes)).toThrow(`${field}: `)
}
const does = (): string | undefined => undefined
const withField = (field: Type<unknown>) => ({ state: { players: playerMap({ x: u8 }), outer: { field } } })

group('a game that cannot be played is refused, with the field named', () => {
  test.each([
    [{ id: 'Not An Id' }, 'id'],
    [{ version: '1' }, 'version'],
    [{ tickRate: 0 }, 'tickRate'],
    [{ tickRate: 129 }, 'tickRate'],
    [{ sendRate: 25 }, 'sendRate'],
    [{ mode: 'guess' }, 'mode'],
    [{ players: { min: 0, max: 2 } }, 'players.min'],
    [{ players: { min: 2, max: 129 } }, 'players.max'],
    [{ settings: { seconds: { min: 5, default: 1, max: 9 } } }, 'settings.seconds'],
    [{ rules: { maxSpeed: -1 } }, 'rules.maxSpeed'],
    [{ spectators: { delaySeconds: 301 } }, 'spectators.delaySeconds'],
    [{ spectators: { delaySeconds: Number.NaN } }, 'spectators.delaySeconds'],
    [{ spectators: { max: 1_001 } }, 'spectators.max'],
    [{ spectators: { max: -1 } }, 'spectators.max'],
    [{ spectators: { reveals: 'most', delaySeconds: 1 } }, 'spectators.reveals'],
    [{ spectators: { reveals: 'all' } }, 'spectators.delaySeconds'],
    [withField(int(3, 3)), 'state.outer.field'],
    [withField(int(0, 2 ** 32)), 'state.outer.field'],
    [withField(fixed(0, 1, 0)), 'state.outer.field'],
    [withField(fixed(-1e9, 1e9, 1 / 64)), 'state.outer.field'],
    [withField(angle(30)), 'state.outer.field'],
    [withField(oneOf('a', 'b', 'a')), 'state.outer.field'],
    [withField(text(0)), 'state.outer.field'],
    [withField(list(u8, 100_000)), 'state.outer.field'],
    [withField(optional(int(5, 1))), 'state.outer.field'],
    [withField(list({ deep: fixed(2, 1, 1) }, 3)), 'state.outer.field[].deep'],
    [withField(map({ inner: map({ x: u8 }, 3) }, 3)), 'state.outer.field[].inner'],
    [withField(map({ texts: list(text(4000), 1000) }, 1000)), 'state.outer.field[].texts'],
    [withField(countdown(0)), 'state.outer.field'],
    [{ input: { name: text(4) } }, 'input'],
    [{ events: { story: { lines: list(text(4000), 100) } } }, 'events.story.lines'],
  ])('%j', (changes, field) => refuses(define, changes, field))
})

group('rules that make no sense are refused, with the field named', () => {
  test.each([
    [{ maxSpeed: Number.NaN }, 'rules.maxSpeed'],
    [{ maxSpeed: Number.POSITIVE_INFINITY }, 'rules.maxSpeed'],
    [{ teleportUnits: 0 }, 'rules.teleportUnits'],
    [{ teleportUnits: 9 }, 'rules.teleportUnits'],
    [{ rewindMs: -1 }, 'rules.rewindMs'],
    [{ rewindMs: 1001 }, 'rules.rewindMs'],
    [{ rewindMs: Number.NaN }, 'rules.rewindMs'],
    [{ cadenceTicks: { shoot: 3 } }, 'rules.cadenceTicks.shoot'],
    [{ cadenceTicks: { moveX: 3 } }, 'rules.cadenceTicks.moveX'],
    [{ cadenceTicks: { fire: 0 } }, 'rules.cadenceTicks.fire'],
    [{ cadenceTicks: { fire: 2.5 } }, 'rules.cadenceTicks.fire'],
    [{ cooldownTicks: { heal: 3 } }, 'rules.cooldownTicks.heal'],
    [{ cooldownTicks: { toString: 3 } }, 'rules.cooldownTicks.toString'],
    [{ checkInput: 'yes' }, 'rules.checkInput'],
    [{ escalation: { warnAt: 0 } }, 'rules.escalation.warnAt'],
    [{ escalation: { silenceAt: Number.NaN } }, 'rules.escalation.silenceAt'],
    [{ escalation: { fadePerSecond: -1 } }, 'rules.escalation.fadePerSecond'],
    [{ escalation: { warnAt: 9, silenceAt: 9 } }, 'rules.escalation.silenceAt'],
  ])('%j', (rules, field) => refuses(define, { rules }, field))
})

group('modes, rollback, audiences, cells and pairs of functions are checked, with the field named', () => {
  const hand = { state: { players: playerMap({ cards: ownerOnly(u8) }) } }
  const cells = { maps: ['shots'], cellOf: () => 0, seenBy: () => [] }
  test.each([
    [{ rollback: { inputDelayTicks: -1 }, players: { min: 1, max: 2 } }, 'rollback.inputDelayTicks'],
    [{ rollback: { inputDelayTicks: 11 }, players: { min: 1, max: 2 } }, 'rollback.inputDelayTicks'],
    [{ rollback: { inputDelayTicks: 2 } }, 'players.max'],
    [{ ...hand, rollback: { inputDelayTicks: 2 }, players: { min: 1, max: 2 } }, 'rollback'],
    [{ rollback: { inputDelayTicks: 2 }, players: { min: 1, max: 2 }, cells }, 'rollback'],
    [{ proposes: 'players' }, 'proposes'],
    [{ mode: 'validated' }, 'proposes'],
    [{ mode: 'validated', proposes: 'shots' }, 'proposes'],
    [{ mode: 'observer', proposes: 'motto' }, 'proposes'],
    [withField(ownerOnly(u8)), 'state.outer.field'],
    [withField(list({ deep: teamOnly(u8) }, 3)), 'state.outer.field.deep'],
    [{ input: { secret: ownerOnly(u8) } }, 'input.secret'],
    [{ state: { players: playerMap({ plan: teamOnly(u8) }) } }, 'team'],
    [{ cells: { ...cells, maps: ['motto'] } }, 'cells.maps'],
    [{ cells: { ...cells, maps: [] } }, 'cells.maps'],
    [{ cells: { ...cells, cellOf: undefined } }, 'cells.cellOf'],
    [{ cells: { ...cells, seenBy: 3 } }, 'cells.seenBy'],
    [{ commands: { heal: { by: u8 } } }, 'command'],
    [{ command: does }, 'command'],
    [{ commands: { huge: { lines: list(text(255), 255) } }, command: does }, 'commands.huge'],
    [{ kept: { coins: u8 } }, 'keep'],
    [{ keep: () => ({}) }, 'keep'],
    [{ kept: { lines: list(text(255), 255) }, keep: () => ({}) }, 'kept'],
    [{ predicts: ['thunder'] }, 'predicts'],
    [{ predicts: ['toString'] }, 'predicts'],
  ])('%j', (changes, field) => refuses(define, changes, field))

  const walkers = (fields: object) => ({ state: { walkers: playerMap(fields as never) }, rules: {} })
  const defineStroll = (changes: object): AnyGame => defineGame({ ...stroll, ...changes } as never)
  test.each([
    [{ rollback: { inputDelayTicks: 2 }, players: { min: 1, max: 2 } }, 'rollback'],
    [{ mode: 'full' }, 'proposes'],
    [{ input: { jump: u8 }, rules: {} }, 'proposes'],
    [walkers({ x: u8, y: fixed(-512, 512, 1 / 2) }), 'input.x'],
    [walkers({ aim: angle(9) }), 'input.aim'],
    [{ ...walkers({ aim: angle(8) }), rules: { maxSpeed: 9 } }, 'rules.maxSpeed'],
    [{ ...walkers({ aim: angle(8) }), rules: { teleportUnits: 9 } }, 'rules.teleportUnits'],
  ])('where players propose: %j', (changes, field) => refuses(defineStroll, changes, field))

  test('what is right is accepted', () => {
    expect(define({ cells }).cells).toBe(cells)
    expect(define({ rollback: { inputDelayTicks: 0 }, players: { min: 2, max: 4 } }).rollback).toBeDefined()
    expect(defineStroll({ mode: 'observer', rules: { maxSpeed: 3, teleportUnits: 2 } }).mode).toBe('observer')
    expect(
      defineStroll({ ...walkers({ aim: angle(8) }), mode: 'observer', rules: { maxSpeed: 9 } }),
    ).toBeDefined()
    const escalation = { warnAt: 5, silenceAt: 6, fadePerSecond: 0.5 }
    expect(define({ rules: { escalation, cadenceTicks: { fire: 6 }, rewindMs: 0 } }).rules).toMatchObject({
      escalation,
    })
  })
})

test('the manifest is plain JSON, with all that a decoder needs', () => {
  const manifest = describe(skirmish)
  expect(JSON.parse(JSON.stringify(manifest))).toEqual(manifest)
  expect(manifest).toMatchObject({ id: 'skirmish', tickRate: 60, settings: { seconds: { default: 60 } } })
  expect(manifest.schemas.events.map(({ name }) => name)).toEqual(['hit', 'weather'])
})

test('the hash tells schemas apart, and nothing else', () => {
  expect(schemaHash(define({ name: 'Other', version: '2.0.0' }))).toBe(schemaHash(skirmish))
  expect(schemaHash(define({ input: { ...skirmish.input, dash: u8 } }))).not.toBe(schemaHash(skirmish))
  expect(schemaHash(define({ tickRate: 30 }))).not.toBe(schemaHash(skirmish))
})
