import type { Gauge } from '@gameserver/games/drawing.ts'

export function Gauges({ gauges }: { gauges: readonly Gauge[] }) {
  return (
    <section class="gauges" aria-label="Your craft">
      {gauges.map(({ id, label, value, max, text, tone }) => (
        <div key={id} class={`gauge gauge-${id} tone-${tone}`} data-testid={`hud-${id}`} data-value={value}>
          <div class="gauge-text">
            <span>{label}</span>
            <b>{text}</b>
          </div>
          <div class="gauge-bar">
            <i style={{ transform: `scaleX(${max === 0 ? 0 : value / max})` }} />
          </div>
        </div>
      ))}
    </section>
  )
}
