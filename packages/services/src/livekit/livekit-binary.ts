import { cacheFolder } from '../cache-folder.ts'
import { findProgram } from '../path-lookup.ts'
import type { Progress } from '../progress.ts'
import { buildWithGo } from './go-build.ts'
import { downloadRelease } from './release.ts'

/**
 * The last release that `go install` accepts: later ones carry replace directives. The same version serves the
 * container stack and the download, so that all of them behave alike.
 */
export const livekitVersion = '1.13.5'

/** A livekit-server: from the path, built once with Go and cached, or the official release. */
export async function findLivekit(progress: Progress): Promise<string> {
  const installed = findProgram(['livekit-server'])
  if (installed) return installed

  const cache = cacheFolder()
  const built = await buildWithGo(livekitVersion, cache, progress)
  if ('binary' in built) return built.binary
  const downloaded = await downloadRelease(livekitVersion, cache, progress)
  if ('binary' in downloaded) return downloaded.binary
  throw new Error(
    `no livekit-server to be had (none on the path; ${built.refused}; ${downloaded.refused}): ` +
      'install Go or livekit-server, or set LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET to a server of yours',
  )
}
