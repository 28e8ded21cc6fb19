import { expect, test } from 'vitest'
import { fileNameProblems, nameProblems, purityProblems } from './house-rules.ts'

test('file names are in kebab-case, but for those that tools look for', () => {
  const good = [
    'README.md',
    'packages/engine/src/input-queue.test.ts',
    'migrations/0001_first_tables.sql',
    '.ci/run',
  ]
  for (const file of good) expect(fileNameProblems(file)).toEqual([])
  expect(fileNameProblems('packages/engine/src/inputQueue.ts')).toHaveLength(1)
  expect(fileNameProblems('packages/engine/src/Snapshot.ts')).toHaveLength(1)
})

test('names that fit anything are refused, in files and in declarations', () => {
  expect(fileNameProblems('packages/api/src/string-utils.ts')).toHaveLength(1)
  expect(nameProblems({ file: 'a.ts', text: 'export class RoomManager {}' })).toHaveLength(1)
  expect(nameProblems({ file: 'a.ts', text: 'const playerData = 1\ntype Result = 1' })).toHaveLength(1)
  expect(nameProblems({ file: 'a.ts', text: "import { type AddressInfo } from 'node:net'" })).toEqual([])
  expect(
    nameProblems({ file: 'a.ts', text: 'interface PackageManager {}\nfunction readDataPacket() {}' }),
  ).toEqual([])
  expect(nameProblems({ file: 'a.ts', text: 'const keyframe = 1; const metadata = {}' })).toEqual([])
})

test('the simulation has no clock and no randomness of its own', () => {
  const text = 'const a = 1\nconst now = Date.now() // Date\nMath.random()'
  expect(purityProblems({ file: 'packages/engine/src/clock.ts', text })).toHaveLength(2)
  expect(purityProblems({ file: 'packages/games/arena/arena.ts', text })).toHaveLength(2)
  expect(purityProblems({ file: 'packages/games/arena/draw.ts', text })).toEqual([])
  expect(purityProblems({ file: 'packages/engine/src/clock.test.ts', text })).toEqual([])
  expect(purityProblems({ file: 'packages/engine/src/clock.ts', text: '/** No Date here. */' })).toEqual([])
})
