import type { Ended } from '../play/playable-match.ts'

/** Over the last picture. */
export function WatchResult({ ended, onLeave }: { ended: Ended; onLeave(): void }) {
  const best = Math.max(1, ...ended.standings.map(({ score }) => score))
  return (
    <div class="dialog-backdrop">
      <section class="standings watch-result panel" aria-label="Standings" data-testid="watch-result">
        <h2>Match over</h2>
        {ended.standings.length === 0 && <p>It came to no result.</p>}
        <ol>
          {ended.standings.map(({ slot, rank, name, score }) => (
            <li key={slot} class={rank <= 3 ? `medal-${rank}` : ''} data-testid="standing" data-rank={rank}>
              <span class="standing-rank">{rank}</span>
              <span class="standing-name">{name}</span>
              <i class="standing-bar" style={{ transform: `scaleX(${Math.max(0, score) / best})` }} />
              <b>{score}</b>
            </li>
          ))}
        </ol>
        <button type="button" class="button button-primary" onClick={onLeave}>
          Menu
        </button>
      </section>
    </div>
  )
}
