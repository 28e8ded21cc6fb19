import { ApiError, JoinError, QueueError } from '@gameserver/client/browser'

export interface Complaint {
  title: string
  detail: string
  /** What helps: trying again, or loading the page anew. */
  remedy: 'retry' | 'reload'
  /** Until when trying again is in vain, as an ISO time. */
  waitUntil?: string | undefined
  /** Likely to work soon, as it is. */
  isPassing?: boolean
}

/** Says to a person what went wrong and what to do. Undefined for what the person did on purpose. */
export function complaintOf(error: unknown): Complaint | undefined {
  if (error instanceof ApiError) return complaintOfApi(error)
  if (error instanceof JoinError) return complaintOfJoin(error)
  if (error instanceof QueueError) return { ...complaintOfQueue(error), remedy: 'retry' }
  return { title: 'Something broke', detail: String(error), remedy: 'reload' }
}

function complaintOfQueue({ reason, cooldownEndsAt }: QueueError): Omit<Complaint, 'remedy'> {
  switch (reason) {
    case 'abandoned':
      return {
        title: 'The match could not start',
        detail: 'Nobody took it on. Play again to queue once more.',
      }
    case 'not_accepted':
      return cooldownEndsAt
        ? { title: 'You did not accept the match', detail: 'The others wait on.', waitUntil: cooldownEndsAt }
        : { title: 'The match was not accepted', detail: 'Another member of your party did not want it.' }
    case 'not_queued':
      return { title: 'You are no longer in the queue', detail: 'Play again to queue once more.' }
  }
}

function complaintOfApi({ status, code, detail, fields, endsAt }: ApiError): Complaint | undefined {
  if (code === 'cancelled') return undefined
  if (code === 'cooling_down')
    return { title: 'Too early to queue again', detail, remedy: 'retry', waitUntil: endsAt }
  if (status === 0 || status === 502 || status === 503 || status === 504) {
    return {
      title: 'The game server is away',
      detail: 'Practice works without it. Or try again in a moment.',
      remedy: 'retry',
      isPassing: true,
    }
  }
  if (status === 429)
    return {
      title: 'Too fast',
      detail: 'Wait a few seconds and try again.',
      remedy: 'retry',
      isPassing: true,
    }
  const [field] = fields
  if (field) return { title: `The ${field.path} was refused`, detail: field.message, remedy: 'retry' }
  return { title: 'That did not work', detail, remedy: 'retry' }
}

function complaintOfJoin({ reason, detail }: JoinError): Complaint {
  switch (reason) {
    case 'version_mismatch':
    case 'wrong_game':
      return {
        title: 'There is a newer version',
        detail: 'This page and the game server differ. Load the page anew to get the same version.',
        remedy: 'reload',
      }
    case 'room_unreachable':
      return {
        title: 'The match room cannot be reached',
        detail: 'A firewall may block real-time traffic (WebRTC). Try another network.',
        remedy: 'retry',
      }
    case 'no_answer':
      return {
        title: 'The match does not answer',
        detail: 'Its server may be restarting. Try again.',
        remedy: 'retry',
      }
    default:
      return { title: 'The match could not be joined', detail, remedy: 'retry' }
  }
}
