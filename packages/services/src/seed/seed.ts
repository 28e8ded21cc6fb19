import { createHash, randomBytes, randomInt, randomUUID } from 'node:crypto'
import { describe } from '@gameserver/engine'
import { findGames } from '@gameserver/games/find-games.ts'
import { loginGuest } from '@gameserver/storage/accounts'
import { registerGame } from '@gameserver/storage/games'
import { claimMatch, commitResult, setMatchStatus } from '@gameserver/storage/matches'
import type { Sql } from '@gameserver/storage/postgres'
import { matchQueue } from '@gameserver/storage/queue-pass'
import { enqueue } from '@gameserver/storage/tickets'
import { seedNames } from './seed-names.ts'

/** More than any match here gets: so a matcher that runs meanwhile leaves these tickets to us. */
const ticketPlayersMin = 100
const playersAMatchMax = 8
const scoreMax = 40

/**
 * Adds players and ended matches, by the functions that real ones go through: what is seeded is what could have happened.
 * The same players come again with every run; the matches are new ones.
 */
export async function seed(
  sql: Sql,
  { players, matches }: { players: number; matches: number },
): Promise<void> {
  const games = await findGames()
  for (const game of games) await registerGame(sql, describe(game))
  const playerIds: string[] = []
  for (let index = 0; index < players; index++) playerIds.push(await seedPlayer(sql, index))
  for (let count = 0; count < matches; count++) {
    const game = games[count % games.length] as (typeof games)[number]
    await seedMatch(sql, game.id, pick(playerIds, randomInt(2, Math.min(playersAMatchMax, players) + 1)))
  }
}

async function seedPlayer(sql: Sql, index: number): Promise<string> {
  const name = `${seedNames[index % seedNames.length]}${index < seedNames.length ? '' : Math.floor(index / seedNames.length) + 1}`
  const player = await loginGuest(sql, {
    device: createHash('sha256').update(`seed/${index}`).digest('hex'),
    playerId: randomUUID(),
    defaultName: name,
    name,
    // Nobody plays these players: their session has ended before it began.
    session: {
      id: randomUUID(),
      familyHash: randomBytes(32),
      tokenHash: randomBytes(32),
      expiresAt: new Date(0),
    },
  })
  return player.id
}

async function seedMatch(sql: Sql, game: string, playerIds: string[]): Promise<void> {
  const bounds = { playersMin: ticketPlayersMin, playersMax: ticketPlayersMin }
  for (const playerId of playerIds)
    await enqueue(sql, { members: [{ playerId }], game, mode: 'quick', ...bounds })
  const matchId = await formMatch(sql, game, playerIds)
  const scores = playerIds
    .map((playerId) => ({ playerId, score: randomInt(scoreMax) }))
    .sort((a, b) => b.score - a.score)
  const ranked = scores.map((entry) => ({
    ...entry,
    rank: scores.findIndex(({ score }) => score === entry.score) + 1,
  }))

  // A running authority may be given this match, and own it for a moment: the epoch decides, so ask again.
  for (;;) {
    const claim = await claimMatch(sql, { matchId, authorityId: 'seed' })
    if (!claim) return
    await setMatchStatus(sql, { matchId, epoch: claim.epoch, status: 'running' })
    const result = {
      matchId,
      epoch: claim.epoch,
      reason: 'finished',
      scores: ranked,
      metadata: { seeded: true },
    }
    if ((await commitResult(sql, result)) !== 'stale_epoch') return
  }
}

async function formMatch(sql: Sql, game: string, playerIds: string[]): Promise<string> {
  const match = {
    id: randomUUID(),
    game,
    mode: 'quick',
    room: `${game}-${randomBytes(4).toString('hex')}`,
    seed: randomInt(2 ** 32),
    region: null,
    seats: playerIds.map((playerId) => ({ playerId, team: 0 })),
  }
  await matchQueue(sql, { game, mode: 'quick' }, (queued) => {
    const tickets = queued.filter(({ members }) =>
      members.some(({ playerId }) => playerIds.includes(playerId)),
    )
    return { matches: [{ ...match, tickets }], reasons: [] }
  })
  return match.id
}

/** So many different ones of them. */
function pick(playerIds: readonly string[], count: number): string[] {
  const left = [...playerIds]
  return Array.from({ length: count }, () => left.splice(randomInt(left.length), 1)[0] as string)
}
