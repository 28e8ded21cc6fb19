import postgres from 'postgres'
import { StorageUnavailable, withDeadline } from './deadline.ts'

export type Sql = postgres.Sql
export type Transaction = postgres.TransactionSql

/**
 * A query or a whole transaction is given up after this. Ours take below 20 ms; the rest is room for a loaded machine.
 * Who has to answer sooner, as the API, sets less.
 */
const defaultTimeoutMs = 3_000

/** The server ends what nobody waits for any more: above any deadline of ours. */
const statementTimeoutMs = 10_000

export interface PostgresOptions {
  connectionsMax?: number
  /** 0: none, as for migrations. */
  timeoutMs?: number
}

/** A pool in which every query and every transaction has a deadline. */
export function connectPostgres(url: string, options: PostgresOptions = {}): Sql {
  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs
  const sql = postgres(url, {
    max: options.connectionsMax ?? 10,
    connect_timeout: 2,
    idle_timeout: 60,
    // By default a refused connection is tried again after up to 20 s, and queries wait for that.
    backoff: () => 0.1 + Math.random() * 0.1,
    onnotice: () => {},
    connection: {
      application_name: 'gameserver',
      ...(timeoutMs > 0 && {
        statement_timeout: statementTimeoutMs,
        idle_in_transaction_session_timeout: statementTimeoutMs,
      }),
    },
  })
  return timeoutMs > 0 ? withDeadlines(sql, timeoutMs) : sql
}

/** Whether the error says that Postgres is away, rather than that it refused a statement. */
export function isPostgresAway(error: unknown): boolean {
  if (error instanceof StorageUnavailable) return true
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' && (unreachableCodes.has(code) || /^(08|57P|53)/.test(code))
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

/**
 * postgres.js has no deadline of its own: on a stalled server, or with the pool used up, a query waits for ever. A
 * query is lazy and starts when awaited, so its `then` is where the clock starts; a fragment is never awaited.
 */
function withDeadlines(sql: Sql, timeoutMs: number): Sql {
  return new Proxy(sql, {
    apply(target, self, args) {
      const result: unknown = Reflect.apply(target as never, self, args)
      if (result instanceof Promise) limit(result, timeoutMs)
      return result
    },
    get(target, key) {
      if (key === 'begin') {
        return (...args: Parameters<Sql['begin']>) =>
          withDeadline(target.begin(...args), timeoutMs, 'Postgres')
      }
      return Reflect.get(target, key, target)
    },
  })
}

function limit<T>(query: PromiseLike<T>, timeoutMs: number): void {
  const then = query.then.bind(query)
  // biome-ignore lint/suspicious/noThenProperty: the query is a promise already; awaiting it is what must have an end
  query.then = (onAnswer, onError) =>
    withDeadline(new Promise<T>((resolve, reject) => then(resolve, reject)), timeoutMs, 'Postgres').then(
      onAnswer,
      onError,
    )
}
