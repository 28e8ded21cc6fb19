import type { MatchVoice } from '@gameserver/client/browser'
import type { ScoreLine } from '@gameserver/games/drawing.ts'
import { useSpeaking } from './use-speaking.ts'

const linesMax = 6

interface ScoreListProps {
  scores: readonly ScoreLine[]
  names: ReadonlyMap<number, string>
  ownSlot: number
  voice: MatchVoice | undefined
}

/** The best few, and the own line when it is not among them. */
export function ScoreList({ scores, names, ownSlot, voice }: ScoreListProps) {
  const speaking = useSpeaking(voice)
  const lines = scores.map((line, i) => ({ ...line, place: i + 1 }))
  const own = lines.find(({ slot }) => slot === ownSlot)
  const best = lines.slice(0, linesMax)
  const shown = own && own.place > linesMax ? [...best.slice(0, linesMax - 1), own] : best
  return (
    <section class="scores" aria-label="Scores">
      <p class="scores-own">
        <span class="scores-place">{own ? `#${own.place}` : '–'}</span>
        <span class="scores-points" data-testid="hud-score">
          {own?.score ?? 0}
        </span>
      </p>
      <ol>
        {shown.map(({ slot, place, score, detail, colour, isAlive }) => (
          <li
            key={slot}
            class={`${slot === ownSlot ? 'is-own' : ''} ${isAlive === false ? 'is-down' : ''}`}
            data-testid="score-line"
            data-slot={slot}
            data-speaking={speaking.has(slot)}
          >
            <span class="scores-rank">{place}</span>
            <i class="swatch" style={{ background: colour, color: colour }} />
            <span class="scores-name">{names.get(slot) ?? '…'}</span>
            {speaking.has(slot) && (
              <span class="speaking" role="img" aria-label="speaking">
                <i />
                <i />
                <i />
              </span>
            )}
            <span class="scores-detail">{detail}</span>
            <b>{score}</b>
          </li>
        ))}
      </ol>
    </section>
  )
}
