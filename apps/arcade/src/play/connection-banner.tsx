import type { ClosedReason, Connection } from '@gameserver/client/browser'

/** What has happened, for who neither left nor saw the end. */
export type ClosedTexts = Readonly<Record<Exclude<ClosedReason, 'left' | 'ended'>, string>>

interface ConnectionBannerProps {
  connection: Connection
  closedTexts: ClosedTexts
  onLeave(): void
}

/** Silent while all is well. */
export function ConnectionBanner({ connection, closedTexts, onLeave }: ConnectionBannerProps) {
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
        <p>{closedTexts[connection.reason]}</p>
        <button type="button" class="button button-primary" onClick={onLeave}>
          Back to the menu
        </button>
      </div>
    </div>
  )
}
