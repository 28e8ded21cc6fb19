import { PlayerLink } from '../address/link.tsx'

const namesMax = 4

interface OpponentsProps {
  players: readonly { playerId: string; name: string }[]
  playerId: string
}

/** Who else was in a match. */
export function Opponents({ players, playerId }: OpponentsProps) {
  const others = players.filter((player) => player.playerId !== playerId)
  const named = others.length > namesMax ? others.slice(0, namesMax - 1) : others
  if (others.length === 0) return <span class="opponents">alone</span>
  return (
    <span class="opponents">
      {'with '}
      {named.map((other, index) => (
        <span key={other.playerId}>
          {index > 0 && ', '}
          <PlayerLink {...other} />
        </span>
      ))}
      {others.length > named.length && ` and ${others.length - named.length} more`}
    </span>
  )
}
