import postgres from 'postgres'
import { StorageUnavailable, withDeadline } from './deadline.ts'
import { beginLosable } from './lost-transaction.ts'

export type Sql = postgres.Sql
export type Transaction = postgres.TransactionSql
/** A part of a query. */
export type Fragment = postgres.PendingQuery<postgres.Row[]>

/**
 * A query or a whole transaction is given up after this. Ours take below 20 ms; the rest is room for a loaded machine.
 * Who has to answer sooner, as the API, sets less.
 */
const defaultTimeoutMs = 3_000

/** The server ends what nobody waits for any more: above any deadline of ours. */
const statementTimeoutMs = 10_000

/**
 * For who owns matches: the row of one whose owner's machine vanishes amid a transaction stays locked for so long, and a successor
 * waits for it, which gives up after `defaultTimeoutMs`. Owners wait for nothing between two statements; one that stood still for
 * longer finds its transaction rolled back, and repeats it.
 */
export const ownersIdleMsMax = 1_500

/** A connection that nobody has used for so long is closed. */
export const idleMsMax = 60_000

/** Longer than a failover of the database makes every connection wait. */
const silenceMsMax = 3_000

export interface PostgresOptions {
  connectionsMax?: number
  /** 0: none, as for migrations. */
  timeoutMs?: number
  /** How long the server waits for the next statement of a transaction before it rolls it back. Without a timeout: for ever. */
  idleInTransactionMsMax?: number
}

/** A pool in which every query and every transaction has a deadline. */
export function connectPostgres(url: string, options: PostgresOptions = {}): Sql {
  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs
  const open = () =>
    postgres(url, {
      max: options.connectionsMax ?? 10,
      connect_timeout: 2,
      idle_timeout: idleMsMax / 1_000,
      // By default a refused connection is tried again after up to 20 s, and queries wait for that.
      backoff: () => 0.1 + Math.random() * 0.1,
      // Fetched types cost a query with each connection, and one that fails ends the process: nobody handles its error.
      fetch_types: false,
      types: arrayTypes,
      onnotice: () => {},
      connection: {
        application_name: 'gameserver',
        ...(timeoutMs > 0 && {
          statement_timeout: statementTimeoutMs,
          idle_in_transaction_session_timeout: options.idleInTransactionMsMax ?? statementTimeoutMs,
        }),
      },
    }) as unknown as Sql
  return timeoutMs > 0 ? withDeadlines(open, timeoutMs) : open()
}

/**
 * Whether the error says that Postgres is away, or has hung up on us as on one that is (25P03), rather than that it refused a
 * statement.
 */
export function isPostgresAway(error: unknown): boolean {
  if (error instanceof StorageUnavailable) return true
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' && (unreachableCodes.has(code) || /^(08|57P|53|25P03)/.test(code))
}

const unreachableCodes = new Set([
  'CONNECT_TIMEOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'CONNECTION_ENDED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
])

/** The array types our parameters have, by their oids: int4, text, int8, float8, uuid. */
const arrayTypes = Object.fromEntries(
  [1007, 1009, 1016, 1022, 2951].map((oid) => [
    `array${oid}`,
    { to: oid, from: [], parse: (text: string) => text, serialize: toArrayLiteral },
  ]),
)

function toArrayLiteral(values: readonly (string | number)[]): string {
  return `{${values.map((value) => `"${String(value).replace(/["\\]/g, '\\$&')}"`).join(',')}}`
}

/**
 * postgres.js has no deadline of its own: on a stalled server, or with the pool used up, a query waits for ever. A
 * query is lazy and starts when awaited, so its `then` is where the clock starts; a fragment is never awaited.
 *
 * A connection whose other end has vanished without a word would keep its place in the pool for many minutes: a pool of
 * which nothing is heard for a while is replaced by a new one.
 */
function withDeadlines(open: () => Sql, timeoutMs: number): Sql {
  let pool = open()
  let silentSinceMs: number | undefined

  function replaceSilentPool(): void {
    silentSinceMs ??= performance.now()
    if (performance.now() - silentSinceMs < silenceMsMax) return
    silentSinceMs = undefined
    const silent = pool
    pool = open()
    silent.end({ timeout: 0 }).catch(() => {})
  }

  async function limited<T>(answer: Promise<T>): Promise<T> {
    try {
      const value = await withDeadline(answer, timeoutMs, 'Postgres')
      silentSinceMs = undefined
      return value
    } catch (error) {
      if (error instanceof StorageUnavailable) replaceSilentPool()
      else silentSinceMs = undefined
      throw error
    }
  }

  return new Proxy(pool, {
    apply(_pool, self, args) {
      const query: unknown = Reflect.apply(pool as never, self, args)
      if (query instanceof Promise) {
        const then = query.then.bind(query)
        const answer = () => new Promise((resolve, reject) => then(resolve, reject))
        // biome-ignore lint/suspicious/noThenProperty: the query is a promise already; awaiting it must have an end
        query.then = (onAnswer, onError) => limited(answer()).then(onAnswer, onError) as never
      }
      return query
    },
    get(_pool, key) {
      if (key === 'begin') return (...args: Parameters<Sql['begin']>) => limited(beginLosable(pool, ...args))
      return Reflect.get(pool, key, pool)
    },
  })
}
