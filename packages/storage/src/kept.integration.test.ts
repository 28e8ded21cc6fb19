import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { registerGame } from './games.ts'
import { type LoadedKept, loadKept, saveKept } from './kept.ts'
import { claimMatch, commitResult, markPlayerLeft } from './matches.ts'
import { createTestDatabase, type TestDatabase } from './testing.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
  const players = { min: 1, max: 4 }
  for (const id of ['harvest', 'arena'])
    await registerGame(database.sql, { id, name: id, version: '1.0.0', description: '', players })
})
afterAll(() => database.drop())

async function newPlayers(count: number): Promise<string[]> {
  const playerIds = Array.from({ length: count }, () => randomUUID())
  await database.sql`insert into players ${database.sql(playerIds.map((id) => ({ id, name: 'p' })))}`
  return playerIds
}

/** A claimed match of players who are in no other one. */
async function startMatch(playerIds: readonly string[], game = 'harvest') {
  const { sql } = database
  const matchId = randomUUID()
  await sql`update match_players set live = false where player_id = any(${playerIds}::uuid[])`
  await sql`insert into matches (id, game, mode, room, seed) values (${matchId}, ${game}, 'quick', ${matchId}, 1)`
  for (const [slot, playerId] of playerIds.entries())
    await sql`insert into match_players (match_id, player_id, slot, name, queued_at)
      values (${matchId}, ${playerId}, ${slot}, 'p', now())`
  return claim(matchId)
}

async function claim(matchId: string) {
  const { epoch } = (await claimMatch(database.sql, { matchId, authorityId: 'test' })) ?? { epoch: 0 }
  return { matchId, epoch }
}

const load = async (match: { matchId: string; epoch: number }) =>
  (await loadKept(database.sql, match))[0] as LoadedKept
const save = (match: { matchId: string; epoch: number }, kept: LoadedKept, number: number, value: object) =>
  saveKept(database.sql, { ...match, saves: [{ ...kept, save: number, value }] })
const keptValueOf = async (playerId: string) =>
  (await database.sql`select value from kept where player_id = ${playerId}`)[0]?.value

it('gives the next match what the last one saved, and how long that is ago', async () => {
  const [first, second] = (await newPlayers(2)) as [string, string]
  const match = await startMatch([first, second])
  const loaded = await loadKept(database.sql, match)
  expect(loaded.map(({ playerId }) => playerId).sort()).toEqual([first, second].sort())
  for (const kept of loaded) expect(kept).toMatchObject({ value: null, awaySeconds: 0 })
  const saves = loaded.map((kept, index) => ({ ...kept, save: 1, value: { coins: index } }))
  expect(await saveKept(database.sql, { ...match, saves })).toBe(2)
  await database.sql`update kept set saved_at = saved_at - interval '90 seconds' where player_id = ${loaded[1]?.playerId as string}`
  const next = await load(await startMatch([loaded[1]?.playerId as string]))
  expect(next).toMatchObject({ value: { coins: 1 }, version: 2 })
  expect(next.awaySeconds).toBeGreaterThanOrEqual(90)
  expect(next.awaySeconds).toBeLessThan(100)
})

it('keeps games apart', async () => {
  const players = await newPlayers(1)
  const match = await startMatch(players)
  await save(match, await load(match), 1, { coins: 5 })
  expect(await load(await startMatch(players, 'arena'))).toMatchObject({ value: null })
})

it('refuses the saves of a former owner', async () => {
  const players = await newPlayers(1)
  const former = await startMatch(players)
  const loaded = await load(former)
  expect(await save(former, loaded, 1, { coins: 1 })).toBe(1)
  const owner = await claim(former.matchId)
  expect(await save(former, loaded, 2, { coins: 2 })).toBe(0)
  expect(await load(owner)).toMatchObject({ value: { coins: 1 } })
  expect(await loadKept(database.sql, former)).toEqual([])
})

it('takes saves of the match alone that loaded last: nothing is doubled by two matches at once', async () => {
  const players = await newPlayers(1)
  const first = await startMatch(players)
  const inFirst = await load(first)
  const second = await startMatch(players)
  const inSecond = await load(second)
  expect(await save(first, inFirst, 1, { coins: 1 })).toBe(0)
  expect(await save(second, inSecond, 1, { coins: 2 })).toBe(1)
  expect(await keptValueOf(players[0] as string)).toEqual({ coins: 2 })
})

it('does not let a save that comes late undo a newer one', async () => {
  const players = await newPlayers(1)
  const match = await startMatch(players)
  const loaded = await load(match)
  await save(match, loaded, 3, { coins: 3 })
  expect(await save(match, loaded, 2, { coins: 2 })).toBe(0)
  expect(await save(match, loaded, 3, { coins: 3 })).toBe(1)
  expect(await keptValueOf(players[0] as string)).toEqual({ coins: 3 })
})

it('saves with the result, and with a departure, or not at all', async () => {
  const [leaver, other] = (await newPlayers(2)) as [string, string]
  const match = await startMatch([leaver, other])
  const loaded = await loadKept(database.sql, match)
  const saveOf = (playerId: string, coins: number) => {
    const { version } = loaded.find((kept) => kept.playerId === playerId) as LoadedKept
    return { playerId, version, save: 1, value: { coins } }
  }
  await markPlayerLeft(database.sql, { ...match, epoch: 7, playerId: leaver, kept: saveOf(leaver, 9) })
  expect(await keptValueOf(leaver)).toBeNull()
  await markPlayerLeft(database.sql, { ...match, playerId: leaver, kept: saveOf(leaver, 1) })
  expect(await keptValueOf(leaver)).toEqual({ coins: 1 })
  const result = { ...match, reason: 'finished', scores: [], metadata: {}, kept: [saveOf(other, 2)] }
  expect(await commitResult(database.sql, { ...result, epoch: 7 })).toBe('stale_epoch')
  expect(await keptValueOf(other)).toBeNull()
  expect(await commitResult(database.sql, result)).toBe('committed')
  expect(await keptValueOf(other)).toEqual({ coins: 2 })
  expect(await save(match, loaded[0] as LoadedKept, 2, { coins: 5 })).toBe(0)
})

it('saves what a player has written so that Postgres would not take it', async () => {
  const [playerId] = (await newPlayers(1)) as [string]
  const match = await startMatch([playerId])
  expect(await save(match, await load(match), 1, { motto: 'a\u0000b', coins: 1 })).toBe(1)
  expect(await keptValueOf(playerId)).toEqual({ motto: 'a\ufffdb', coins: 1 })
})
