import { useEffect, useState } from 'preact/hooks'
import { MatchOffer } from './match-offer.tsx'
import type { QueueProgress } from './queue-for-match.ts'

interface QueuePanelProps {
  progress: QueueProgress
  onCancel(): void
}

export function QueuePanel({ progress, onCancel }: QueuePanelProps) {
  const waitedSeconds = useSecondsSince()
  return (
    <div class="queue" data-testid="queue-status" data-step={progress.step} role="status">
      <div class="queue-ring" aria-hidden="true">
        <i />
        <b>{waitedSeconds}</b>
      </div>
      <div class="queue-text">
        <b>{titleOf(progress)}</b>
        <span>{detailOf(progress)}</span>
      </div>
      {progress.step === 'queued' && (
        <button type="button" class="button" onClick={onCancel}>
          Cancel
        </button>
      )}
      {progress.step === 'offered' && <MatchOffer status={progress.status} />}
    </div>
  )
}

function titleOf({ step }: QueueProgress): string {
  if (step === 'entering') return 'Logging in…'
  if (step === 'queued') return 'Looking for opponents'
  return step === 'offered' ? 'Match found' : 'Match found. Joining…'
}

function detailOf(progress: QueueProgress): string {
  if (progress.step !== 'queued') return ' '
  const { reason, position, waiting, estimateSeconds } = progress.status
  const people = waiting === 1 ? 'you are the only one waiting' : `${position} of ${waiting} waiting`
  const estimate =
    estimateSeconds === null ? '' : ` · about ${Math.max(1, Math.round(estimateSeconds))} s more`
  return `${reason} · ${people}${estimate}`
}

function useSecondsSince(): number {
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    const startMs = performance.now()
    const timer = setInterval(() => setSeconds(Math.floor((performance.now() - startMs) / 1000)), 250)
    return () => clearInterval(timer)
  }, [])
  return seconds
}
