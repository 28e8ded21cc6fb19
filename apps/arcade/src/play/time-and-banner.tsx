import type { Phase } from '@gameserver/client/browser'
import type { Hud } from '@gameserver/games/drawing.ts'

interface TimeAndBannerProps {
  hud: Hud
  names: ReadonlyMap<number, string>
  phase: Phase
}

export function TimeAndBanner({ hud, names, phase }: TimeAndBannerProps) {
  const { title, secondsLeft, isUrgent } = hud
  const banner = phase === 'waiting' ? waiting : hud.banner
  const by = banner?.by === undefined ? undefined : names.get(banner.by)
  return (
    <>
      {(title !== undefined || secondsLeft !== undefined) && (
        <div class={`clock ${isUrgent ? 'is-urgent' : ''}`} role="timer" aria-label="Time left">
          <span>{title}</span>
          {secondsLeft !== undefined && <b data-testid="hud-time">{clock(secondsLeft)}</b>}
        </div>
      )}
      {banner && (
        <div class="banner" role="status" key={banner.title}>
          <b>{banner.title}</b>
          <span>{by ? `by ${by} · ${banner.detail}` : banner.detail}</span>
        </div>
      )}
    </>
  )
}

const waiting: Hud['banner'] = { title: 'Waiting', detail: 'The others are joining', by: undefined }

function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`
}
