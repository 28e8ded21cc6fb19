import { createTestDatabase, type TestDatabase } from '@gameserver/storage/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { crashCommit, transactions } from './crash-commit.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

/** All of them are `npm run chaos -- --fault crash-commit --times 200`. */
const times = 9

test('whoever commits, settles or closes a season may die at any step: it is done once', async () => {
  const { killed, messages, points, others, survived, matches, ...found } = await crashCommit({
    databaseUrl: database.url,
    redisUrl: process.env.REDIS_URL as string,
    times,
    others: { cut: 2, terminated: 2 },
  })
  for (const name of transactions) {
    expect(killed[name]).toBeGreaterThan(0)
    expect(messages[name]).toBeGreaterThan(10)
  }
  expect(found).toEqual(Object.fromEntries(Object.keys(found).map((name) => [name, 0])))
}, 180_000)
