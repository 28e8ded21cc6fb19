import type { Sql, Transaction } from './postgres.ts'

/** What of postgres.js' queries is used here besides being promises. */
interface Query {
  /** Sends it. */
  handler: (query: Query) => void
  reject(error: unknown): void
}

/**
 * `begin` of a pool whose connections may end at any moment. postgres.js itself goes on with a transaction whose connection has
 * closed: it sends `rollback`, or the next statement, into nothing, which ends the process, or as the first words of another
 * session (its issues 1066, 1154 and 1208; 3.4.9 has them). Here nothing is sent any more, and `begin` rejects as it does anyway.
 */
export function beginLosable(pool: Sql, ...args: Parameters<Sql['begin']>): ReturnType<Sql['begin']> {
  const work = args.at(-1) as unknown as (transaction: Transaction) => unknown
  let isLost = false
  const losable = (transaction: Transaction) =>
    // Left unsettled when lost: either outcome would be sent.
    new Promise((resolve, reject) => {
      const whole = (settle: (outcome: never) => void) => (outcome: unknown) => {
        if (!isLost) settle(outcome as never)
      }
      start(() => work(watched(transaction))).then(whole(resolve), whole(reject))
    })

  function watched(transaction: Transaction): Transaction {
    return new Proxy(transaction, {
      apply: (_target, self, values) => watch(Reflect.apply(transaction as never, self, values)),
      get(_target, key) {
        const value: unknown = Reflect.get(transaction, key, transaction)
        if (key !== 'unsafe' || typeof value !== 'function') return value
        return (...values: unknown[]) => watch(value(...values))
      },
    })
  }

  function watch<T>(made: T): T {
    if (!(made instanceof Promise)) return made
    const query = made as unknown as Query
    const { handler, reject } = query
    query.handler = Object.assign((sent: Query) => {
      if (isLost) reject(new TransactionLost())
      else handler(sent)
    }, handler)
    query.reject = (error) => {
      if (isEndOfConnection(error)) isLost = true
      reject(error)
    }
    return made
  }

  const outcome = pool.begin(...(args.slice(0, -1) as []), losable as never)
  // Also of a connection that closes between two statements: then the pool rejects.
  outcome.catch(() => {
    isLost = true
  })
  return outcome as never
}

/** Nobody hears of it: by then, `begin` has rejected. */
class TransactionLost extends Error {
  readonly code = 'CONNECTION_CLOSED'
}

/** The driver's own errors of connections and the system's, and what Postgres says before it hangs up. */
function isEndOfConnection(error: unknown): boolean {
  const { code, severity } = (error ?? {}) as { code?: unknown; severity?: unknown }
  if (severity === 'FATAL' || severity === 'PANIC') return true
  return typeof code === 'string' && /^(CONNECTION_|CONNECT_TIMEOUT$|E[A-Z]+$)/.test(code)
}

/** What it throws at once is a rejection too. */
async function start(work: () => unknown): Promise<unknown> {
  return work()
}
