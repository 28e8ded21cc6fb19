import { type CooldownPolicy, findCooldowns } from '@gameserver/storage/cooldowns'
import type { Sql } from '@gameserver/storage/postgres'
import type { ApiConfig } from '../config.ts'
import { Refusal } from '../http/refusal.ts'

/** A day, so that a bad evening is no bad week. */
const strikeKeptSeconds = 86_400

export function cooldownPolicy({ matchmaking }: ApiConfig): CooldownPolicy {
  return { cooldownSeconds: matchmaking.cooldownSeconds, strikeKeptSeconds }
}

/** Says who has to wait, and how long. Undefined: by now nobody has to. */
export async function coolingDown(
  sql: Sql,
  playerIds: readonly string[],
  policy: CooldownPolicy,
  game: string,
): Promise<Refusal | undefined> {
  const cooldowns = await findCooldowns(sql, playerIds, policy, game)
  if (cooldowns.length === 0) return undefined
  const endsMs = Math.max(...cooldowns.map(({ endsAt }) => endsAt.getTime()))
  const who = playerIds.length === 1 ? 'The player' : 'A member of the party'
  return new Refusal(
    409,
    'cooling_down',
    `${who} has let others down, and has to wait before queueing again`,
    {
      endsAt: new Date(endsMs).toISOString(),
      playerIds: cooldowns.map(({ playerId }) => playerId),
      retryAfterSeconds: Math.max(1, Math.ceil((endsMs - Date.now()) / 1000)),
    },
  )
}
