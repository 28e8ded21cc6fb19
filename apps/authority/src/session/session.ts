/** A seat in a match, and who it is for. */
export interface Seat {
  readonly slot: number
  readonly playerId: string
  readonly name: string
  /** 0 where there are no teams. */
  readonly team: number
  readonly role: string | null
}

/**
 * Where a player is. Expected: has not said Hello. Disconnected: the seat is kept until the deadline. Left and removed
 * are final.
 */
export type Session =
  | { readonly state: 'expected'; readonly deadlineMs: number }
  | { readonly state: 'connected' }
  | { readonly state: 'disconnected'; readonly deadlineMs: number }
  | { readonly state: 'left' }
  | { readonly state: 'removed' }

export type SessionEvent = 'hello' | 'packet' | 'disconnect' | 'leave' | 'remove'

/** The next session; the same object when nothing changes. */
export function next(session: Session, event: SessionEvent, keptUntilMs: number): Session {
  if (session.state === 'left' || session.state === 'removed') return session
  switch (event) {
    case 'hello':
      return session.state === 'connected' ? session : { state: 'connected' }
    case 'packet':
      // LiveKit may report a departure late, after the player is back.
      return session.state === 'disconnected' ? { state: 'connected' } : session
    case 'disconnect':
      return session.state === 'connected' ? { state: 'disconnected', deadlineMs: keptUntilMs } : session
    case 'leave':
      return { state: 'left' }
    case 'remove':
      return { state: 'removed' }
  }
}

/** Whether the seat's time is up. */
export function isOverdue(session: Session, nowMs: number): boolean {
  return 'deadlineMs' in session && nowMs >= session.deadlineMs
}

/** Whether the player takes part, or may yet. */
export function isLive(session: Session): boolean {
  return session.state !== 'left' && session.state !== 'removed'
}
