import type { Player } from '@gameserver/protocol/http'
import type { Room, RoomRole } from '@gameserver/protocol/rooms'
import {
  findJoinable,
  type JoinableRoom,
  type JoinQuestion,
  joinRoom,
  refuseJoin,
} from '@gameserver/storage/room-joining'
import { readRoom } from '@gameserver/storage/rooms'
import { rateLimiter } from '../http/rate-limit.ts'
import { isPassword } from '../login/password.ts'
import { Gatherer } from '../loop/gatherer.ts'
import type { Services } from '../services.ts'
import { refusalOf, unlessRefused } from './room-refusal.ts'

export interface JoinRequest {
  password?: string | undefined
  gameVersion?: string | undefined
  as: RoomRole
  withParty: boolean
}

export type JoinRoom = (
  player: Player,
  by: { roomId: string } | { code: string },
  request: JoinRequest,
) => Promise<Room>

/**
 * What can be refused is refused before any lock is taken: of ten thousand who want one room's last seat, all but a few hear at
 * once that it is full.
 */
export function roomJoiner({ sql, redis, config }: Services): JoinRoom {
  const limitPasswords = rateLimiter({
    ...{ redis, name: 'room-password', of: 'player' },
    perMinute: config.rateLimits.roomPasswordPerMinute,
  })

  const questions = new Gatherer<JoinQuestion, JoinableRoom | undefined>({
    ...{ perBatchMax: 500, waitingMax: 20_000 },
    answerAll: (asked) => findJoinable(sql, asked),
  })

  return async (player, by, { password, gameVersion, as: role, withParty }) => {
    const joining = { role, gameVersion, isCodeKnown: 'code' in by }
    for (;;) {
      const found = unlessRefused((await questions.ask({ playerId: player.id, by })) ?? 'unknown_room')
      if (found.isMember && !withParty)
        return unlessRefused((await readRoom(sql, found.id)) ?? 'unknown_room')
      if (!found.isMember) {
        const refusal = refuseJoin(found, joining)
        if (refusal !== undefined) throw refusalOf(refusal)
        await checkPassword(player.id, found, password)
      }
      const { id: roomId, passwordHash } = found
      const playerId = player.id
      const room = await joinRoom(sql, { ...joining, roomId, playerId, withParty, passwordHash })
      if (room !== 'changed_meanwhile') return unlessRefused(room)
    }
  }

  async function checkPassword(
    playerId: string,
    { id, passwordHash }: JoinableRoom,
    password: string | undefined,
  ): Promise<void> {
    if (passwordHash === null) return
    if (password === undefined) throw refusalOf('wrong_password')
    await limitPasswords(`${playerId}/${id}`)
    if (!(await isPassword(passwordHash, password))) throw refusalOf('wrong_password')
  }
}
