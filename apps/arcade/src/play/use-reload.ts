import { replaceRules } from '@gameserver/engine'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { PlayableGame } from '../games.ts'
import type { Adoption, PlayableMatch } from './playable-match.ts'

const shownMs = 4_000

const texts = {
  rules: 'Saved: the match goes on by the new version.',
  carried: 'Saved: the state is another one now; what fits was carried over.',
  anew: 'Saved: the state does not fit any more; the match has begun anew.',
  later: 'Saved: the schemas have changed, so the new rules are for the next match.',
} as const satisfies Record<Adoption | 'later', string>

/** Lets a match go on by the rules of a game that was saved meanwhile, and says for a while what became of it. */
export function useReload(match: PlayableMatch, playable: PlayableGame): string | undefined {
  const [text, setText] = useState<string>()
  const first = useRef<PlayableGame | undefined>(playable)
  useEffect(() => {
    if (first.current === playable) return
    first.current = undefined
    setText(texts[reload(match, playable)])
    const timer = setTimeout(() => setText(undefined), shownMs)
    return () => clearTimeout(timer)
  }, [match, playable])
  return text
}

function reload(match: PlayableMatch, playable: PlayableGame): keyof typeof texts {
  if (match.adopt) return match.adopt(playable)
  return replaceRules(match.game, playable.game) ? 'rules' : 'later'
}
