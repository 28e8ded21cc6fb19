import type { GameListing } from '@gameserver/client/browser'
import { useEffect, useState } from 'preact/hooks'
import { client } from '../client.ts'
import { enter } from '../login/enter.ts'

const retryMs = 4_000
/** Servers come and go, and with them the games. */
const againMs = 10_000

/** What the server plays. `away` while it cannot be reached; it is asked again until it answers. */
export type GameListingState =
  | { state: 'asking' }
  | { state: 'away' }
  | { state: 'here'; games: readonly GameListing[] }

export function useGameListing(): GameListingState {
  const [listing, setListing] = useState<GameListingState>({ state: 'asking' })
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let isGone = false
    const ask = async () => {
      try {
        await enter(undefined)
        const games = await client.games()
        if (isGone) return
        setListing({ state: 'here', games })
        timer = setTimeout(ask, againMs)
      } catch {
        if (isGone) return
        setListing({ state: 'away' })
        timer = setTimeout(ask, retryMs)
      }
    }
    void ask()
    return () => {
      isGone = true
      clearTimeout(timer)
    }
  }, [])
  return listing
}
