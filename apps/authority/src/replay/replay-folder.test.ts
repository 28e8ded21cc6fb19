import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ReplayFolder } from './replay-folder.ts'

const log = pino({ level: 'silent' })
const unexpected = (error: unknown) => expect.unreachable(String(error))
const hourMs = 60 * 60 * 1_000
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'replay-folder-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const keeping = (keptMax = 10, keptDays = 30) => new ReplayFolder({ folder, keptMax, keptDays }, log)

function aged(name: string, hours: number): void {
  writeFileSync(join(folder, name), name)
  const at = (Date.now() - hours * hourMs) / 1_000
  utimesSync(join(folder, name), at, at)
}

describe('a replay file', () => {
  it('has all chunks in their order', async () => {
    const replays = keeping()
    const file = replays.create('a', 1, unexpected)
    for (const byte of [1, 2, 3]) file.write(Uint8Array.of(byte))
    replays.close(file)
    file.write(Uint8Array.of(4))
    await replays.settled()
    expect([...readFileSync(join(folder, 'a.gsr'))]).toEqual([1, 2, 3])
  })

  it("is each owner's own, whatever the one before still writes", async () => {
    const replays = keeping()
    const old = replays.create('a', 1, unexpected)
    const written = (name: string) => [...readFileSync(join(folder, name))]
    old.write(Uint8Array.of(1))
    await expect.poll(() => written('a.gsr')).toEqual([1])
    const next = replays.create('a', 2, unexpected)
    next.write(Uint8Array.of(2))
    await expect.poll(() => written('a-2.gsr')).toEqual([2])
    old.write(Uint8Array.of(3))
    for (const file of [old, next]) replays.close(file)
    await replays.settled()
    expect(written('a.gsr')).toEqual([1, 3])
    expect(written('a-2.gsr')).toEqual([2])
  })

  it('fails once, and is never in the way', async () => {
    const replays = keeping()
    const failures: unknown[] = []
    mkdirSync(join(folder, 'a.gsr'))
    const file = replays.create('a', 1, (error) => failures.push(error))
    for (let count = 0; count < 10; count++) file.write(new Uint8Array(1_000_000))
    replays.close(file)
    await replays.settled()
    expect(failures).toHaveLength(1)
  })

  it('keeps a bounded amount in memory', async () => {
    const failures: unknown[] = []
    const file = keeping().create('a', 1, (error) => failures.push(error))
    for (let count = 0; count < 10; count++) file.write(new Uint8Array(1_000_000))
    expect(String(failures)).toMatch(/behind by more than/)
    await file.close()
    expect(failures).toHaveLength(1)
  })

  it('has no path for a name', () => {
    expect(() => keeping().create('../a', 1, unexpected)).toThrow('no name for a file')
  })
})

describe('sweeping', () => {
  it('removes what is too old or too many, and nothing else', async () => {
    aged('old.gsr', 31 * 24)
    for (const hours of [1, 2, 3, 4]) aged(`match-${hours}.gsr`, hours)
    aged('notes.txt', 9_999)
    mkdirSync(join(folder, 'folder.gsr'))
    await keeping(3).sweep()
    expect(readdirSync(folder).sort()).toEqual(
      ['folder.gsr', 'match-1.gsr', 'match-2.gsr', 'match-3.gsr', 'notes.txt'].sort(),
    )
    await keeping(10, 0).sweep()
    expect(readdirSync(folder).sort()).toEqual(['folder.gsr', 'notes.txt'])
  })

  it('leaves alone what is being written', async () => {
    for (const name of ['a', 'b', 'c']) aged(`${name}.gsr`, 0)
    await keeping(1).sweep()
    expect(readdirSync(folder)).toHaveLength(3)
  })
})

it('a folder is made, and one that is no folder is refused in one line', () => {
  const made = join(folder, 'a/b')
  new ReplayFolder({ folder: made, keptMax: 1, keptDays: 1 }, log)
  expect(existsSync(made)).toBe(true)
  writeFileSync(join(folder, 'file'), '')
  const broken = () => new ReplayFolder({ folder: join(folder, 'file'), keptMax: 1, keptDays: 1 }, log)
  expect(broken).toThrow(/^replays\.folder: can't be written to: /)
})
