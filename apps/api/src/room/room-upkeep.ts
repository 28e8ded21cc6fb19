import { sweepRooms } from '@gameserver/storage/room-presence'
import { startMemberUpkeep } from '../loop/member-upkeep.ts'
import type { Loop } from '../loop/run-every.ts'
import type { Services } from '../services.ts'

/** Keeps rooms up to the clock. */
export function startRoomUpkeep(services: Services): Loop {
  const { loopSql, config } = services
  return startMemberUpkeep(services, 'room', () => sweepRooms(loopSql, config.room))
}
