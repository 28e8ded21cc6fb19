import type { LiveMatch } from '@gameserver/client/browser'
import { useEffect, useState } from 'preact/hooks'
import { client } from '../client.ts'
import { enter } from '../login/enter.ts'

const againMs = 5_000
const listedMax = 10

/** What can be watched now; none while the server is away. */
export function useLiveMatches(isReady: boolean): readonly LiveMatch[] {
  const [matches, setMatches] = useState<readonly LiveMatch[]>([])
  useEffect(() => {
    if (!isReady) return setMatches([])
    let timer: ReturnType<typeof setTimeout> | undefined
    let isGone = false
    const ask = async () => {
      try {
        await enter(undefined)
        const live = await client.matches.live({ limit: listedMax })
        if (!isGone) setMatches(live.matches)
      } catch {
        // The menu says itself when the server is away.
      }
      if (!isGone) timer = setTimeout(ask, againMs)
    }
    void ask()
    return () => {
      isGone = true
      clearTimeout(timer)
    }
  }, [isReady])
  return matches
}
