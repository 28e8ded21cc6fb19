/**
 * What a hostile participant costs the others of its match. Four bots play the arena while a fifth player of the same
 * match publishes random bytes, of up to 63,000 bytes a packet, on all topics, to the authority and to everybody, and
 * comes back with the same token whenever it is removed.
 *
 * Starts a stack of its own. `--seconds N` (120), `--json`.
 */
import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { closeNodeClients } from '@gameserver/client/node'
import { connectRoom, type RoomConnection } from '@gameserver/livekit'
import { isAuthorityIdentity, topics } from '@gameserver/protocol/topics'
import { createProgress } from '@gameserver/services/progress'
import { startOwnStack } from '@gameserver/services/stack/own-stack'
import { type ArenaMatch, joinArena, play } from '../test/player.ts'

const { values } = parseArgs({ options: { seconds: { type: 'string' }, json: { type: 'boolean' } } })
const seconds = Number(values.seconds ?? 120)

/** Measured memory starts here: before, V8 is still growing its heap into the first match, hostile packets or not. */
const warmUpSeconds = 30
const packetsPerBurst = 20
const burstEveryMs = 20
const bounds = { playersMin: 5, playersMax: 5 }

const progress = createProgress()
const stack = await startOwnStack({
  env: { ...process.env, GAME_SETTINGS: `arena.seconds=${seconds + 90}` },
  progress,
})
try {
  const report = await measure()
  if (values.json) process.stdout.write(`${JSON.stringify(report)}\n`)
  else console.table(report)
} finally {
  await closeNodeClients()
  await stack.stop()
}

async function measure() {
  const { apiUrl } = stack.addresses
  const names = ['Ada', 'Grace', 'Edsger', 'Barbara']
  const [hostile, ...players] = await Promise.all([
    hostileSeat(apiUrl),
    ...names.map((name) => joinArena(apiUrl, name, bounds)),
  ])
  const stops = players.map(({ match }) => play(match))
  const errors: string[] = []
  for (const { match } of players) {
    match.on('connection', ({ state }) => state !== 'connected' && errors.push(state))
    match.on('notice', ({ reason }) => errors.push(reason))
    match.on('ended', ({ reason }) => errors.push(`ended: ${reason}`))
  }
  await untilRunning(players.map(({ match }) => match))
  const attack = new AbortController()
  const attacking = attackUntil(attack.signal, hostile)
  await sleep(warmUpSeconds * 1000)

  const before = await authorityStats()
  const startedAtMs = performance.now()
  const ticksBefore = players.map(({ match }) => match.tick)
  for (let left = seconds; left > 0; left -= 5) {
    await sleep(Math.min(5, left) * 1000)
    progress.line(`${Math.max(left - 5, 0)} s to go`)
  }
  const elapsedSeconds = (performance.now() - startedAtMs) / 1000
  const rates = players.map(({ match }, n) => (match.tick - (ticksBefore[n] ?? 0)) / elapsedSeconds)
  const after = await authorityStats()
  attack.abort()
  const { joins, packets } = await attacking
  for (const stop of stops) stop()

  return {
    seconds,
    ticksPerSecondOfPlayers: Math.min(...rates),
    ticksPerSecond: Math.min(...after.matches.map(({ ticksPerSecond }) => ticksPerSecond)),
    errors: errors.length,
    errorKinds: [...new Set(errors)].join(' '),
    hostileJoins: joins,
    hostilePackets: packets,
    rejected: after.matches.flatMap(({ rejected }) => Object.values(rejected)).reduce((sum, n) => sum + n, 0),
    rejectedByReason: JSON.stringify(after.matches.map(({ rejected }) => rejected)),
    rssMegabytes: after.rssBytes / 1e6,
    rssGrowth: after.rssBytes / before.rssBytes - 1,
  }
}

/** A player of the match like any other, up to the token for its room. */
async function hostileSeat(apiUrl: string): Promise<{ url: string; token: string }> {
  const { accessToken } = await request<{ accessToken: string }>(`${apiUrl}/v1/auth/guest`, {
    body: { deviceId: randomUUID(), name: 'Mallory' },
  })
  await request(`${apiUrl}/v1/match/queue`, { accessToken, body: { game: 'arena', ...bounds } })
  for (;;) {
    const answer = await fetch(`${apiUrl}/v1/auth/token`, {
      headers: { authorization: `Bearer ${accessToken}` },
    })
    if (answer.ok) return (await answer.json()) as { url: string; token: string }
    await sleep(250)
  }
}

async function request<T>(url: string, options: { accessToken?: string; body: object }): Promise<T> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(options.accessToken && { authorization: `Bearer ${options.accessToken}` }),
    },
    body: JSON.stringify(options.body),
  })
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as T
}

async function attackUntil(signal: AbortSignal, seat: { url: string; token: string }) {
  let joins = 0
  let packets = 0
  while (!signal.aborted) {
    let isClosed = false
    const room = await connectRoom(seat.url, seat.token, {
      packet() {},
      joined() {},
      left() {},
      closed: () => {
        isClosed = true
      },
    }).catch(() => undefined)
    if (!room) {
      await sleep(500)
      continue
    }
    joins++
    while (!isClosed && !signal.aborted) {
      for (let n = 0; n < packetsPerBurst; n++) if (publishNoise(room)) packets++
      await sleep(burstEveryMs)
    }
    await room.close()
  }
  return { joins, packets }
}

function publishNoise(room: RoomConnection): boolean {
  const topic = Object.values(topics)[randomInt(4)] ?? 'input'
  const isLarge = randomInt(50) === 0
  const bytes = randomBytes(isLarge ? randomInt(63_000) : randomInt(1_200))
  const authorities = [...room.participants.keys()].filter(isAuthorityIdentity)
  const to = randomInt(2) === 0 ? authorities : []
  try {
    return room.publish(topic, bytes, { reliable: randomInt(4) === 0, to })
  } catch {
    return false
  }
}

async function untilRunning(matches: ArenaMatch[]): Promise<void> {
  while (!matches.every(({ phase }) => phase === 'running')) await sleep(50)
}

interface AuthorityStats {
  rssBytes: number
  matches: { ticksPerSecond: number; rejected: Record<string, number> }[]
}

async function authorityStats(): Promise<AuthorityStats> {
  const answer = await fetch(`${stack.addresses.authorityUrls[0]}/stats`)
  return (await answer.json()) as AuthorityStats
}
