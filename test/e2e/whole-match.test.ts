import { closeNodeClients } from '@gameserver/client/node'
import { createProgress } from '@gameserver/services/progress'
import { type OwnStack, startOwnStack } from '@gameserver/services/stack/own-stack'
import { connectPostgres } from '@gameserver/storage/postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ArenaMatch, joinArena, play } from '../player.ts'

const matchSeconds = 10
const players = ['Ada', 'Grace', 'Edsger']
const bounds = { playersMin: players.length, playersMax: players.length }

let stack: OwnStack

beforeAll(async () => {
  stack = await startOwnStack({
    env: { ...process.env, GAME_SETTINGS: `arena.seconds=${matchSeconds}` },
    progress: createProgress(),
  })
})

afterAll(async () => {
  await closeNodeClients()
  await stack?.stop()
})

test('players log in, are matched, play to the end, and find the result and the leaderboard', async () => {
  const { apiUrl, databaseUrl } = stack.addresses
  const joined = await Promise.all(players.map((name) => joinArena(apiUrl, name, bounds)))
  expect(new Set(joined.map(({ matchId }) => matchId)).size).toBe(1)
  expect(new Set(joined.map(({ match }) => match.slot)).size).toBe(players.length)

  const chats = joined.map(({ match }) => chatOf(match))
  const ended = joined.map(({ match }) => endOf(match))
  const stop = joined.map(({ match }) => play(match))
  joined[0]?.match.sendChat('good luck')
  const ends = await Promise.all(ended)
  for (const end of stop) end()

  for (const { reason, standings } of ends) {
    expect(reason).toBe('finished')
    expect(standings).toEqual(ends[0]?.standings)
    expect(standings).toHaveLength(players.length)
  }
  for (const chat of chats) expect(chat).toEqual(['Ada: good luck'])
  for (const { match } of joined) {
    // Figures are for npm run bots: this machine may be busy with other tests, or stand still for some of the time.
    expect(match.stats.snapshots).toBeGreaterThan(matchSeconds * 30 * 0.25)
    expect(match.stats.inputToStateMs.percentileMs(0.5)).toBeLessThan(500)
  }

  const [first] = joined
  if (!first) throw new Error('nobody joined')
  const result = await first.client.matches.get(first.matchId)
  // Its epoch tells how often the machine stood still for longer than an authority's lease.
  expect(result).toMatchObject({ status: 'ended', game: 'arena', reason: 'finished' })
  expect(result.players.every(({ rank, score }) => rank !== null && score !== null)).toBe(true)

  const best = Math.max(...(ends[0]?.standings ?? []).map(({ score }) => score))
  const winners = ends[0]?.standings.filter(({ score }) => score === best).map(({ playerId }) => playerId)
  await expect
    .poll(async () => (await first.client.leaderboard.top('arena')).rows[0])
    .toMatchObject({ playerId: expect.toBeOneOf(winners ?? []), score: best, rank: 1 })

  const sql = connectPostgres(databaseUrl, { timeoutMs: 20_000 })
  try {
    const rows =
      await sql`select score, rank from match_players where match_id = ${first.matchId} order by slot`
    expect(rows).toHaveLength(players.length)
    const [scores] = await sql`select count(*)::int as count from scores where leaderboard = 'arena'`
    expect(scores?.count).toBe(players.length)
    await expect
      .poll(async () => {
        const events = await sql`select distinct event from webhook_events where room = ${result.room}`
        return events.map(({ event }) => event)
      })
      .toEqual(expect.arrayContaining(['room_started', 'participant_joined', 'room_finished']))
  } finally {
    await sql.end()
  }
})

test('a player who leaves can queue again at once, and a second match is played by the same authority', async () => {
  const two = { playersMin: 2, playersMax: 2 }
  const { apiUrl } = stack.addresses
  const joined = await Promise.all(['Alan', 'Barbara'].map((name) => joinArena(apiUrl, name, two)))
  await Promise.all(joined.map(({ match }) => match.leave()))
  for (const { client } of joined) await client.queue.join({ game: 'arena', mode: 'quick', ...two })
  const again = await Promise.all(joined.map(({ client }) => client.queue.waitForMatch()))
  expect(again[0]?.matchId).toBe(again[1]?.matchId)
  expect(again[0]?.matchId).not.toBe(joined[0]?.matchId)
})

function chatOf(match: ArenaMatch): string[] {
  const lines: string[] = []
  match.on('chat', ({ name, text }) => lines.push(`${name}: ${text}`))
  return lines
}

function endOf(match: ArenaMatch) {
  return new Promise<{ reason: string; standings: readonly { playerId: string; score: number }[] }>(
    (resolve) => {
      match.on('ended', resolve)
    },
  )
}
