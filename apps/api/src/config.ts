import { fileURLToPath } from 'node:url'
import { ConfigError, livekitRegionsSchema, loadConfig, regionIdSchema } from '@gameserver/config'
import { z } from 'zod'

/** Requests in a minute from one address. A burst of players behind one address (a school, a bench) must fit. */
const perMinute = (fallback: number) => z.int().min(1).max(1_000_000).default(fallback)

/** `eu-west`, or `eu-west=https://eu.example/ping` with where players measure how far it is. */
const regionSchema = z.preprocess(
  (value) => {
    if (typeof value !== 'string') return value
    const [, id, probeUrl] = /^([^=]*)(?:=(.*))?$/.exec(value) ?? []
    return { id, ...(probeUrl !== undefined && { probeUrl }) }
  },
  z.strictObject({ id: regionIdSchema, probeUrl: z.url({ protocol: /^https?$/ }).optional() }),
)

const configSchema = z.strictObject({
  host: z.string().default('0.0.0.0'),
  port: z.int().min(0).max(65_535).default(8080),
  databaseUrl: z.url({ protocol: /^postgres(ql)?$/ }),
  databaseConnectionsMax: z.int().min(1).max(500).default(10),
  redisUrl: z.url({ protocol: /^rediss?$/ }),
  livekit: z.strictObject({
    url: z.url({ protocol: /^wss?$/ }),
    /** Where players find LiveKit, when that is not where the servers find it. */
    publicUrl: z.url({ protocol: /^wss?$/ }).optional(),
    apiKey: z.string().min(1),
    apiSecret: z.string().min(32),
    regions: livekitRegionsSchema,
  }),
  /** HS256 wants a key no shorter than its hash: 32 bytes. */
  jwtSecret: z.string().refine((secret) => Buffer.byteLength(secret) >= 32, 'must be at least 32 bytes long'),
  /** What studio-run servers show. */
  serverTokens: z.array(z.string().min(32)).default([]),
  logLevel: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  migrateOnBoot: z.boolean().default(true),
  migrationsDir: z.string().default(fileURLToPath(new URL('../../../migrations', import.meta.url))),
  /** Origins of pages that may call the API; `*` stands for anything but a slash. */
  corsOrigins: z.array(z.string()).default(['http://localhost:*', 'http://127.0.0.1:*']),
  /** Proxies in front of the API that append to X-Forwarded-For; 0 ignores the header, which anybody can send. */
  trustedProxies: z.int().min(0).max(10).default(0),
  rateLimits: z
    .strictObject({
      guestPerMinute: perMinute(300),
      registerPerMinute: perMinute(60),
      loginPerMinute: perMinute(120),
      refreshPerMinute: perMinute(300),
      /** Of one player, and from one address: a code is a guess away for who may try often enough. */
      partyJoinPerMinute: perMinute(20),
      partyJoinPerAddressPerMinute: perMinute(300),
      /** Of one player. */
      partyInvitePerMinute: perMinute(30),
      /** Of one player. */
      friendRequestPerMinute: perMinute(30),
      /** Of one player: rooms made, or found. */
      roomCreatePerMinute: perMinute(30),
      /** Of one player, and from one address, as with the codes of parties. */
      roomCodePerMinute: perMinute(20),
      roomCodePerAddressPerMinute: perMinute(300),
      /** Of one player at one room. */
      roomPasswordPerMinute: perMinute(10),
      /** Of one player: who comes back after a break asks again each second or two. */
      watchPerMinute: perMinute(60),
    })
    .prefault({}),
  /** Where the games' own rules of matching are, each in a folder `<id>`; those built with this program, unless told. */
  gamesFolder: z.string().min(1).optional(),
  /** For development: rules of matching that change count at once. */
  reloadGames: z.boolean().default(false),
  matchmaking: z
    .strictObject({
      /** How long a quick match that could start waits for more players. */
      gatherMs: z.int().min(0).max(60_000).default(3_000),
      /**
       * How long a ticket outlives its player's last question, or live stream. Clients ask every second or three, of which
       * storage notes one in three seconds: less than ten would withdraw tickets of players on a bad network.
       */
      ticketTimeoutMs: z.int().min(10_000).max(3_600_000).default(30_000),
      /** How long players have to accept a match of the usual ranked queue. 0: it is made at once. */
      acceptSeconds: z
        .int()
        .max(60)
        .refine((seconds) => seconds === 0 || seconds >= 5, 'must be 0, or from 5 to 60')
        .default(15),
      /** How long who lets others down can't queue for that game: the first time, the second and so on. 0: not at all. */
      cooldownSeconds: z
        .array(z.coerce.number().int().min(0).max(86_400))
        .min(1)
        .max(20)
        .default([30, 120, 300, 900, 1_800]),
      /** Where matches can be played. None: there is one place. */
      regions: z
        .array(regionSchema)
        .max(32)
        .refine(
          (regions) => new Set(regions.map(({ id }) => id)).size === regions.length,
          'names a region twice',
        )
        // Who has measured some of the regions is not sent to the others.
        .refine(
          (regions) => new Set(regions.map(({ probeUrl }) => probeUrl === undefined)).size <= 1,
          'must have where to measure for all regions, or for none',
        )
        .default([]),
    })
    .prefault({}),
  servers: z
    .strictObject({
      /** How long a studio's server may be silent before another one can have its match. It is heard of three times as often. */
      leaseMs: z.int().min(3_000).max(600_000).default(15_000),
      /** How long players wait for a server to let them in, at first and again when theirs is lost. Nothing else is open to them meanwhile. */
      placingMsMax: z.int().min(10_000).max(3_600_000).default(120_000),
    })
    .prefault({}),
  room: z
    .strictObject({
      /** After which a member who neither listens nor asks is shown as away. Signs of life are noted each 5 s. */
      awayAfterMs: z.int().min(15_000).max(600_000).default(30_000),
      /** After which such a member is dropped from a room whose match has not begun: others want the seat. */
      droppedAfterMs: z.int().min(30_000).max(86_400_000).default(120_000),
    })
    .prefault({}),
  party: z
    .strictObject({
      /** After which a member who neither listens nor asks is shown as away. Signs of life are noted each 5 s. */
      awayAfterMs: z.int().min(15_000).max(600_000).default(30_000),
      /** After which such a member is dropped. */
      droppedAfterMs: z.int().min(30_000).max(86_400_000).default(600_000),
    })
    .prefault({}),
})

