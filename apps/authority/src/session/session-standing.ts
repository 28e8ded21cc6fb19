import { SessionState, type StandingMember } from '@gameserver/protocol/generated/gameserver/v1/journal_pb'
import type { Session } from './session.ts'

/** Sessions as they are written down for who takes the match over. */
export const sessionStates: Record<Session['state'], SessionState> = {
  expected: SessionState.EXPECTED,
  connected: SessionState.CONNECTED,
  disconnected: SessionState.DISCONNECTED,
  left: SessionState.LEFT,
  removed: SessionState.REMOVED,
}

/** Clocks of two processes have nothing in common but their pace. */
export function windowLeftMs(session: Session, nowMs: number): number {
  return 'deadlineMs' in session ? Math.max(0, Math.ceil(session.deadlineMs - nowMs)) : 0
}

/** While the match had no owner nobody's time ran out. */
export function restoredSession(
  saved: Pick<StandingMember, 'session' | 'windowLeftMs'>,
  nowMs: number,
): Session {
  const deadlineMs = nowMs + saved.windowLeftMs
  switch (saved.session) {
    case SessionState.CONNECTED:
      return { state: 'connected' }
    case SessionState.DISCONNECTED:
      return { state: 'disconnected', deadlineMs }
    case SessionState.LEFT:
      return { state: 'left' }
    case SessionState.REMOVED:
      return { state: 'removed' }
    default:
      return { state: 'expected', deadlineMs }
  }
}
