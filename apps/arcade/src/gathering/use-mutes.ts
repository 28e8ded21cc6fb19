import type { PartyVoice } from '@gameserver/client/browser'
import { useEffect, useState } from 'preact/hooks'
import { useSettings } from '../settings/settings.ts'

export interface Mutes {
  has(playerId: string): boolean
  toggle(playerId: string): void
}

/** Whom of these the player does not want to hear; the others are as loud as the settings say. */
export function useMutes(voice: PartyVoice | undefined, members: readonly { playerId: string }[]): Mutes {
  const [muted, setMuted] = useState<ReadonlySet<string>>(new Set())
  const { voiceVolume } = useSettings()

  useEffect(() => {
    for (const { playerId } of members) voice?.setVolume(playerId, muted.has(playerId) ? 0 : voiceVolume)
  }, [voice, members, muted, voiceVolume])

  return {
    has: (playerId) => muted.has(playerId),
    toggle(playerId) {
      const next = new Set(muted)
      if (!next.delete(playerId)) next.add(playerId)
      setMuted(next)
    },
  }
}
