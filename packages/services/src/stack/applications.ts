import { join } from 'node:path'
import type { Ports } from '../ports.ts'
import type { ChildOptions } from '../process/child.ts'
import { runQuietly } from '../process/run.ts'
import type { Progress } from '../progress.ts'
import { repository } from '../repository.ts'
import type { Secrets } from '../secrets.ts'
import type { ServiceUrls } from '../start-services.ts'

/** A program of ours: how to run it, and where it says that it is ready. */
export interface Application extends Omit<ChildOptions, 'stateFolder'> {
  readyUrl: string
}

/** esbuild needs about 0.3 s. */
const bundleTimeoutMs = 60_000

/** Returns what is wrong with games that had to be left out. */
export async function bundle(app: 'api' | 'authority' | 'bots'): Promise<string> {
  const { code, output } = await runQuietly(
    process.execPath,
    [join(repository, 'packages/services/bin/bundle.mjs'), '--skip-broken-games'],
    {
      cwd: join(repository, 'apps', app),
      timeoutMs: bundleTimeoutMs,
    },
  )
  if (code !== 0) throw new Error(`apps/${app} could not be bundled:\n${output.trimEnd()}`)
  return output.trimEnd()
}

/** Set: the stack's applications have been bundled from these very sources. */
export const bundledVariable = 'APPLICATIONS_BUNDLED'

/** What the stack runs. */
export async function bundleStack(progress: Progress): Promise<void> {
  const problems = await Promise.all((['api', 'authority'] as const).map(bundle))
  for (const problem of problems) if (problem) progress.line(problem)
}

export interface ApplicationSettings {
  stateFolder: string
  ports: Ports
  secrets: Secrets
  services: ServiceUrls
  env: NodeJS.ProcessEnv
  /** Authorities play, and the API makes matches, by what has been bundled anew. */
  reloadsGames: boolean
}

export function apiApplication({
  ports,
  secrets,
  services,
  env,
  reloadsGames,
}: ApplicationSettings): Application {
  return {
    name: 'api',
    ...bundled('api'),
    env: {
      ...env,
      ...serviceVariables(services),
      HOST: listenAddress(env),
      PORT: String(ports.api),
      LIVEKIT_PUBLIC_URL: env.LIVEKIT_PUBLIC_URL ?? publicLivekitUrl(services, env),
      JWT_SECRET: env.JWT_SECRET ?? secrets.jwtSecret,
      MIGRATIONS_DIR: join(repository, 'migrations'),
      ...(reloadsGames && { RELOAD_GAMES: '1' }),
    },
    readyUrl: `http://127.0.0.1:${ports.api}/ready`,
  }
}

export function authorityApplications({
  stateFolder,
  ports,
  services,
  env,
  reloadsGames,
}: ApplicationSettings): Application[] {
  return ports.authorities.map((port, index) => ({
    name: ports.authorities.length === 1 ? 'authority' : `authority-${index + 1}`,
    ...bundled('authority'),
    env: {
      ...env,
      ...serviceVariables(services),
      HOST: listenAddress(env),
      PORT: String(port),
      // Whoever stops a stack of this kind waits for it: matches get less time to end than in production.
      DRAIN_MS: env.DRAIN_MS ?? '2000',
      // A process takes some 150 MB: on a machine where all else runs too, one has room for a whole evening.
      AUTHORITY_PROCESSES: env.AUTHORITY_PROCESSES ?? '1',
      AUTHORITY_SPARES: env.AUTHORITY_SPARES ?? '0',
      REPLAY_FOLDER: env.REPLAY_FOLDER ?? join(stateFolder, 'replays'),
      ...(reloadsGames && { RELOAD_GAMES: '1' }),
    },
    readyUrl: `http://127.0.0.1:${port}/ready`,
  }))
}

/** It has nothing to save, and would wait for the streams of events that it passes on. */
const arcadeStopMs = 1_000

/** The pages from their source, so that a change is on screen when the file is saved. */
export function arcadeApplication(ports: Ports, env: NodeJS.ProcessEnv): Application {
  return {
    name: 'arcade',
    command: process.execPath,
    args: [
      join(repository, 'node_modules/vite/bin/vite.js'),
      ...[
        '--port',
        String(ports.arcade),
        '--strictPort',
        '--host',
        listenAddress(env),
        '--clearScreen',
        'false',
      ],
    ],
    cwd: join(repository, 'apps/arcade'),
    env: { ...env, API_URL: `http://127.0.0.1:${ports.api}` },
    readyUrl: `http://127.0.0.1:${ports.arcade}/`,
    stopMs: arcadeStopMs,
  }
}

/** All of it stays on this machine, unless players on the network are wanted. */
function listenAddress(env: NodeJS.ProcessEnv): string {
  return env.LIVEKIT_NODE_IP ? '0.0.0.0' : '127.0.0.1'
}

function publicLivekitUrl({ livekitUrl }: ServiceUrls, env: NodeJS.ProcessEnv): string {
  return env.LIVEKIT_NODE_IP ? livekitUrl.replace('127.0.0.1', env.LIVEKIT_NODE_IP) : livekitUrl
}

/**
 * Young memory that is collected four times as seldom: what packets leave behind is short-lived, and each collection takes
 * milliseconds off a tick.
 */
export const tickingOptions = ['--max-semi-space-size=64']

function bundled(app: string) {
  const options = app === 'authority' ? tickingOptions : []
  return {
    command: process.execPath,
    args: [...options, '--enable-source-maps', join(repository, 'apps', app, 'dist/main.js')],
    cwd: join(repository, 'apps', app),
  }
}

function serviceVariables(services: ServiceUrls) {
  return {
    DATABASE_URL: services.databaseUrl,
    REDIS_URL: services.redisUrl,
    LIVEKIT_URL: services.livekitUrl,
    LIVEKIT_API_KEY: services.livekitApiKey,
    LIVEKIT_API_SECRET: services.livekitApiSecret,
  }
}
