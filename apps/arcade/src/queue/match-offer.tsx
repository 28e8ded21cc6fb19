import { ApiError, type OfferedStatus } from '@gameserver/client/browser'
import { useEffect, useRef, useState } from 'preact/hooks'
import { client } from '../client.ts'
import { gameName } from '../games.ts'
import { useMatchFoundSignal } from './match-found-signal.ts'
import { modeName } from './mode-choice.tsx'

/** Over whatever the page shows: it has to be answered now. */
export function MatchOffer({ status }: { status: OfferedStatus }) {
  const { game, mode, offer } = status
  const dialog = useRef<HTMLDialogElement>(null)
  const { secondsLeft, share } = useTimeLeft(status)
  const { given, isAway, answer } = useAnswer(status)
  const hasAccepted = offer.hasAccepted || given === 'accepted'
  useEffect(() => dialog.current?.showModal(), [])
  useMatchFoundSignal(secondsLeft)
  return (
    <dialog
      ref={dialog}
      class="dialog offer"
      aria-labelledby="offer-title"
      data-testid="match-offer"
      // Escape is too easily meant for something else: who does not want the match says so.
      onCancel={(event) => event.preventDefault()}
    >
      <div class="offer-time" style={{ '--share': share }} role="timer" data-testid="offer-seconds">
        {secondsLeft}
      </div>
      <h2 id="offer-title">Match found</h2>
      <p class="offer-what">
        {gameName(game)} · {modeName(mode)}
      </p>
      <p class="offer-players" data-testid="offer-accepted" aria-live="polite">
        <span aria-hidden="true">
          {Array.from({ length: offer.playerCount }, (_, index) => (
            <i key={index} class={index < offer.acceptedCount ? 'is-there' : ''} />
          ))}
        </span>
        {offer.acceptedCount} of {offer.playerCount} accepted
      </p>
      <div class="dialog-buttons">
        <button
          type="button"
          class="button button-primary"
          data-testid="offer-accept"
          autofocus
          disabled={hasAccepted || given === 'declined'}
          onClick={() => answer(true)}
        >
          {hasAccepted ? 'Accepted' : 'Accept'}
        </button>
        <button
          type="button"
          class="button"
          data-testid="offer-decline"
          disabled={given === 'declined'}
          onClick={() => answer(false)}
        >
          Decline
        </button>
      </div>
      <p class="offer-hint">
        {isAway
          ? 'The game server did not answer. Try again.'
          : hasAccepted
            ? 'Waiting for the others…'
            : 'Who declines, or does not answer, has to wait before queueing again.'}
      </p>
    </dialog>
  )
}

/** By the time that was left when the offer came: the clock of the page may be another than the server's. */
function useTimeLeft({ offer }: OfferedStatus): { secondsLeft: number; share: number } {
  const whole = useRef({ id: '', endMs: 0, lengthMs: 1 })
  if (whole.current.id !== offer.id) {
    const { id, remainingMs } = offer
    whole.current = { id, endMs: performance.now() + remainingMs, lengthMs: Math.max(1, remainingMs) }
  }
  const { endMs, lengthMs } = whole.current
  const [leftMs, setLeftMs] = useState(endMs - performance.now())
  useEffect(() => {
    const timer = setInterval(() => setLeftMs(endMs - performance.now()), 100)
    return () => clearInterval(timer)
  }, [endMs])
  const shownMs = Math.max(0, Math.min(leftMs, lengthMs))
  return { secondsLeft: Math.ceil(shownMs / 1000), share: shownMs / lengthMs }
}

function useAnswer({ offer }: OfferedStatus) {
  const [given, setGiven] = useState<'accepted' | 'declined'>()
  const [isAway, setIsAway] = useState(false)
  useEffect(() => {
    setGiven(undefined)
    setIsAway(false)
  }, [offer.id])
  const answer = async (accept: boolean) => {
    setIsAway(false)
    setGiven(accept ? 'accepted' : 'declined')
    try {
      await (accept ? client.queue.accept(offer.id) : client.queue.decline(offer.id))
    } catch (error) {
      // Too late: what has come of it is shown in a moment.
      if (error instanceof ApiError && error.code === 'offer_over') return
      setGiven(undefined)
      setIsAway(true)
    }
  }
  return { given, isAway, answer }
}
