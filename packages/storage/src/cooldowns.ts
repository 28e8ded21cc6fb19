import type { Sql, Transaction } from './postgres.ts'

/** `no_show`: never came into the match. `left`: left it while it ran, where that is penalised. */
export type LeavingFault = 'no_show' | 'left'
type OfferFault = 'declined' | 'unanswered'

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
  strike: { game: string; matchId: string; playerIds: readonly string[]; fault: OfferFault },
): Promise<void> {
  const { game, matchId, playerIds, fault } = strike
  if (playerIds.length === 0) return
  await transaction`
    insert into queue_strikes (player_id, game, match_id, fault)
    select player_id, ${game}, ${matchId}, ${fault} from unnest(${[...playerIds]}::uuid[]) as p (player_id)
    order by player_id on conflict do nothing`
}

/**
 * A player is about to be noted as gone from the match. Only those who came from a queue are struck, for leaving only where
 * that is penalised, and nobody when the match is over.
 */
export async function strikeLeaver(
  transaction: Transaction,
  { matchId, playerId, fault }: { matchId: string; playerId: string; fault: LeavingFault },
): Promise<void> {
  await transaction`
    insert into queue_strikes (player_id, game, match_id, fault)
    select p.player_id, m.game, m.id, ${fault}
    from match_players p join matches m on m.id = p.match_id
    where p.match_id = ${matchId} and p.player_id = ${playerId} and p.live and p.ticket_id is not null
      and m.ended_at is null and (m.leaving_is_penalised or ${fault} = 'no_show')
    on conflict do nothing`
}

/** Who left matches that came to nothing has let nobody down. */
export async function forgiveLeavers(transaction: Transaction, matchIds: readonly string[]): Promise<void> {
  await transaction`
    delete from queue_strikes where (player_id, match_id) in (
      select player_id, match_id from match_players where match_id = any(${[...matchIds]}::uuid[]))`
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
