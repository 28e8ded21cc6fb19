import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { repository } from '../repository.ts'
import { determinismProblems } from './determinism.ts'

mkdirSync(join(repository, '.gameserver'), { recursive: true })
const root = mkdtempSync(join(repository, '.gameserver', 'determinism-'))
afterAll(() => rmSync(root, { recursive: true }))

/** Each line of a game with what is said about it; undefined: nothing. */
const lines: readonly [line: string, problem: RegExp | undefined][] = [
  ["import { math } from '@gameserver/engine'", undefined],
  ["import { own } from './own.ts'", undefined],
  ["import { arena } from '../arena/arena.ts'", /may not be imported/],
  ["import { readFileSync } from 'node:fs'", /may not be imported/],
  ["import type { Texture } from 'pixi.js'", undefined],
  ['export const a = math.sin(1) + math.pi', undefined],
  ['export const b = Math.sin(1)', /engines round Math\.sin differently: use ctx\.math/],
  ['export const c = Math.floor(1.5) + Math.imul(3, 4)', undefined],
  ['export const { tan } = Math', /name the one you need/],
  ["export const d = Math['cos'](1)", /name the one you need/],
  ['export const e = Math.random()', /ctx\.random/],
  ['export const f = Date.now()', /ctx\.tick/],
  ['export const g = new Date()', /ctx\.tick/],
  ['export const h = performance.now()', /ctx\.tick/],
  ['setTimeout(() => {}, 1)', /no timers/],
  ['export const i = 2 ** 8 + (a ** 2)', undefined],
  ['export const j = 2 ** a', /\*\* is exact/],
  ['export const k = a ** 0.5', /\*\* is exact/],
  ['for (const key in own) key.at(0)', /for…in/],
  ['for (const item of new Set([1])) item.toFixed(1)', undefined],
  ['export const l = [3, 10, 9].sort()', /without a comparator/],
  ["export const m = ['b', 'a'].sort()", undefined],
  ['export const n = [3, 10, 9].sort((x, y) => x - y)', undefined],
  ["export const o = 'ä'.localeCompare('b')", /language of the machine/],
  ['export const p = (1.5).toLocaleString()', /language of the machine/],
  ['export const q = new Intl.NumberFormat()', /language of the machine/],
  ['export async function r() {}', /nothing in it waits/],
  ['export const s = Promise.resolve(1)', /nothing in it waits/],
  ['export const t = globalThis', /globalThis is not the same everywhere/],
  ['export const u = process.env', /process is not the same everywhere/],
  ['export const v = window', /window is not the same everywhere/],
  ['export const w = { Date: 1, performance: 2 }.Date', undefined],
  ['export function x(performance: number) { return performance }', undefined],
  ['export const y = { crypto }', /ctx\.random/],
  ["export const z = import('./own.ts')", /import at the beginning/],
  ['let counted = 0', /state outside the world/],
  ['export type Now = Date | Promise<Map<string, Intl.Locale>>', undefined],
]

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), text)
}

function writeRepository(): void {
  write('packages/engine/src/index.ts', "export { math } from './math.ts'\nexport const at = Date.now()\n")
  write('packages/engine/src/math.ts', 'export const math = { pi: 3, sin: (x: number) => x }\n')
  write('packages/engine/src/math.test.ts', 'export const any = Math.random()\n')
  write(
    'packages/engine/package.json',
    '{ "name": "@gameserver/engine", "exports": { ".": "./src/index.ts" } }',
  )
  write('packages/games/maze/maze.ts', lines.map(([line]) => line).join('\n'))
  write('packages/games/maze/own.ts', 'export const own = { a: Math.cos(1) }\n')
  write('packages/games/maze/draw.ts', 'export const draw = Math.random()\n')
  write('packages/games/maze/bot.ts', 'export const think = Math.random\n')
  write('packages/games/.template/template.ts', 'export const a = Math.hypot(1, 2)\n')
  mkdirSync(join(root, 'node_modules/@gameserver'), { recursive: true })
  symlinkSync(join(root, 'packages/engine'), join(root, 'node_modules/@gameserver/engine'))
}

test('games and engine are held to what all engines do alike, line by line', { timeout: 30_000 }, () => {
  writeRepository()
  const problems = determinismProblems(root)
  lines.forEach(([line, problem], index) => {
    const said = problems.filter((text) => text.startsWith(`packages/games/maze/maze.ts:${index + 1}: `))
    if (problem === undefined) expect.soft(said, line).toEqual([])
    else expect.soft(said.join(), line).toMatch(problem)
  })
  const elsewhere = problems.filter((text) => !text.startsWith('packages/games/maze/maze.ts:'))
  expect(elsewhere).toEqual(
    [
      expect.stringMatching(/^packages\/engine\/src\/index\.ts:2: .*ctx\.tick/),
      expect.stringMatching(/^packages\/games\/\.template\/template\.ts:1: .*Math\.hypot/),
      expect.stringMatching(/^packages\/games\/maze\/own\.ts:1: .*Math\.cos/),
    ].toSorted(),
  )
})
