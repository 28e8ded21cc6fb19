/**
 * An authority as far as the end of a match goes: claims the match it is told of, loads what its players own, and commits the
 * result when told to. A process of its own, so that it can be killed.
 */

import { type LoadedKept, loadKept } from '@gameserver/storage/kept'
import { type ClaimedMatch, claimMatch } from '@gameserver/storage/matches'
import { connectPostgres, ownersIdleMsMax } from '@gameserver/storage/postgres'
import { pino } from 'pino'
import { MatchRecord } from '../../../apps/authority/src/placement/match-record.ts'
import { coinsAt, scoreAt } from './contest.ts'
import { trying } from './trying.ts'
import { nextOrder, tell } from './victim-orders.ts'

const sql = connectPostgres(process.argv[2] as string, { idleInTransactionMsMax: ownersIdleMsMax })
const log = pino({ level: 'silent' })

await trying(() => sql`select 1`)
tell('ready')
const { matchId } = await nextOrder('play')
const claimed = await trying(() => claimMatch(sql, { matchId, authorityId: `authority-${process.pid}` }))
if (claimed === undefined) tell('over')
else await play(claimed)

async function play({ id, epoch, players }: ClaimedMatch): Promise<void> {
  const record = new MatchRecord({ sql, matchId: id, epoch, log, overruled: () => {} })
  record.status('waiting', null)
  record.status('running')
  const kept = await trying(() => loadKept(sql, { matchId: id, epoch }))
  await record.written
  tell('played')
  await nextOrder('go')
  const outcome = await record.commit({
    reason: 'finished',
    metadata: { ticks: 600 },
    scores: players.map(({ playerId, slot }) => ({ playerId, score: scoreAt(slot), rank: slot + 1 })),
    kept: players.map(({ playerId, slot }) => saveOf(kept, playerId, coinsAt(slot))),
  })
  tell(outcome ?? 'refused')
}

/** Adds the reward to what the player came with. */
function saveOf(kept: readonly LoadedKept[], playerId: string, coins: number) {
  const loaded = kept.find((one) => one.playerId === playerId)
  const before = (loaded?.value as { coins: number } | null)?.coins ?? 0
  return { playerId, version: loaded?.version ?? 0, save: 1, value: { coins: before + coins } }
}
