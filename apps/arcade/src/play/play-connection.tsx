import type { Connection } from '@gameserver/client/browser'
import { useEffect, useState } from 'preact/hooks'
import { type ClosedTexts, ConnectionBanner } from './connection-banner.tsx'
import type { PlayableMatch } from './playable-match.ts'

const closedTexts: ClosedTexts = {
  removed: 'You were put out of the match.',
  joined_elsewhere: 'You joined this match in another window. It goes on there.',
  match_gone: 'This match does not exist any more.',
  seat_lost: 'The connection could not be restored in time, and your seat was given up.',
}

export function PlayConnection({ match, onLeave }: { match: PlayableMatch; onLeave(): void }) {
  const [connection, setConnection] = useState<Connection>(match.connection)
  useEffect(() => match.on('connection', setConnection), [match])
  return <ConnectionBanner connection={connection} closedTexts={closedTexts} onLeave={onLeave} />
}
