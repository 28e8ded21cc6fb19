import type { ClosedReason, Connection } from '@gameserver/client/browser'
import { useEffect, useState } from 'preact/hooks'
import type { PlayableMatch } from './playable-match.ts'

const messages: Readonly<Record<Exclude<ClosedReason, 'left'>, string>> = {
  ended: 'The match is over, and its result did not reach this page. It counts all the same.',
  removed: 'You were put out of the match.',
  joined_elsewhere: 'You joined this match in another window. It goes on there.',
  match_gone: 'This match does not exist any more.',
  seat_lost: 'The connection could not be restored in time, and your seat was given up.',
}

/** Silent while all is well. */
export function ConnectionBanner({ match, onLeave }: { match: PlayableMatch; onLeave(): void }) {
  const [connection, setConnection] = useState<Connection>(match.connection)
  useEffect(() => match.on('connection', setConnection), [match])
  if (connection.state === 'reconnecting') {
    return (
      <div class="connection" role="alert" data-testid="connection-banner">
        <i class="spinner" />
        Connection lost. Reconnecting{connection.attempt > 1 ? ` (try ${connection.attempt})` : ''}…
      </div>
    )
  }
  if (connection.state !== 'closed' || connection.reason === 'left' || connection.reason === 'ended')
    return null
  return (
    <div class="dialog-backdrop">
      <div class="dialog" role="alertdialog" aria-label="Disconnected" data-testid="connection-banner">
        <h2>Disconnected</h2>
        <p>{messages[connection.reason]}</p>
        <button type="button" class="button button-primary" onClick={onLeave}>
          Back to the menu
        </button>
      </div>
    </div>
  )
}
