import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runQuietly } from '@gameserver/services/process/run'
import { afterAll, expect, test } from 'vitest'
import { bundleGoldenHashes, goldenHashes } from './golden-hashes.ts'
import { nodeProgram, nodeReleases } from './node-releases.ts'

const folder = mkdtempSync(join(tmpdir(), 'golden-'))
afterAll(() => rmSync(folder, { recursive: true }))

test.for(nodeReleases)('Node %s plays the same matches', { timeout: 180_000 }, async (version, context) => {
  const program = await nodeProgram(version).catch((error: Error) => context.skip(error.message))
  const script = join(folder, 'golden.cjs')
  writeFileSync(
    script,
    `${await bundleGoldenHashes()}\nconsole.log(JSON.stringify([process.version, goldenHashes]))`,
  )
  const { code, output } = await runQuietly(program, [script], { timeoutMs: 60_000 })
  expect(code, output).toBe(0)
  expect(JSON.parse(output)).toEqual([`v${version}`, await goldenHashes()])
})