export type ApiConfig = z.output<typeof configSchema>

export function loadApiConfig(env: NodeJS.ProcessEnv = process.env): ApiConfig {
  const config = loadConfig({
    schema: configSchema,
    env,
    environment: {
      HOST: 'host',
      PORT: 'port',
      DATABASE_URL: 'databaseUrl',
      DATABASE_CONNECTIONS_MAX: 'databaseConnectionsMax',
      REDIS_URL: 'redisUrl',
      LIVEKIT_URL: 'livekit.url',
      LIVEKIT_PUBLIC_URL: 'livekit.publicUrl',
      LIVEKIT_API_KEY: 'livekit.apiKey',
      LIVEKIT_API_SECRET: 'livekit.apiSecret',
      LIVEKIT_REGIONS: 'livekit.regions',
      JWT_SECRET: 'jwtSecret',
      SERVER_TOKENS: 'serverTokens',
      LOG_LEVEL: 'logLevel',
      MIGRATE_ON_BOOT: 'migrateOnBoot',
      MIGRATIONS_DIR: 'migrationsDir',
      CORS_ORIGINS: 'corsOrigins',
      TRUSTED_PROXIES: 'trustedProxies',
      RATE_LIMIT_GUEST_PER_MINUTE: 'rateLimits.guestPerMinute',
      RATE_LIMIT_REGISTER_PER_MINUTE: 'rateLimits.registerPerMinute',
      RATE_LIMIT_LOGIN_PER_MINUTE: 'rateLimits.loginPerMinute',
      RATE_LIMIT_REFRESH_PER_MINUTE: 'rateLimits.refreshPerMinute',
      RATE_LIMIT_PARTY_JOIN_PER_MINUTE: 'rateLimits.partyJoinPerMinute',
      RATE_LIMIT_PARTY_JOIN_PER_ADDRESS_PER_MINUTE: 'rateLimits.partyJoinPerAddressPerMinute',
      RATE_LIMIT_PARTY_INVITE_PER_MINUTE: 'rateLimits.partyInvitePerMinute',
      RATE_LIMIT_FRIEND_REQUEST_PER_MINUTE: 'rateLimits.friendRequestPerMinute',
      RATE_LIMIT_WATCH_PER_MINUTE: 'rateLimits.watchPerMinute',
      SERVER_LEASE_MS: 'servers.leaseMs',
      SERVER_PLACING_MS: 'servers.placingMsMax',
      RATE_LIMIT_ROOM_CREATE_PER_MINUTE: 'rateLimits.roomCreatePerMinute',
      RATE_LIMIT_ROOM_CODE_PER_MINUTE: 'rateLimits.roomCodePerMinute',
      RATE_LIMIT_ROOM_CODE_PER_ADDRESS_PER_MINUTE: 'rateLimits.roomCodePerAddressPerMinute',
      RATE_LIMIT_ROOM_PASSWORD_PER_MINUTE: 'rateLimits.roomPasswordPerMinute',
      ROOM_AWAY_AFTER_MS: 'room.awayAfterMs',
      ROOM_DROPPED_AFTER_MS: 'room.droppedAfterMs',
      PARTY_AWAY_AFTER_MS: 'party.awayAfterMs',
      PARTY_DROPPED_AFTER_MS: 'party.droppedAfterMs',
      MATCH_GATHER_MS: 'matchmaking.gatherMs',
      MATCH_TICKET_TIMEOUT_MS: 'matchmaking.ticketTimeoutMs',
      MATCH_ACCEPT_SECONDS: 'matchmaking.acceptSeconds',
      MATCH_COOLDOWN_SECONDS: 'matchmaking.cooldownSeconds',
      MATCH_REGIONS: 'matchmaking.regions',
      GAMES_FOLDER: 'gamesFolder',
      RELOAD_GAMES: 'reloadGames',
    },
  })
  if (config.reloadGames && env.NODE_ENV === 'production')
    throw new ConfigError('reloadGames: is for development, and NODE_ENV is production (set by RELOAD_GAMES)')
  return config
}
