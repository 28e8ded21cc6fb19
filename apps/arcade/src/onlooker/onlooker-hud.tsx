import type { Phase } from '@gameserver/client/browser'
import type { Hud } from '@gameserver/games/drawing.ts'
import { Feed, type FeedEntry } from '../play/feed.tsx'
import { ScoreList } from '../play/score-list.tsx'
import { TimeAndBanner } from '../play/time-and-banner.tsx'

interface OnlookerHudProps {
  hud: Hud
  names: ReadonlyMap<number, string>
  phase: Phase
  lines: readonly FeedEntry[]
  /** The slot through whose eyes the match is seen; undefined: nobody's. */
  followed: number | undefined
}

/** What stands over the picture of a match for who does not play in it. */
export function OnlookerHud({ hud, names, phase, lines, followed }: OnlookerHudProps) {
  const slot = followed ?? -1
  return (
    <div class="hud" data-testid="hud">
      {hud.scores && <ScoreList scores={hud.scores} names={names} ownSlot={slot} voice={undefined} />}
      <TimeAndBanner hud={hud} names={names} phase={phase} />
      <Feed lines={lines} names={names} ownSlot={slot} scores={hud.scores ?? []} />
    </div>
  )
}
