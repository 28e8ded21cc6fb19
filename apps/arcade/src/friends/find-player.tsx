import type { FoundPlayer } from '@gameserver/client/browser'
import { playerNameLengthMax } from '@gameserver/protocol/limits'
import { useEffect, useState } from 'preact/hooks'
import { PlayerLink } from '../address/link.tsx'
import { client } from '../client.ts'

/** Whoever types on is not asked about each letter. */
const restMs = 250
const playersMax = 8

/** Leads to a player whose name is known, or its beginning. */
export function FindPlayer() {
  const [name, setName] = useState('')
  const [found, setFound] = useState<readonly FoundPlayer[]>()
  const beginning = name.trim()

  useEffect(() => {
    setFound(undefined)
    if (!beginning) return
    let isGone = false
    const timer = setTimeout(async () => {
      const players = await client.friends.find(beginning, playersMax).catch(() => undefined)
      if (!isGone) setFound(players)
    }, restMs)
    return () => {
      isGone = true
      clearTimeout(timer)
    }
  }, [beginning])

  return (
    <div class="find-player">
      <input
        class="field"
        value={name}
        aria-label="Name of a player"
        placeholder="Find a player by name"
        maxLength={playerNameLengthMax}
        autocomplete="off"
        spellcheck={false}
        data-testid="find-player"
        onInput={(event) => setName(event.currentTarget.value)}
      />
      {found && (
        <ul class="friends" aria-live="polite">
          {found.map((player) => (
            <li key={player.playerId}>
              <PlayerLink {...player} />
            </li>
          ))}
          {found.length === 0 && <li>Nobody is called so.</li>}
        </ul>
      )}
    </div>
  )
}
