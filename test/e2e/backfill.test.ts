import { closeNodeClients } from '@gameserver/client/node'
import { arena } from '@gameserver/games/arena/arena.ts'
import { createProgress } from '@gameserver/services/progress'
import { type OwnStack, startOwnStack } from '@gameserver/services/stack/own-stack'
import { connectPostgres, type Sql } from '@gameserver/storage/postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { guest, joinArena, play } from '../player.ts'

let stack: OwnStack
let sql: Sql

beforeAll(async () => {
  stack = await startOwnStack({
    env: { ...process.env, GAME_SETTINGS: 'arena.seconds=3600' },
    progress: createProgress(),
  })
  sql = connectPostgres(stack.addresses.databaseUrl, { timeoutMs: 20_000 })
})

afterAll(async () => {
  await sql?.end()
  await closeNodeClients()
  await stack?.stop()
})

test('the seat of who leaves a running arena is filled, and all of them have a result and a rating', async () => {
  const { apiUrl } = stack.addresses
  const three = { playersMin: 3, playersMax: 3 }
  const [leaver, ...others] = await Promise.all(
    ['Ada', 'Grace', 'Edsger'].map((name) => joinArena(apiUrl, name, three)),
  )
  const [second] = others
  if (!leaver || !second) throw new Error('nobody joined')
  const { matchId } = leaver
  const stop = [leaver, ...others].map(({ match }) => play(match))
  await expect.poll(() => second.match.tick).toBeGreaterThan(120)

  const late = await guest(apiUrl, 'Barbara')
  await late.queue.join({ game: 'arena', mode: 'quick' })
  expect((await late.queue.status()).state).toBe('queued')
  await leaver.match.leave()
  const leftMs = performance.now()
  const matched = await late.queue.waitForMatch()
  const filledMs = performance.now() - leftMs
  expect(matched).toMatchObject({ matchId, status: 'running' })
  const match = await late.joinMatch(arena)
  stop.push(play(match))
  expect(match.slot).toBe(3)
  expect(match.phase).toBe('running')
  const seat = { slot: 3, name: 'Barbara', team: 0, role: undefined, presence: 'connected' }
  await expect.poll(() => second.match.roster.find(({ slot }) => slot === 3)).toMatchObject(seat)
  expect(match.roster.map(({ name }) => name)).toContain('Ada')
  await expect.poll(() => second.match.view(performance.now()).world.players.has(3)).toBe(true)
  await expect.poll(() => match.view(performance.now()).world.players.size).toBe(3)
  const cameTick = match.tick
  await expect.poll(() => match.tick).toBeGreaterThan(cameTick + 120)

  for (const end of stop) end()
  await Promise.all([...others.map((other) => other.match.leave()), match.leave()])
  const result = () => late.matches.get(matchId)
  await expect.poll(result, { interval: 200 }).toMatchObject({ status: 'ended' })
  const { players } = await result()
  expect(players.map(({ slot }) => slot)).toEqual([0, 1, 2, 3])
  expect(players.every(({ rank, score }) => rank !== null && score !== null)).toBe(true)
  for (const { playerId } of players)
    await expect
      .poll(() => late.profiles.ratings(playerId, { game: 'arena' }), { interval: 200 })
      .toMatchObject([{ mode: 'quick', matches: 1 }])
  // What a busy machine adds is no fault of the matcher's.
  console.info(`the seat was filled ${Math.round(filledMs)} ms after its player had left`)
  expect(filledMs).toBeLessThan(15_000)
})

test('teams of a queue reach the match, and a newcomer the team that lacks one', async () => {
  const { apiUrl } = stack.addresses
  const pairs = { shape: { kind: 'teams', count: 2, size: 2 }, rating: null, backfill: true }
  await sql`update games set manifest = jsonb_set(manifest, '{queues}', ${sql.json({ pairs } as never)}) where id = 'arena'`
  const clients = await Promise.all(['Alan', 'Kay', 'Ken', 'Dennis'].map((name) => guest(apiUrl, name)))
  const join = (client: (typeof clients)[number]) => client.queue.join({ game: 'arena', mode: 'pairs' })
  // The API reads what games say every two seconds.
  await expect
    .poll(
      () =>
        join(clients[0] as never).then(
          ({ state }) => state,
          () => 'refused',
        ),
      { interval: 500 },
    )
    .toBe('queued')
  await Promise.all(clients.slice(1).map(join))
  await Promise.all(clients.map((client) => client.queue.waitForMatch()))
  const matches = await Promise.all(clients.map((client) => client.joinMatch(arena)))
  const stop = matches.map(play)
  const [first] = matches
  if (!first) throw new Error('nobody joined')
  expect(first.roster.map(({ slot, team }) => [slot, team])).toEqual([
    [0, 0],
    [1, 0],
    [2, 1],
    [3, 1],
  ])
  await expect.poll(() => Math.min(...matches.map(({ tick }) => tick))).toBeGreaterThan(30)
  const ofOther = matches.find(({ slot }) => slot === 2)
  const late = await guest(apiUrl, 'Bjarne')
  await join(late)
  await ofOther?.leave()
  await late.queue.waitForMatch()
  const match = await late.joinMatch(arena)
  expect(match.roster.find(({ slot }) => slot === match.slot)).toMatchObject({ slot: 4, team: 1 })
  for (const end of stop) end()
  await Promise.all([...matches, match].map((joined) => joined.leave()))
})
