import { useEffect, useState } from 'preact/hooks'
import type { PlayableMatch } from './playable-match.ts'

const everyMs = 500
const slowMs = 120

interface NetworkReadoutProps {
  match: PlayableMatch
  picturesPerSecond: number
  place: { x: number; y: number } | undefined
}

export function NetworkReadout({ match, picturesPerSecond, place }: NetworkReadoutProps) {
  const [reading, setReading] = useState({ rttMs: 0, snapshotsPerSecond: 0 })
  useEffect(() => {
    let before = match.stats.snapshots
    let beforeMs = performance.now()
    const timer = setInterval(() => {
      const { rttMs, snapshots } = match.stats
      const nowMs = performance.now()
      setReading({ rttMs, snapshotsPerSecond: (Math.max(0, snapshots - before) * 1000) / (nowMs - beforeMs) })
      before = snapshots
      beforeMs = nowMs
    }, everyMs)
    return () => clearInterval(timer)
  }, [match])
  return (
    <p
      class={`readout ${reading.rttMs > slowMs ? 'is-slow' : ''}`}
      data-testid="readout"
      data-x={place && Math.round(place.x)}
      data-y={place && Math.round(place.y)}
      data-snapshots-per-second={reading.snapshotsPerSecond.toFixed(1)}
      data-pictures-per-second={picturesPerSecond}
    >
      {place && <span>{sectorOf(place)}</span>}
      <span>{Math.round(reading.rttMs)} ms</span>
      <span>{Math.round(reading.snapshotsPerSecond)} /s</span>
      <span>{picturesPerSecond} fps</span>
    </p>
  )
}

/** `C4`: something to say over the microphone. */
function sectorOf({ x, y }: { x: number; y: number }): string {
  const index = (at: number) => Math.min(7, Math.max(0, Math.floor((at + 512) / 128)))
  return `${'ABCDEFGH'[index(x)]}${index(y) + 1}`
}
