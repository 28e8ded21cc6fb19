import { useEffect, useRef, useState } from 'preact/hooks'
import type { TouchState } from './hands.ts'

/** CSS pixels from the middle of a stick to its full throw. */
const throwPixels = 52

/** Whether the person has touched the screen: only then are there sticks on it. */
export function useIsTouching(): boolean {
  const [isTouching, setIsTouching] = useState(() => matchMedia('(pointer: coarse)').matches)
  useEffect(() => {
    const notice = (event: PointerEvent) => setIsTouching(event.pointerType === 'touch')
    addEventListener('pointerdown', notice)
    return () => removeEventListener('pointerdown', notice)
  }, [])
  return isTouching
}

/** Two sticks that appear under the thumbs, and a dash button. The right stick fires when pushed far. */
export function TouchControls({ touch }: { touch: TouchState }) {
  return (
    <div class="touch" data-testid="touch-controls">
      <Stick
        side="left"
        label="Move"
        onThrow={(at) => {
          touch.move = at
        }}
      />
      <Stick
        side="right"
        label="Aim and fire"
        onThrow={(at) => {
          touch.aim = at
        }}
      />
      <button
        type="button"
        class="touch-dash"
        aria-label="Dash"
        onPointerDown={(event) => {
          event.preventDefault()
          touch.dash = true
        }}
        onPointerUp={() => {
          touch.dash = false
        }}
        onPointerCancel={() => {
          touch.dash = false
        }}
      >
        Dash
      </button>
    </div>
  )
}

interface StickProps {
  side: 'left' | 'right'
  label: string
  onThrow(at: { x: number; y: number } | undefined): void
}

interface Grip {
  pointerId: number
  x: number
  y: number
}

function Stick({ side, label, onThrow }: StickProps) {
  const grip = useRef<Grip>()
  const zone = useRef<HTMLDivElement>(null)
  const knob = useRef<HTMLSpanElement>(null)
  const base = useRef<HTMLSpanElement>(null)

  const show = (at: { x: number; y: number } | undefined) => {
    if (knob.current)
      knob.current.style.transform = at ? `translate(${at.x * throwPixels}px, ${at.y * throwPixels}px)` : ''
    onThrow(at)
  }
  const letGo = (event: PointerEvent) => {
    if (grip.current?.pointerId !== event.pointerId) return
    grip.current = undefined
    base.current?.removeAttribute('style')
    show(undefined)
  }
  return (
    <div
      ref={zone}
      class={`touch-zone touch-zone-${side}`}
      role="application"
      aria-label={label}
      onPointerDown={(event) => {
        if (grip.current) return
        event.preventDefault()
        zone.current?.setPointerCapture(event.pointerId)
        grip.current = { pointerId: event.pointerId, x: event.clientX, y: event.clientY }
        const bounds = zone.current?.getBoundingClientRect()
        if (base.current && bounds) {
          base.current.style.left = `${event.clientX - bounds.left}px`
          base.current.style.top = `${event.clientY - bounds.top}px`
        }
        show({ x: 0, y: 0 })
      }}
      onPointerMove={(event) => {
        if (grip.current?.pointerId !== event.pointerId) return
        const x = (event.clientX - grip.current.x) / throwPixels
        const y = (event.clientY - grip.current.y) / throwPixels
        const length = Math.max(1, Math.hypot(x, y))
        show({ x: x / length, y: y / length })
      }}
      onPointerUp={letGo}
      onPointerCancel={letGo}
    >
      <span ref={base} class="touch-base">
        <span ref={knob} class="touch-knob" />
      </span>
    </div>
  )
}
