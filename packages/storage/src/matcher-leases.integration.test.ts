import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { registerGame } from './games.ts'
import { holdQueues, releaseQueues } from './matcher-leases.ts'
import type { Sql } from './postgres.ts'
import { createTestDatabase, type TestDatabase } from './testing.ts'
import { enqueue } from './tickets.ts'

let database: TestDatabase
let sql: Sql
const leaseMs = 60_000

beforeAll(async () => {
  database = await createTestDatabase()
  sql = database.sql
  const players = { min: 2, max: 4 }
  for (const id of ['arena', 'duel'])
    await registerGame(sql, { id, name: id, version: '1.0.0', description: '', players })
  for (const [game, mode] of [
    ['arena', 'quick'],
    ['arena', 'ranked'],
    ['duel', 'quick'],
    ['duel', 'quick'],
  ] as const) {
    const playerId = randomUUID()
    await sql`insert into players (id, name) values (${playerId}, 'p')`
    await enqueue(sql, { members: [{ playerId }], game, mode, playersMin: 2, playersMax: 4 })
  }
})
afterAll(() => database.drop())

const queuesOf = async (holder: string) =>
  (await holdQueues(sql, { holder, leaseMs, canHold: async () => true }))
    .map(({ game, mode }) => `${game}/${mode}`)
    .sort()
const all = ['arena/quick', 'arena/ranked', 'duel/quick']

it('gives each queue in which somebody waits to one of many, who keeps it', async () => {
  const rivals = Array.from({ length: 5 }, (_, number) => `rival ${number}`)
  const held = await Promise.all(rivals.map(queuesOf))
  expect(held.flat().sort()).toEqual(all)
  const again = await Promise.all(rivals.map(queuesOf))
  expect(again).toEqual(held)
  for (const rival of rivals) await releaseQueues(sql, rival)
})

it('gives them to others when they are released, or nothing is heard of who has them', async () => {
  expect(await queuesOf('first')).toEqual(all)
  expect(await queuesOf('second')).toEqual([])
  await releaseQueues(sql, 'first')
  expect(await queuesOf('second')).toEqual(all)
  await sql`update matcher_leases set expires_at = clock_timestamp() - interval '1 second' where game = 'duel'`
  expect(await queuesOf('first')).toEqual(['duel/quick'])
  expect(await queuesOf('second')).toEqual(['arena/quick', 'arena/ranked'])
})

it('lets who is heard of keep them beyond the first lease', async () => {
  const nearEnd = () => sql`update matcher_leases set expires_at = clock_timestamp() + interval '5 seconds'`
  await nearEnd()
  await queuesOf('first')
  const [soonest] = await sql`
    select extract(epoch from min(expires_at) - clock_timestamp())::float8 as seconds from matcher_leases
    where holder = 'first'`
  expect(soonest?.seconds).toBeGreaterThan(30)
})
