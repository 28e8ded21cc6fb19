import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { beginVisit, isNewestVisit } from './room-visits.ts'
import { createTestDatabase, type TestDatabase } from './testing.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

test('the newest visit of a player to a kind of room counts', async () => {
  const { sql } = database
  const [ada, bo] = [randomUUID(), randomUUID()]
  await sql`insert into players ${sql([ada, bo].map((id) => ({ id, name: 'p' })))}`
  expect(await beginVisit(sql, ada, 'match')).toBe(1)
  const visits = await Promise.all(Array.from({ length: 8 }, () => beginVisit(sql, ada, 'match')))
  expect(visits.sort()).toEqual([2, 3, 4, 5, 6, 7, 8, 9])
  expect(await beginVisit(sql, ada, 'party')).toBe(1)
  expect(await beginVisit(sql, bo, 'match')).toBe(1)
  expect(await isNewestVisit(sql, ada, 'match', 8)).toBe(false)
  expect(await isNewestVisit(sql, ada, 'match', 9)).toBe(true)
  expect(await isNewestVisit(sql, ada, 'party', 1)).toBe(true)
  expect(await isNewestVisit(sql, bo, 'party', 3)).toBe(true)
})
