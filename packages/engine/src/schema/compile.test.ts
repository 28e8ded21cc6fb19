import { describe, expect, test } from 'vitest'
import { SchemaCompiler } from './compile.ts'
import {
  angle,
  bool,
  countdown,
  describeStruct,
  fixed,
  int,
  list,
  map,
  oneOf,
  optional,
  ownerOnly,
  playerMap,
  type Struct,
  text,
  u8,
  u32,
  unit,
} from './types.ts'

const compile = (struct: Struct) =>
  new SchemaCompiler({ tickRate: 60, leapOf: () => 1 }).struct(describeStruct(struct), 'state')
const moving = (fields: Struct): Struct => ({ x: fixed(-9, 9, 0.5, { rate: 'speed' }), ...fields })

describe('what cannot be packed is refused, with the field named', () => {
  test.each<[string, Struct, string]>([
    ['no type', { field: 5 as never }, 'field'],
    ['nothing', { field: undefined as never }, 'field'],
    ['no type in a list', { field: list('u8' as never, 3) }, 'field[]'],
    ['no type in a map', { field: map({ inner: null as never }, 3) }, 'field[].inner'],
    ['a range of nothing', { field: int(3, 3) }, 'field'],
    ['parts of whole numbers', { field: int(0.5, 3) }, 'field'],
    ['no numbers', { field: int(Number.NaN, Number.POSITIVE_INFINITY) }, 'field'],
    ['more than 32 bits', { field: int(0, 2 ** 32) }, 'field'],
    ['a countdown from nothing', { field: countdown(0) }, 'field'],
    ['a countdown of more than 32 bits', { field: countdown(2 ** 32) }, 'field'],
    ['a range upside down', { field: fixed(1, -1, 0.5) }, 'field'],
    ['no step', { field: fixed(0, 1, 0) }, 'field'],
    ['a step that is no number', { field: fixed(0, 1, Number.NaN) }, 'field'],
    ['a step above the range', { field: fixed(0, 1, 2) }, 'field'],
    ['too many steps', { field: fixed(-1e9, 1e9, 1 / 64) }, 'field'],
    ['too few bits', { field: angle(1) }, 'field'],
    ['too many bits', { field: angle(25) }, 'field'],
    ['no words', { field: oneOf() }, 'field'],
    ['a word twice', { field: oneOf('a', 'b', 'a') }, 'field'],
    ['no bytes', { field: text(0) }, 'field'],
    ['too many bytes', { field: text(4097) }, 'field'],
    ['too long a list', { field: list(u8, 65_535) }, 'field'],
    ['a list of nothing', { field: list(u8, 0) }, 'field'],
    ['half an entity', { field: map({ x: u8 }, 1.5) }, 'field'],
    ['a map in a map', { field: map({ inner: map({ x: u8 }, 3) }, 3) }, 'field[].inner'],
    ['a map in a list', { field: list({ inner: map({ x: u8 }, 3) }, 3) }, 'field[].inner'],
    ['a map that may be missing', { field: optional(map({ x: u8 }, 3)) }, 'field'],
    ['a list that holds too much', { field: map({ lines: list(text(4096), 70) }, 9) }, 'field[].lines'],
    ['a map that holds too much', { field: map({ line: text(4096) }, 70) }, 'field'],
    ['no such rate', moving({}), 'x'],
    ['a rate that is no number', moving({ speed: bool }), 'x'],
    ['a rate that is an angle', moving({ speed: angle(8) }), 'x'],
    ['a rate that is a list', moving({ speed: list(u8, 3) }), 'x'],
    ['a rate for others', moving({ speed: ownerOnly(unit()) }), 'x'],
    ['rates in a circle', moving({ speed: fixed(-1, 1, 0.1, { rate: 'x' }) }), 'x'],
    ['a rate of its own', { x: fixed(-9, 9, 0.5, { rate: 'x' }) }, 'x'],
    ['a rate that is too fast', { ...moving({ speed: u32 }), x: fixed(0, 1, 1e-6, { rate: 'speed' }) }, 'x'],
    ['a rate elsewhere', { speed: u8, list: list(fixed(0, 9, 1, { rate: 'speed' }), 3) }, 'list[]'],
    [
      'a rate that may be missing',
      { players: playerMap({ ...moving({ speed: optional(u8) }) }) },
      'players[].x',
    ],
  ])('%s', (_, struct, field) => {
    expect(() => compile(struct)).toThrow(`state.${field}: `)
  })
})

test('a struct may have a field that is called description', () => {
  expect(compile({ inner: { description: text(9) }, description: u8 }).initial()).toEqual({
    inner: { description: '' },
    description: 0,
  })
})

test('fields keep the order in which they are declared, whatever the order on the wire', () => {
  const struct = { name: text(3), ...moving({ speed: unit() }) }
  expect(Object.keys(compile(struct).initial())).toEqual(['name', 'x', 'speed'])
})
