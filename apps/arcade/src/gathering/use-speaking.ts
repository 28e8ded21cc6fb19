import type { PartyVoice } from '@gameserver/client/browser'
import { useEffect, useState } from 'preact/hooks'

const nobody: ReadonlySet<string> = new Set()

/** Ids of those who are speaking. */
export function useSpeakingIn(voice: PartyVoice | undefined): ReadonlySet<string> {
  const [speaking, setSpeaking] = useState(nobody)
  useEffect(() => {
    setSpeaking(nobody)
    return voice?.on('speaking', setSpeaking)
  }, [voice])
  return speaking
}
