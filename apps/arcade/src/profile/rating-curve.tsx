import type { PlayerRating } from '@gameserver/client/browser'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { numberText } from '../text/number-text.ts'
import { dateText } from '../text/time-text.ts'
import { CurveMatch } from './curve-match.tsx'
import { curveMargin, curveScale } from './curve-scale.ts'

const height = 230
/** Beyond this, dots would run into each other. */
const dotsMax = 60

/** How a rating came to be, match by match. The pointer, a finger or the arrow keys choose one. */
export function RatingCurve({ rating, playerId }: { rating: PlayerRating; playerId: string }) {
  const { curve } = rating
  const host = useRef<HTMLDivElement>(null)
  const width = useWidth(host)
  const [chosen, setChosen] = useState(curve.length - 1)
  useEffect(() => setChosen(curve.length - 1), [curve.length])
  const values = useMemo(() => curve.map(({ rating: value }) => value), [curve])
  const { x, y, ticks, indexAt } = useMemo(() => curveScale(values, { width, height }), [values, width])

  const point = (event: PointerEvent) => {
    const { left } = (event.currentTarget as HTMLElement).getBoundingClientRect()
    setChosen(indexAt(event.clientX - left))
  }
  const step = (event: KeyboardEvent) => {
    const to = { ArrowLeft: chosen - 1, ArrowRight: chosen + 1, Home: 0, End: curve.length - 1 }[event.code]
    if (to === undefined) return
    event.preventDefault()
    setChosen(Math.min(curve.length - 1, Math.max(0, to)))
  }
  const first = curve[0]
  const current = curve[chosen] ?? curve.at(-1)
  const last = curve.at(-1)
  if (!first || !current || !last) return null
  const index = curve.indexOf(current)
  return (
    <div class="curve" ref={host}>
      <div
        class="curve-stage"
        role="slider"
        tabIndex={0}
        data-testid="rating-curve"
        aria-label="Rating, match by match"
        aria-valuemin={1}
        aria-valuemax={curve.length}
        aria-valuenow={index + 1}
        aria-valuetext={`${dateText(current.endedAt)}: ${current.rating}`}
        onPointerMove={point}
        onPointerDown={point}
        onKeyDown={step}
      >
        <svg width={width} height={height} aria-hidden="true">
          {ticks.map((tick) => (
            <g key={tick} class="curve-tick">
              <line x1={curveMargin.left} x2={width - curveMargin.right} y1={y(tick)} y2={y(tick)} />
              <text x={curveMargin.left - 8} y={y(tick)} text-anchor="end" dominant-baseline="middle">
                {numberText(tick)}
              </text>
            </g>
          ))}
          <g class="curve-label">
            <text x={curveMargin.left} y={height - 6}>
              {dateText(first.endedAt)}
            </text>
            <text x={(curveMargin.left + width - curveMargin.right) / 2} y={height - 6} text-anchor="middle">
              {curve.length === 1 ? '1 match' : `${curve.length} matches`}
            </text>
            <text x={width - curveMargin.right} y={height - 6} text-anchor="end">
              {dateText(last.endedAt)}
            </text>
          </g>
          <line
            class="curve-cursor"
            x1={x(index)}
            x2={x(index)}
            y1={curveMargin.top}
            y2={height - curveMargin.bottom}
          />
          <polyline class="curve-line" points={values.map((value, i) => `${x(i)},${y(value)}`).join(' ')} />
          {curve.length <= dotsMax &&
            curve.map(({ matchId, rating: value }, i) => (
              <circle key={matchId} class="curve-dot" cx={x(i)} cy={y(value)} r={2.6} />
            ))}
          <circle class="curve-chosen" cx={x(index)} cy={y(current.rating)} r={5.5} />
        </svg>
      </div>
      <CurveMatch point={current} before={curve[index - 1]} playerId={playerId} />
    </div>
  )
}

function useWidth(host: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(600)
  useEffect(() => {
    const element = host.current
    if (!element) return
    const measure = () => setWidth(Math.max(200, element.clientWidth))
    measure()
    const resized = new ResizeObserver(measure)
    resized.observe(element)
    return () => resized.disconnect()
  }, [])
  return width
}
