import { ApiError } from '@gameserver/client/browser'
import { useState } from 'preact/hooks'
import { client } from '../client.ts'
import type { Complaint } from '../complaint.ts'
import { type Request, useRequest } from '../gathering/use-request.ts'
import { enter } from '../login/enter.ts'
import { settings } from '../settings/settings.ts'

/** A room somebody wants into. */
export interface Wish {
  by: { id: string } | { code: string }
  as: 'player' | 'spectator'
  /** Undefined: it is not known here. */
  name?: string | undefined
  gameVersion?: string | undefined
}

export interface Joining {
  isUnderWay: boolean
  complaint: Complaint | undefined
  /** A room that asks for its password. */
  locked: Wish | undefined
  join(wish: Wish, password?: string): void
  /** Asks for the password before the server does. */
  ask(wish: Wish): void
  giveUp(): void
}

/** The way into a room, by way of its password if it has one. */
export function useJoining(): Joining {
  const request: Request = useRequest()
  const [locked, setLocked] = useState<Wish>()
  const join = async (wish: Wish, password?: string) => {
    try {
      await enter(settings().name || undefined)
      const { by, as, gameVersion } = wish
      const options = { as, ...(password && { password }), ...(gameVersion && { gameVersion }) }
      if ('id' in by) await client.room.join(by.id, options)
      else await client.room.joinByCode(by.code, options)
      setLocked(undefined)
    } catch (error) {
      const isLocked = error instanceof ApiError && error.code === 'wrong_password'
      if (isLocked) setLocked(wish)
      // The first time it is no mistake of the player's.
      if (!isLocked || password) throw error
    }
  }
  return {
    isUnderWay: request.isUnderWay,
    complaint: request.complaint,
    locked,
    join: (wish, password) => void request.run(() => join(wish, password)),
    ask: setLocked,
    giveUp: () => setLocked(undefined),
  }
}
