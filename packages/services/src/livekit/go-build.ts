import { existsSync } from 'node:fs'
import { mkdtemp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Attempt } from '../attempt.ts'
import { findProgram } from '../path-lookup.ts'
import { withLock } from '../process/lock.ts'
import { runQuietly } from '../process/run.ts'
import type { Progress } from '../progress.ts'

/** About 100 s on two cores; a slow laptop on a slow line still gets there. */
const buildTimeoutMs = 1_200_000

/** Builds livekit-server into the cache, once: whoever comes while it is being built waits for it. */
export async function buildWithGo(version: string, cache: string, progress: Progress): Promise<Attempt> {
  const binary = join(cache, `livekit-server-${version}`)
  if (existsSync(binary)) return { binary }
  const go = findProgram(['go'], { PATH: `${process.env.PATH}:/usr/local/go/bin` })
  if (!go) return { refused: 'no Go to build it with' }

  return progress.during(`building livekit-server ${version} (once)`, (update) =>
    withLock(`${binary}.lock`, async () => {
      if (existsSync(binary)) return { binary }
      const folder = await mkdtemp(join(cache, 'go-build-'))
      try {
        let steps = 0
        const { code, output } = await runQuietly(
          go,
          [
            'install',
            '-v',
            '-trimpath',
            '-ldflags=-s -w',
            `github.com/livekit/livekit-server/cmd/server@v${version}`,
          ],
          {
            env: { ...process.env, GOBIN: folder, GOFLAGS: '', CGO_ENABLED: '0' },
            timeoutMs: buildTimeoutMs,
            onLine: () => update(`building livekit-server ${version} (once), step ${++steps} of about 1100`),
          },
        )
        if (code !== 0) return { refused: `go install failed: ${output.trim().split('\n').at(-1)}` }
        await rename(join(folder, 'server'), binary)
        return { binary }
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    }),
  )
}
