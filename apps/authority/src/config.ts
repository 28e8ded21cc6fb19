import { availableParallelism } from 'node:os'
import { ConfigError, livekitRegionsSchema, loadConfig, regionIdSchema } from '@gameserver/config'
import type { AnyGame } from '@gameserver/engine'
import { z } from 'zod'

const milliseconds = (fallback: number, max = 600_000) => z.int().min(0).max(max).default(fallback)

const configSchema = z.strictObject({
  host: z.string().default('0.0.0.0'),
  port: z.int().min(0).max(65_535).default(8081),
  databaseUrl: z.url({ protocol: /^postgres(ql)?$/ }),
  redisUrl: z.url({ protocol: /^rediss?$/ }),
  livekit: z.strictObject({
    url: z.url({ protocol: /^wss?$/ }),
    apiKey: z.string().min(1),
    apiSecret: z.string().min(32),
    regions: livekitRegionsSchema,
  }),
  /** Whose matches it takes; none: those of no region. */
  region: regionIdSchema.optional(),
  logLevel: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** Matches at a time, in each process. One of 16 players at 60 ticks a second takes about a tenth of a core. */
  capacity: z.int().min(1).max(500).default(8),
  /** For how many matches of others each process stands by, in their rooms, to have them at once should their owners die. */
  standbys: z.int().min(0).max(500).default(8),
  /** Processes that play matches, one for each core unless told. */
  processes: z
    .int()
    .min(1)
    .max(256)
    .default(() => availableParallelism()),
  /** Further ones that wait, warm, for one of those to die. */
  spares: z.int().min(0).max(16).default(1),
  /** After so long without a sign of life a process hangs, and is killed. Above what a collection or a busy machine may take. */
  heartbeatTimeoutMs: z.int().min(300).max(60_000).default(1_000),
  /** Resident memory of a process, from which on it is replaced. */
  memoryMaxMb: z.int().min(100).max(1_000_000).default(1_500),
  /** How long a match waits for its players' first Hello before it starts without them. */
  joinWindowMs: milliseconds(10_000),
  /** How long a seat is kept for a player who is gone, or has not come yet. */
  seatWindowMs: milliseconds(30_000),
  /** How long the room stays after the end, for chat and the result. */
  lingerMs: milliseconds(5_000),
  /** How long a match goes on being shown to spectators of whom there are none. */
  watchIdleMs: z.int().min(10_000).max(600_000).default(60_000),
  /** How long a stopping process lets its matches go on: for as long as a match lasts, if no successor could go on with them. */
  drainMs: milliseconds(10_000, 6 * 60 * 60_000),
  /**
   * When a machine has died, its matches wait for so long for other authorities. One that stalls for as long loses its matches too;
   * of a process that stalls by itself the supervisor decides.
   */
  leaseMs: z.int().min(400).max(60_000).default(800),
  /**
   * For how much CPU time games are rehearsed, all together, before the process takes matches; 0: not at all. A first match is slow
   * for its first seconds otherwise. On the clock it takes three quarters of that, since V8 compiles beside it, and on a busy machine
   * four times as long at most: below what a supervisor waits for a process to be ready.
   */
  warmUpMs: milliseconds(2_000, 30_000),
  /** Where the games are, each in a folder `<id>` of its own; those built with this program, unless told. */
  gamesFolder: z.string().min(1).optional(),
  /** For development: games whose files change are played by their new rules at once. */
  reloadGames: z.boolean().default(false),
  /** Where it is written down which fields of clients' states differed; nowhere but in the log, unless told. */
  desyncFolder: z.string().min(1).optional(),
  replays: z
    .strictObject({
      /** Without one no match is recorded. */
      folder: z.string().min(1).optional(),
      /** A match of 16 players and three minutes takes half a megabyte. */
      keptMax: z.int().min(1).max(1_000_000).default(1_000),
      keptDays: z.int().min(1).max(3_650).default(30),
    })
    .prefault({}),
  games: z.record(z.string(), z.strictObject({ settings: z.record(z.string(), z.number()) })).default({}),
  /** `arena.seconds=20,arena.x=1`: the same as `games`, for the environment. */
  gameSettings: z.string().default(''),
})

