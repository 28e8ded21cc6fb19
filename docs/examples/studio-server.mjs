/**
 * A studio's own game server in one file, with Node alone: it registers its game, takes a match, lets the players in, plays and
 * reports the result, then takes the next one. The game is a toss of coins. docs/servers.md explains it; a test runs it.
 *
 *   API_URL=http://127.0.0.1:8080 SERVER_TOKEN=… node docs/examples/studio-server.mjs
 */
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

const { API_URL, SERVER_TOKEN, SERVER_ID = `example/${process.pid}` } = process.env
const { GAME = 'coin-toss', PLAY_SECONDS = '5' } = process.env

/** The match under way, and the players who are in. */
let match
const present = new Set()

/** Sends a request to the API, again while it is away. Refusals come back as they are: `status` and `body`. */
async function call(method, path, body) {
  for (;;) {
    try {
      const response = await fetch(API_URL + path, {
        method,
        headers: { authorization: `Bearer ${SERVER_TOKEN}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      const text = await response.text()
      if (response.status < 500) return { status: response.status, body: text ? JSON.parse(text) : undefined }
      say('refused', { path, status: response.status })
    } catch (error) {
      say('unreachable', { path, error: error.message })
    }
    await sleep(500)
  }
}

/** What players connect to: a real game has a socket here. Who shows a good token of this match is in. */
const door = createServer(async (request, response) => {
  let token = ''
  for await (const chunk of request) token += chunk
  const { status, body: player } = await call('POST', '/v1/servers/sessions/verify', { token })
  if (status !== 200 || player.matchId !== match?.matchId) return response.writeHead(403).end()
  present.add(player.playerId)
  say('joined', { name: player.name, slot: player.slot })
  response
    .writeHead(200, { 'content-type': 'application/json' })
    .end(JSON.stringify({ serverId: SERVER_ID, ...player }))
})

/** Plays one match. Returns early when it is not ours any more. */
async function play(endpoint) {
  present.clear()
  let [startedMs, status] = [0, 'waiting']
  for (;;) {
    const beat = await call('POST', `/v1/servers/matches/${match.matchId}/heartbeat`, {
      ...{ epoch: match.epoch, status, endpoint },
    })
    const isOurs = beat.status === 200 && !['ended', 'abandoned'].includes(beat.body.status)
    if (!isOurs) return say('lost', beat.body)
    const seated = beat.body.players.filter(({ hasLeft }) => !hasLeft)
    if (status === 'waiting' && seated.every(({ playerId }) => present.has(playerId))) {
      ;[startedMs, status] = [Date.now(), 'running']
      say('running', { players: seated.length })
    }
    if (status === 'running' && Date.now() - startedMs >= PLAY_SECONDS * 1000) return finish(seated)
    await sleep(Math.min(match.heartbeatSeconds * 1000, 200))
  }
}

/** The seed is the same for whoever has the match, and so is the winner. */
async function finish(seated) {
  const winner = seated[match.seed % seated.length]
  const scores = seated.map(({ playerId }) => {
    const hasWon = playerId === winner.playerId
    return { playerId, score: hasWon ? 1 : 0, rank: hasWon ? 1 : 2 }
  })
  const result = { epoch: match.epoch, reason: 'finished', scores, metadata: { serverId: SERVER_ID } }
  const { status, body } = await call('POST', `/v1/servers/matches/${match.matchId}/result`, result)
  say(status === 200 ? 'committed' : 'result refused', body)
}

function say(event, more) {
  console.log(JSON.stringify({ event, serverId: SERVER_ID, matchId: match?.matchId, ...more }))
}

await new Promise((resolve) => door.listen(0, '127.0.0.1', resolve))
const endpoint = `http://127.0.0.1:${door.address().port}`
const registered = await call('PUT', `/v1/servers/games/${GAME}`, {
  ...{ name: 'Coin toss', version: '1.0.0', players: { min: 2, max: 8 } },
})
if (registered.status !== 200) {
  say('not registered', registered.body)
  process.exit(1)
}
say('ready', { endpoint })
for (;;) {
  const claim = { serverId: SERVER_ID, games: [GAME], waitSeconds: 20 }
  const { status, body } = await call('POST', '/v1/servers/claims', claim)
  if (status !== 200) continue
  match = body
  say('claimed', { epoch: match.epoch, players: match.players.length })
  await play(endpoint)
  match = undefined
}
