import { type CooldownPolicy, findCooldowns } from '@gameserver/storage/cooldowns'
import type { Sql } from '@gameserver/storage/postgres'
import type { ApiConfig } from '../config.ts'
import { Refusal } from '../http/refusal.ts'

/** A day, so that a bad evening is no bad week. */
const strikeKeptSeconds = 86_400

export function cooldownPolicy({ matchmaking }: ApiConfig): CooldownPolicy {
  return { cooldownSeconds: matchmaking.cooldownSeconds, strikeKeptSeconds }
}

/** Says who of a party, or the one player, has to wait, and how long. Undefined: by now nobody has to. */
export async function coolingDown(
  sql: Sql,
  who: { playerId: string } | { members: readonly { playerId: string; name: string }[] },
  policy: CooldownPolicy,
  game: string,
): Promise<Refusal | undefined> {
  const names = new Map('members' in who ? who.members.map(({ playerId, name }) => [playerId, name]) : [])
  const playerIds = 'members' in who ? [...names.keys()] : [who.playerId]
  const cooldowns = await findCooldowns(sql, playerIds, policy, game)
  if (cooldowns.length === 0) return undefined
  const endsMs = Math.max(...cooldowns.map(({ endsAt }) => endsAt.getTime()))
  const at = cooldowns.map(({ playerId }) => names.get(playerId) ?? 'The player').join(', ')
  const detail = `${at}: who has let others down has to wait before queueing again`
  return new Refusal(409, 'cooling_down', detail, {
    endsAt: new Date(endsMs).toISOString(),
    playerIds: cooldowns.map(({ playerId }) => playerId),
    retryAfterSeconds: Math.max(1, Math.ceil((endsMs - Date.now()) / 1000)),
  })
}
