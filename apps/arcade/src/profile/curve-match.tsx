import type { Match, PlayerRating } from '@gameserver/client/browser'
import { useEffect, useState } from 'preact/hooks'
import { client } from '../client.ts'
import { changeText, numberText, ordinalText } from '../text/number-text.ts'
import { timeText } from '../text/time-text.ts'
import { Opponents } from './opponents.tsx'

type Point = PlayerRating['curve'][number]

/** A pointer that crosses the curve asks about the match at which it stops. */
const restMs = 120

interface CurveMatchProps {
  point: Point
  /** Undefined for the first that is shown: what it changed is not known here. */
  before: Point | undefined
  playerId: string
}

/** The match behind a point of the curve. */
export function CurveMatch({ point, before, playerId }: CurveMatchProps) {
  const match = useMatch(point.matchId)
  const own = match?.players.find((player) => player.playerId === playerId)
  return (
    <p class="curve-match" data-testid="curve-match" data-match={point.matchId} aria-live="polite">
      <b>{numberText(point.rating)}</b>
      {before && <Change by={point.rating - before.rating} />}
      <span>{timeText(point.endedAt)}</span>
      {own && (
        <span>
          {own.rank === null ? 'did not come' : ordinalText(own.rank)}
          {own.score !== null && ` with ${numberText(own.score)}`}
        </span>
      )}
      {match && <Opponents players={match.players} playerId={playerId} />}
    </p>
  )
}

export function Change({ by }: { by: number }) {
  return <span class={`change ${by > 0 ? 'is-up' : by < 0 ? 'is-down' : ''}`}>{changeText(by)}</span>
}

const known = new Map<string, Match>()
/** As many as a curve has points, several times over. */
const knownMax = 500

function useMatch(matchId: string): Match | undefined {
  const [match, setMatch] = useState(known.get(matchId))
  useEffect(() => {
    setMatch(known.get(matchId))
    if (known.has(matchId)) return
    let isGone = false
    const timer = setTimeout(async () => {
      // Without an answer the point says enough.
      const found = await client.matches.get(matchId).catch(() => undefined)
      if (!found) return
      if (known.size >= knownMax) known.clear()
      known.set(matchId, found)
      if (!isGone) setMatch(found)
    }, restMs)
    return () => {
      isGone = true
      clearTimeout(timer)
    }
  }, [matchId])
  return match?.id === matchId ? match : undefined
}
