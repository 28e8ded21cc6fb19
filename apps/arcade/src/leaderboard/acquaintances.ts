import { client } from '../client.ts'
import { enter } from '../login/enter.ts'
import { metPlayers } from '../party/met-players.ts'

/** What the server takes. */
const playersMax = 100

/** Matches that are looked through for opponents. */
const matchesMax = 50

/** Ids of who is in the player's party or has lately played against the player, and the player's own. */
export async function acquaintances(): Promise<string[]> {
  const own = await enter(undefined)
  const { matches } = await client.matches.history({ player: own.id, limit: matchesMax })
  const members = [...(client.party.current?.members ?? []), ...metPlayers()]
  const opponents = matches.flatMap(({ players }) => players)
  const ids = [own, ...members, ...opponents].map((known) =>
    'playerId' in known ? known.playerId : known.id,
  )
  return [...new Set(ids)].slice(0, playersMax)
}
