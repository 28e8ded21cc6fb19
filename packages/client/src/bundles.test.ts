import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

/** Packages of the registry that an entry point of the SDK pulls in. */
async function packagesIn(entry: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    logLevel: 'silent',
  })
  const names = Object.keys(metafile.inputs).map(
    (path) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1],
  )
  return [...new Set(names.filter((name) => name !== undefined))].sort()
}

test('the SDK alone pulls in neither LiveKit library, and no validator', async () => {
  expect(await packagesIn('index.ts')).toEqual(['@bufbuild/protobuf', 'eventsource-parser'])
})

test('in the browser there is livekit-client alone', async () => {
  expect(await packagesIn('browser.ts')).toEqual([
    '@bufbuild/protobuf',
    'eventsource-parser',
    'livekit-client',
  ])
})
