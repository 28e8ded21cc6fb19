import type { Connection } from '@gameserver/client/browser'
import { type ClosedTexts, ConnectionBanner } from '../play/connection-banner.tsx'

const closedTexts: ClosedTexts = {
  removed: 'You can’t watch this match any more.',
  joined_elsewhere: 'You watch this match in another window. It goes on there.',
  match_gone: 'You can’t watch this match any more.',
  seat_lost: 'The connection could not be restored.',
}

export function WatchConnection({ connection, onLeave }: { connection: Connection; onLeave(): void }) {
  return <ConnectionBanner connection={connection} closedTexts={closedTexts} onLeave={onLeave} />
}
