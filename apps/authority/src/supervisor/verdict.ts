/** Why a process is no more. */
export type Cause =
  /** It was told to leave, and did. */
  | 'left'
  /** It could not start, and said so. */
  | 'refused'
  /** It stood still, and was killed for it. */
  | 'hung'
  /** Somebody else killed it: an operator, or a kernel out of memory. */
  | 'killed'
  /** It ended by itself. */
  | 'crashed'

export interface Ending {
  code: number | null
  signal: NodeJS.Signals | null
  /** It was told to leave. */
  isLeaving: boolean
  /** It has said why it can't start. */
  hasRefused: boolean
  /** The supervisor has killed it because it was silent. */
  isHung: boolean
  /** Somebody had stopped it, by SIGSTOP or a debugger. */
  wasStopped: boolean
  /** For how long it had said nothing. */
  silentMs: number
}

/** What nobody catches comes from outside; what the kernel sends for a mistake is not among them. */
const outerSignals = ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT']
/** A process that is killed while it works on a tick has said something within three beats; later it was stuck. */
const stuckAfterMs = 300

export function causeOf({ code, signal, isLeaving, hasRefused, isHung }: Ending): Cause {
  if (isHung) return 'hung'
  if (hasRefused) return 'refused'
  if (isLeaving && (code === 0 || signal === 'SIGKILL')) return 'left'
  return signal !== null && outerSignals.includes(signal) ? 'killed' : 'crashed'
}

/** Whether the match that it was at may be to blame: not for a kill that came while all was well. */
export function isOwnFault(ending: Ending): boolean {
  const cause = causeOf(ending)
  if (cause === 'crashed') return true
  if (cause === 'hung' || cause === 'killed') return !ending.wasStopped && ending.silentMs > stuckAfterMs
  return false
}
