import type { Sql, Transaction } from './postgres.ts'

/** `no_show`: never came into the match. `left`: left it while it ran, where that is penalised. */
export type Fault = 'declined' | 'unanswered' | 'no_show' | 'left'

/** How long who lets others down can't queue for that game. */
export interface CooldownPolicy {
  /** By the number of strikes; the last one goes for all further ones. None: there are no cool-downs. */
  cooldownSeconds: readonly number[]
  /** After so long without another, strikes are forgotten. */
  strikeKeptSeconds: number
}

export interface Cooldown {
  playerId: string
  game: string
  endsAt: Date
}

/** Once for each match or offer, however often it is reported. */
export async function strikePlayers(
  transaction: Transaction,
  strike: { game: string; matchId: string; playerIds: readonly string[]; fault: Fault },
): Promise<void> {
  const { game, matchId, playerIds, fault } = strike
  if (playerIds.length === 0) return
  await transaction`
    insert into queue_strikes (player_id, game, match_id, fault)
    select player_id, ${game}, ${matchId}, ${fault} from unnest(${[...playerIds]}::uuid[]) as p (player_id)
    order by player_id on conflict do nothing`
}

/** The cool-downs that these players are in: of one game, or of all. */
export async function findCooldowns(
  sql: Sql | Transaction,
  playerIds: readonly string[],
  policy: CooldownPolicy,
  game?: string,
): Promise<Cooldown[]> {
  if (policy.cooldownSeconds.length === 0) return []
  const strikes = await sql<{ playerId: string; game: string; struckMs: number; nowMs: number }[]>`
    select p.player_id as "playerId", s.game, extract(epoch from s.struck_at)::float8 * 1000 as "struckMs",
      extract(epoch from clock_timestamp())::float8 * 1000 as "nowMs"
    from unnest(${[...playerIds]}::uuid[]) as p (player_id) cross join lateral (
      select game, struck_at from queue_strikes
      where player_id = p.player_id and (game = ${game ?? null} or ${game === undefined})
      order by game, struck_at desc limit ${strikesReadMax}) s`
  const chains = new Map<string, typeof strikes>()
  for (const strike of strikes) {
    const key = `${strike.playerId}/${strike.game}`
    chains.set(key, [...(chains.get(key) ?? []), strike] as typeof strikes)
  }
  return [...chains.values()].flatMap((chain) => {
    const { playerId, game: struckGame, nowMs } = chain[0] as (typeof strikes)[number]
    const endsMs = cooldownEndMs(
      chain.map(({ struckMs }) => struckMs),
      nowMs,
      policy,
    )
    return endsMs === undefined ? [] : [{ playerId, game: struckGame, endsAt: new Date(endsMs) }]
  })
}

/** Of a player in all games. More strikes than there are steps make no difference. */
const strikesReadMax = 100

/** `struckMs`: the newest first. Undefined: the player is free to queue. */
export function cooldownEndMs(
  struckMs: readonly number[],
  nowMs: number,
  { cooldownSeconds, strikeKeptSeconds }: CooldownPolicy,
): number | undefined {
  const times = [nowMs, ...struckMs]
  const forgotten = struckMs.findIndex(
    (ms, index) => (times[index] as number) - ms >= strikeKeptSeconds * 1000,
  )
  const strikes = forgotten < 0 ? struckMs.length : forgotten
  const seconds = cooldownSeconds[Math.min(strikes, cooldownSeconds.length) - 1]
  const [lastMs] = struckMs
  if (seconds === undefined || lastMs === undefined) return undefined
  const endsMs = lastMs + seconds * 1000
  return endsMs > nowMs ? endsMs : undefined
}
