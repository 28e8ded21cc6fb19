import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { loadKept } from '@gameserver/storage/kept'
import { claimMatch } from '@gameserver/storage/matches'
import { connectPostgres } from '@gameserver/storage/postgres'
import { createTestDatabase, type TestDatabase } from '@gameserver/storage/testing'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { eventually, race } from '../testing.ts'
import { KeptLedger } from './kept-ledger.ts'
import { MatchRecord } from './match-record.ts'

const log = pino({ level: 'silent' })
let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
  await database.sql`insert into games (id, name, version, description, players_min, players_max, manifest)
    values ('race', 'Race', '1.0.0', '', 1, 4, '{}')`
})
afterAll(() => database.drop())

async function claimed() {
  const [matchId, playerId] = [randomUUID(), randomUUID()]
  const room = `race-${matchId.slice(0, 8)}`
  await database.sql`insert into matches (id, game, mode, room, seed) values (${matchId}, 'race', 'quick', ${room}, 1)`
  await database.sql`insert into players (id, name) values (${playerId}, 'Ada')`
  await database.sql`insert into match_players (match_id, player_id, slot, name, queued_at)
    values (${matchId}, ${playerId}, 0, 'Ada', now())`
  const { epoch } = (await claimMatch(database.sql, { matchId, authorityId: 'test' })) ?? { epoch: 0 }
  return { matchId, playerId, epoch }
}

const resultOf = (playerId: string) => ({
  reason: 'finished',
  scores: [{ playerId, score: 5, rank: 1 }],
  metadata: {},
})

const rowOf = async (matchId: string) =>
  (await database.sql`select status, reason from matches where id = ${matchId}`)[0]

it('writes the result once Postgres is back', async () => {
  const { matchId, playerId, epoch } = await claimed()
  const proxy = await startProxy(database.url)
  const sql = connectPostgres(proxy.url, { connectionsMax: 2 })
  const record = new MatchRecord({ sql, matchId, epoch, log, overruled: () => {} })
  await sql`select 1`
  proxy.cut()
  record.status('running')
  const committed = record.commit(resultOf(playerId))
  await new Promise((resolve) => setTimeout(resolve, 800))
  expect(await rowOf(matchId)).toMatchObject({ status: 'placing' })
  proxy.restore()
  expect(await committed).toBe('committed')
  expect(await rowOf(matchId)).toMatchObject({ status: 'ended', reason: 'finished' })
  await sql.end({ timeout: 1 })
  proxy.close()
})

it('is told when another owner has the match, and writes nothing then', async () => {
  const { matchId, playerId, epoch } = await claimed()
  let overruled = 0
  const record = new MatchRecord({ sql: database.sql, matchId, epoch, log, overruled: () => overruled++ })
  await claimMatch(database.sql, { matchId, authorityId: 'another' })
  record.status('running')
  expect(await record.commit(resultOf(playerId))).toBe('stale_epoch')
  expect(await record.abandon('game_error')).toBe(false)
  await eventually(() => expect(overruled).toBe(1))
  expect(await rowOf(matchId)).toMatchObject({ status: 'placing', reason: null })
})

it('saves the newest of what players own once Postgres is back, in one write', async () => {
  const { matchId, playerId, epoch } = await claimed()
  const loaded = await loadKept(database.sql, { matchId, epoch })
  const ledger = new KeptLedger(race, loaded, performance.now())
  const proxy = await startProxy(database.url)
  const sql = connectPostgres(proxy.url, { connectionsMax: 2 })
  const record = new MatchRecord({ sql, matchId, epoch, log, overruled: () => {} })
  proxy.cut()
  for (let races = 1; races <= 1_000; races++) {
    ledger.note(playerId, { races })
    record.keep(ledger)
  }
  await new Promise((resolve) => setTimeout(resolve, 300))
  proxy.restore()
  const keptOf = async () =>
    (await database.sql`select value, save from kept where player_id = ${playerId}`)[0]
  await eventually(async () => expect(await keptOf()).toEqual({ value: { races: 1_000 }, save: 1_000 }))
  await sql.end({ timeout: 1 })
  proxy.close()
})

/** Postgres by way of a proxy that can cut the line. */
async function startProxy(databaseUrl: string) {
  const target = new URL(databaseUrl)
  const sockets = new Set<Socket>()
  let isCut = false
  const server = createServer((socket) => {
    if (isCut) return void socket.destroy()
    const upstream = connect(Number(target.port), target.hostname)
    for (const each of [socket, upstream]) {
      sockets.add(each)
      each.on('error', () => {})
    }
    socket.pipe(upstream).pipe(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = new URL(databaseUrl)
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const cut = () => {
    isCut = true
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: url.href,
    cut,
    restore: () => {
      isCut = false
    },
    close() {
      cut()
      server.close()
    },
  }
}
