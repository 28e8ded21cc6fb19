import { sweepParties } from '@gameserver/storage/party-presence'
import { startMemberUpkeep } from '../loop/member-upkeep.ts'
import type { Loop } from '../loop/run-every.ts'
import type { Services } from '../services.ts'

/** Keeps parties up to the clock. */
export function startPartyUpkeep(services: Services): Loop {
  const { loopSql, config } = services
  return startMemberUpkeep(services, 'party', () => sweepParties(loopSql, config.party))
}
