import type { MatchVoice } from '@gameserver/client/browser'
import { useEffect, useState } from 'preact/hooks'

const nobody: ReadonlySet<number> = new Set()

export function useSpeaking(voice: MatchVoice | undefined): ReadonlySet<number> {
  const [speaking, setSpeaking] = useState(nobody)
  useEffect(() => voice?.on('speaking', setSpeaking), [voice])
  return speaking
}
