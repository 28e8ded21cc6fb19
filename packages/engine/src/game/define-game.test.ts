import { expect, describe as group, test } from 'vitest'
import { skirmish } from '../../test/skirmish.ts'
import {
  angle,
  countdown,
  fixed,
  int,
  list,
  map,
  oneOf,
  optional,
  playerMap,
  type Type,
  text,
  u8,
} from '../schema/types.ts'
import { type AnyGame, defineGame } from './define-game.ts'
import { GameDefinitionError } from './game-definition-error.ts'
import { describe, schemaHash } from './manifest.ts'

const define = (changes: object): AnyGame => defineGame({ ...skirmish, ...changes } as never)
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
  ])('%j', (changes, field) => {
    expect(() => define(changes)).toThrow(GameDefinitionError)
    expect(() => define(changes)).toThrow(`${field}: `)
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
