import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Attempt } from '../attempt.ts'
import { runQuietly } from '../process/run.ts'
import type { Progress } from '../progress.ts'

const downloadTimeoutMs = 300_000
const extractTimeoutMs = 60_000
const architectures: Partial<Record<NodeJS.Architecture, string>> = {
  x64: 'amd64',
  arm64: 'arm64',
  arm: 'armv7',
}

/** Takes livekit-server out of the project's own release, after checking it against the release's checksums. */
export async function downloadRelease(version: string, cache: string, progress: Progress): Promise<Attempt> {
  const binary = join(cache, `livekit-server-${version}-release`)
  if (existsSync(binary)) return { binary }
  const architecture = architectures[process.arch]
  // The releases hold archives for Linux and Windows; on macOS Homebrew is their way.
  if (process.platform !== 'linux' || !architecture) {
    return { refused: `no official release for ${process.platform}/${process.arch}` }
  }
  const archive = `livekit_${version}_linux_${architecture}.tar.gz`
  const release = `https://github.com/livekit/livekit/releases/download/v${version}`

  const folder = await mkdtemp(join(cache, 'release-'))
  try {
    return await progress.during(`downloading livekit-server ${version}`, async () => {
      const [bytes, checksums] = await Promise.all([
        fetchBytes(`${release}/${archive}`),
        fetchBytes(`${release}/checksums.txt`),
      ])
      if (!isListed(bytes, archive, String(checksums)))
        return { refused: `${archive} does not match its checksum` }
      await writeFile(join(folder, archive), bytes)
      await runQuietly('tar', ['-xzf', archive, 'livekit-server'], {
        cwd: folder,
        timeoutMs: extractTimeoutMs,
      })
      await rename(join(folder, 'livekit-server'), binary)
      return { binary }
    })
  } catch (error) {
    return { refused: `${release}/${archive}: ${reason(error)}` }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** A line of checksums.txt: the SHA-256 in hexadecimal, blanks, the file's name. */
export function isListed(bytes: Buffer, name: string, checksums: string): boolean {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return checksums.split('\n').some((line) => {
    const [sum, file] = line.trim().split(/\s+\*?/)
    return file === name && sum?.toLowerCase() === sha256
  })
}

async function fetchBytes(url: string): Promise<Buffer> {
  const response = await fetch(url, { signal: AbortSignal.timeout(downloadTimeoutMs) })
  if (!response.ok) throw new Error(`answered ${response.status}`)
  return Buffer.from(await response.arrayBuffer())
}

function reason(error: unknown): string {
  const { message, cause } = error as Error
  return cause instanceof Error ? cause.message : message
}
