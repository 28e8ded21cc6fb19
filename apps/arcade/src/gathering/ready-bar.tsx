import type { ComponentChildren } from 'preact'
import { useSecondsUntil } from './use-seconds-until.ts'

interface ReadyBarProps {
  place: 'party' | 'room'
  isReady: boolean
  /** When the ready check that is under way ends. */
  checkEndsAt: string | null
  /** What is said to who is not being asked. */
  state: string
  onReady(isReady: boolean): void
  /** What else can be done while nobody is asked. */
  children: ComponentChildren
}

/** Saying that one is ready. */
export function ReadyBar({ place, isReady, checkEndsAt, state, onReady, children }: ReadyBarProps) {
  const left = useSecondsUntil(checkEndsAt)
  const isAsked = left !== undefined && !isReady
  return (
    <div class={`ready-bar ${isAsked ? 'is-asked' : ''}`} role="status">
      <span data-testid={`${place}-state`}>
        {isAsked ? 'Are you ready?' : state}
        {left !== undefined && ` · ${left} s`}
      </span>
      <button
        type="button"
        class={`button ${isAsked ? 'button-primary' : ''}`}
        data-testid={`${place}-ready`}
        aria-pressed={isReady}
        onClick={() => onReady(!isReady)}
      >
        {isReady ? 'Not ready' : 'Ready'}
      </button>
      {left === undefined && children}
    </div>
  )
}
