import type { ComponentChildren } from 'preact'
import type { Asked } from './use-asked.ts'

interface AnswerProps<T> {
  asked: Asked<T>
  /** Said while the first answer is waited for. */
  waiting: string
  children(value: T): ComponentChildren
}

/** What the server says; or that it is waited for, or why it said nothing. An old answer stays beside a complaint. */
export function Answer<T>({
  asked: { value, complaint, isAsking, again },
  waiting,
  children,
}: AnswerProps<T>) {
  return (
    <>
      {complaint && (
        <div class="notice" role="alert" data-testid="complaint">
          <b>{complaint.title}</b>
          <span>{complaint.isPassing ? 'Trying again.' : complaint.detail}</span>
          {!complaint.isPassing && complaint.remedy === 'retry' && (
            <button type="button" class="button" onClick={again}>
              Try again
            </button>
          )}
        </div>
      )}
      {value !== undefined ? (
        <div class={`answer ${isAsking ? 'is-old' : ''}`} aria-busy={isAsking}>
          {children(value)}
        </div>
      ) : (
        !complaint && (
          <p class="answer-waiting" role="status">
            <i class="spinner" aria-hidden="true" />
            {waiting}
          </p>
        )
      )}
    </>
  )
}