export type AuthorityConfig = z.output<typeof configSchema>

export function loadAuthorityConfig(env: NodeJS.ProcessEnv = process.env): AuthorityConfig {
  const config = loadConfig({
    schema: configSchema,
    env,
    environment: {
      HOST: 'host',
      PORT: 'port',
      DATABASE_URL: 'databaseUrl',
      REDIS_URL: 'redisUrl',
      LIVEKIT_URL: 'livekit.url',
      LIVEKIT_API_KEY: 'livekit.apiKey',
      LIVEKIT_API_SECRET: 'livekit.apiSecret',
      LIVEKIT_REGIONS: 'livekit.regions',
      REGION: 'region',
      LOG_LEVEL: 'logLevel',
      AUTHORITY_CAPACITY: 'capacity',
      AUTHORITY_STANDBYS: 'standbys',
      AUTHORITY_PROCESSES: 'processes',
      AUTHORITY_SPARES: 'spares',
      HEARTBEAT_TIMEOUT_MS: 'heartbeatTimeoutMs',
      MEMORY_MAX_MB: 'memoryMaxMb',
      JOIN_WINDOW_MS: 'joinWindowMs',
      SEAT_WINDOW_MS: 'seatWindowMs',
      LINGER_MS: 'lingerMs',
      WATCH_IDLE_MS: 'watchIdleMs',
      DRAIN_MS: 'drainMs',
      LEASE_MS: 'leaseMs',
      WARM_UP_MS: 'warmUpMs',
      GAMES_FOLDER: 'gamesFolder',
      REPLAY_FOLDER: 'replays.folder',
      DESYNC_FOLDER: 'desyncFolder',
      REPLAYS_KEPT_MAX: 'replays.keptMax',
      REPLAYS_KEPT_DAYS: 'replays.keptDays',
      RELOAD_GAMES: 'reloadGames',
      GAME_SETTINGS: 'gameSettings',
    },
  })
  if (config.reloadGames && env.NODE_ENV === 'production')
    throw new ConfigError('reloadGames: is for development, and NODE_ENV is production (set by RELOAD_GAMES)')
  return config
}

export type GameSettings = Readonly<Record<string, number>>

/** The operator's settings by game, checked against what the games declare. Throws ConfigError. */
export function settingsByGame(
  config: AuthorityConfig,
  games: readonly AnyGame[],
): ReadonlyMap<string, GameSettings> {
  const settings = new Map(Object.entries(config.games).map(([game, its]) => [game, { ...its.settings }]))
  for (const { game, name, value } of parseGameSettings(config.gameSettings)) {
    settings.set(game, { ...settings.get(game), [name]: value })
  }
  for (const [id, values] of settings) {
    const game = games.find((candidate) => candidate.id === id)
    if (!game) throw new ConfigError(`games.${id}: there is no such game`)
    for (const [name, value] of Object.entries(values)) checkSetting(game, name, value)
  }
  return settings
}

function checkSetting(game: AnyGame, name: string, value: number): void {
  const setting = game.settings?.[name]
  if (!setting) throw new ConfigError(`games.${game.id}.settings.${name}: the game has no such setting`)
  if (!(value >= setting.min && value <= setting.max)) {
    throw new ConfigError(
      `games.${game.id}.settings.${name}: must be from ${setting.min} to ${setting.max}, not ${value}`,
    )
  }
}

function parseGameSettings(text: string): { game: string; name: string; value: number }[] {
  const entries = text.split(',').filter((entry) => entry.trim() !== '')
  return entries.map((entry) => {
    const [, game, name, value] = /^\s*([\w-]+)\.(\w+)\s*=\s*(-?[\d.]+)\s*$/.exec(entry) ?? []
    if (!game || !name || Number.isNaN(Number(value))) {
      throw new ConfigError(
        `gameSettings: "${entry.trim()}" is not of the form game.setting=number (set by GAME_SETTINGS)`,
      )
    }
    return { game, name, value: Number(value) }
  })
}
