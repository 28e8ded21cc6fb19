import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Session } from '@gameserver/protocol/http'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Loop } from '../loop/run-every.ts'
import { startTestApi, type TestApi } from '../testing/test-api.ts'
import { startMatcher } from './matcher.ts'
import { startMatchingReload } from './matching-rules-reload.ts'

/** Inside the repository, which the tests' loader of TypeScript serves; git and the checks ignore this folder. */
const state = join(import.meta.dirname, '../../../../.gameserver')
mkdirSync(state, { recursive: true })
const folder = mkdtempSync(join(state, 'rules-'))

let api: TestApi
const loops: Loop[] = []
let written = 0

beforeAll(async () => {
  api = await startTestApi({ GAMES_FOLDER: folder, RELOAD_GAMES: '1' })
  const { sql } = api.database
  const shape = { kind: 'teams', count: 2, size: 1 }
  const queues = { own: { shape, custom: true }, odd: { shape, custom: true }, plain: { shape } }
  await sql`update games set manifest = manifest || ${sql.json({ queues })} where id = ${api.game}`
})
afterEach(async () => {
  await Promise.all(loops.splice(0).map((loop) => loop.stop()))
  await api.database.sql`delete from tickets`
})
afterAll(async () => {
  await api.close()
  rmSync(folder, { recursive: true })
})

/** As an author saves it. */
function save(rules: string): void {
  const file = join(folder, api.game, 'matching.ts')
  mkdirSync(join(folder, api.game), { recursive: true })
  writeFileSync(file, `export default { ${rules} }`)
  const later = new Date(Date.now() + 1_000 * ++written)
  utimesSync(file, later, later)
}

const clans = `own: {
  accepts: ([first, ...others]) =>
    others.every(({ properties }) => properties.clan !== first.properties.clan) || 'waiting for another clan',
}`

async function queueing(properties: object, mode = 'own'): Promise<Session> {
  const session = await api.login()
  const body = { game: api.game, mode, properties }
  const { status } = await api.call('POST', '/v1/match/queue', { token: session.accessToken, body })
  expect(status).toBe(200)
  return session
}

const statusOf = async ({ accessToken: token }: Session) =>
  (await api.call('GET', '/v1/match/status', { token })).body

test('players whom the rule keeps apart wait and read why, and are matched with others', async () => {
  save(clans)
  await api.services.matchingRules.load()
  const [first, second] = [await queueing({ clan: 'red' }), await queueing({ clan: 'red' })]
  loops.push(startMatcher(api.services))
  for (const session of [first, second])
    await expect
      .poll(() => statusOf(session))
      .toMatchObject({ state: 'queued', reasonCode: 'rule', reason: 'waiting for another clan' })
  const others = [await queueing({ clan: 'blue' }), await queueing({ clan: 'green' })]
  for (const session of [first, second, ...others])
    await expect.poll(() => statusOf(session)).toMatchObject({ state: 'matched' })
  const { matchId } = await statusOf(first)
  expect(matchId).not.toBe((await statusOf(second)).matchId)
})

test('a rule that fails is told of and left out, and saved anew it counts again', async () => {
  const failing = `odd: { accepts: ([first]) => first.properties.map.name === 'desert' || 'no desert' }`
  save(`${clans}, ${failing}`)
  loops.push(startMatchingReload(api.services))
  await expect.poll(() => api.services.matchingRules.find(api.game, 'odd')).toBeDefined()
  const [first, second, third] = [
    await queueing({}, 'odd'),
    await queueing({}, 'odd'),
    await queueing({}, 'odd'),
  ]
  loops.push(startMatcher(api.services))
  for (const session of [first, second])
    await expect.poll(() => statusOf(session)).toMatchObject({ state: 'matched' })
  await expect
    .poll(() => statusOf(third))
    .toMatchObject({
      reasonCode: 'players',
      reason: expect.stringMatching(/^needs 1 more player.* \(the own rule of the game has failed/),
    })
  expect(await api.services.metrics.registry.metrics()).toContain(
    `gameserver_matching_rule_failures_total{game="${api.game}",mode="odd",why="threw"} 1`,
  )

  save(`${clans}, odd: { accepts: (tickets) => tickets.length < 2 || 'nobody plays' }`)
  // Who waits alone hears first that there is a rule again.
  await expect
    .poll(() => statusOf(third))
    .toMatchObject({ reasonCode: 'players', reason: expect.not.stringContaining('failed') })
  const waiting = [third, await queueing({}, 'odd')]
  for (const session of waiting)
    await expect.poll(() => statusOf(session)).toMatchObject({ reasonCode: 'rule', reason: 'nobody plays' })
})

test('a queue whose rule is not here is left to a process that has it', async () => {
  rmSync(join(folder, api.game), { recursive: true })
  const without = await api.startPeer()
  save(clans)
  const having = await api.startPeer()
  const ruled = [await queueing({ clan: 'red' }), await queueing({ clan: 'blue' })]
  loops.push(startMatcher(without.services))
  const plain = [await queueing({}, 'plain'), await queueing({}, 'plain')]
  // Other queues go on.
  for (const session of plain) await expect.poll(() => statusOf(session)).toMatchObject({ state: 'matched' })
  for (const session of ruled)
    expect(await statusOf(session)).toMatchObject({ state: 'queued', reasonCode: 'joined' })
  loops.push(startMatcher(having.services))
  for (const session of ruled) await expect.poll(() => statusOf(session)).toMatchObject({ state: 'matched' })
})

test.each([
  { long: 'x'.repeat(65) },
  { nested: { map: 'desert' } },
  { list: ['desert'] },
  { '': 'no name' },
  Object.fromEntries(Array.from({ length: 17 }, (_, at) => [`p${at}`, at])),
  'desert',
])('%j are no properties', async (properties) => {
  const { accessToken: token } = await api.login()
  const body = { game: api.game, mode: 'own', properties }
  const refused = await api.call('POST', '/v1/match/queue', { token, body })
  expect([refused.status, refused.body.code]).toEqual([400, 'invalid_request'])
})
