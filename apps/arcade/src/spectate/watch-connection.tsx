import type { ClosedReason, Connection } from '@gameserver/client/browser'

const messages: Readonly<Record<Exclude<ClosedReason, 'left' | 'ended'>, string>> = {
  removed: 'You can’t watch this match any more.',
  joined_elsewhere: 'You watch this match in another window. It goes on there.',
  match_gone: 'You can’t watch this match any more.',
  seat_lost: 'The connection could not be restored.',
}

/** Silent while all is well. */
export function WatchConnection({ connection, onLeave }: { connection: Connection; onLeave(): void }) {
  if (connection.state === 'reconnecting')
    return (
      <div class="connection" role="alert" data-testid="connection-banner">
        <i class="spinner" />
        Connection lost. Reconnecting{connection.attempt > 1 ? ` (try ${connection.attempt})` : ''}…
      </div>
    )
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
