import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeThrowawayFolder, removeThrowawayFolder } from '../throwaway-folder.ts'
import { watchSources } from './watch-games.ts'

/** Longer than saves are gathered for. */
const quietMs = 400
const patience = { timeout: 20_000 }

let folder: string
let saves: number
let stop: () => Promise<void>

beforeEach(async () => {
  folder = makeThrowawayFolder()
  saves = 0
  write('tag/tag.ts')
  stop = await watchSources(folder, async () => {
    saves++
  })
})
afterEach(async () => {
  await stop()
  await removeThrowawayFolder(folder)
})

function write(file: string, text = 'export default 1') {
  mkdirSync(join(folder, file, '..'), { recursive: true })
  writeFileSync(join(folder, file), text)
}

/** Waits until one more save has been noticed than before the change. */
async function notices(change: () => void) {
  const before = saves
  change()
  await expect.poll(() => saves, patience).toBeGreaterThan(before)
  await new Promise((resolve) => setTimeout(resolve, quietMs))
}

test('a file that is written over, or that another one takes the place of, again and again', async () => {
  for (const text of ['a', 'b', 'c']) {
    await notices(() => write('tag/tag.ts', text))
    await notices(() => {
      write('tag/tag.ts.swp', `${text} by rename`)
      renameSync(join(folder, 'tag/tag.ts.swp'), join(folder, 'tag/tag.ts'))
    })
  }
})

test('a new folder, what is saved in it later, and its end', async () => {
  await notices(() => write('star-run/star-run.ts'))
  await notices(() => write('star-run/rules/moves.ts'))
  await notices(() => write('star-run/rules/moves.ts', 'b'))
  await notices(() => renameSync(join(folder, 'star-run/rules'), join(folder, 'star-run/ways')))
  await notices(() => write('star-run/ways/moves.ts', 'c'))
  await notices(() => rmSync(join(folder, 'star-run/star-run.ts')))
  await notices(() => rmSync(join(folder, 'star-run'), { recursive: true }))
})

test('many saves at once are few', async () => {
  await notices(() => {
    for (let i = 0; i < 20; i++) write('tag/tag.ts', `${i}`)
  })
  // Usually one. On a busy machine what is heard of them may come in two parts or three.
  expect(saves).toBeLessThan(10)
})

test('drawings and tests are of no concern', async () => {
  write('tag/draw.ts')
  write('tag/draw/ship.ts')
  write('tag/tag.test.ts')
  await new Promise((resolve) => setTimeout(resolve, quietMs))
  expect(saves).toBe(0)
})
