import { kill } from 'node:process'
import { fileURLToPath } from 'node:url'
import { createTestDatabase, type TestDatabase } from '@gameserver/storage/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { isAlive, TestHost, writeGames } from './test-host.ts'

const testing = fileURLToPath(new URL('../testing.ts', import.meta.url))
const game = (id: string, more = '') => `import { race } from '${testing}'
export default { ...race, id: '${id}', ${more} }
`
/** One that ends the process as it is loaded, one that can't be used for more, and one that never comes to an end of its setup. */
const games = writeGames({
  bomb: 'process.exit(0)',
  good: game('good'),
  stuck: game('stuck', 'setup() { for (;;); }'),
})
const good = writeGames({ good: game('good') })

let database: TestDatabase
const hosts: TestHost[] = []

/** One process, which is started again when it ends. */
async function start(env: NodeJS.ProcessEnv): Promise<TestHost> {
  const alone = { AUTHORITY_PROCESSES: '1', AUTHORITY_SPARES: '0', DATABASE_URL: database.url }
  const host = await TestHost.start({ ...alone, ...env })
  hosts.push(host)
  return host
}

beforeAll(async () => {
  database = await createTestDatabase()
})
afterEach(() => {
  for (const host of hosts) host.end()
})
afterAll(async () => {
  await database?.drop()
  for (const { remove } of [games, good]) remove()
})

describe('processes that do not come up', () => {
  it('are started without the game that brought them down, after ever longer pauses', {
    timeout: 240_000,
  }, async () => {
    // One that hangs as it starts is killed after ten seconds: others, on a busy machine, may well be silent for three.
    const env = { GAMES_FOLDER: games.folder, HEARTBEAT_TIMEOUT_MS: '1000', WARM_UP_MS: '300' }
    const host = await start(env)
    const { games: played } = await host.logged('authority ready')
    expect(played).toEqual(['good'])
    expect(host.linesOf('process has ended')).toMatchObject([
      { cause: 'crashed', code: 0, game: 'bomb', nextInMs: 0 },
      { cause: 'hung', signal: 'SIGKILL', game: 'stuck', nextInMs: 500 },
    ])
    expect(
      host.linesOf('game left out: it brought a process down before there was a match of it'),
    ).toMatchObject([{ game: 'bomb' }, { game: 'bomb' }, { game: 'stuck' }])
  })
})

describe('a process with too much memory', () => {
  it('leaves when its successor is there', async () => {
    // Less than any has.
    const host = await start({ GAMES_FOLDER: good.folder, MEMORY_MAX_MB: '100', WARM_UP_MS: '0' })
    const [first] = await host.ready(1)
    const { replaced } = await host.logged('process has too much memory: replaced')
    expect(replaced).toBe(1)
    const { ended } = await host.logged('process has left')
    expect(ended).toBe(1)
    const ready = host.linesOf('process ready').map(({ process }) => process)
    expect(ready.slice(0, 2)).toEqual([1, 2])
    expect((await host.ready(1))[0]?.pid).not.toBe(first?.pid)
  })
})

describe('the end of a host', () => {
  it('comes at once when there are no matches', async () => {
    const host = await start({ GAMES_FOLDER: good.folder, WARM_UP_MS: '0', DRAIN_MS: '60000' })
    host.signal('SIGINT')
    expect(await host.exited).toEqual({ code: 0, signal: null })
    expect(host.linesOf('process has left')).toHaveLength(1)
  })

  it('comes at once when it is told so twice', async () => {
    const patient = { DRAIN_MS: '60000', HEARTBEAT_TIMEOUT_MS: '60000' }
    const host = await start({ GAMES_FOLDER: good.folder, WARM_UP_MS: '0', ...patient })
    const [one] = await host.ready(1)
    const pid = one?.pid as number
    // Whatever it is told, it does not hear it.
    kill(pid, 'SIGSTOP')
    host.signal('SIGTERM')
    await host.logged('stopping: all processes let their matches go')
    host.signal('SIGTERM')
    expect(await host.exited).toEqual({ code: 1, signal: null })
    await expect.poll(() => isAlive(pid)).toBe(false)
  })

  it('ends its processes too when the supervisor is killed', async () => {
    const host = await start({ GAMES_FOLDER: good.folder, WARM_UP_MS: '0' })
    const [one] = await host.ready(1)
    host.signal('SIGKILL')
    await expect.poll(() => isAlive(one?.pid as number)).toBe(false)
  })
})
