/** An orchestrator's probe gives up after a second or so: answer within that. */
const checkTimeoutMs = 800

export interface Readiness {
  status: 'ready' | 'not_ready' | 'stopping'
  /** By the name of what is needed. */
  checks: Readonly<Record<string, 'ok' | 'away'>>
}

/** Each rejects when what it names can't be reached. */
export type Checks = Readonly<Record<string, () => PromiseLike<unknown>>>

export async function readinessBy(checks: Checks, isStopping: boolean): Promise<Readiness> {
  const outcomes = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => [name, await outcomeOf(check)] as const),
  )
  const isReady = outcomes.every(([, outcome]) => outcome === 'ok')
  const status = isStopping ? 'stopping' : isReady ? 'ready' : 'not_ready'
  return { status, checks: Object.fromEntries(outcomes) }
}

async function outcomeOf(check: () => PromiseLike<unknown>): Promise<'ok' | 'away'> {
  const late = new Promise<'away'>((resolve) => setTimeout(() => resolve('away'), checkTimeoutMs).unref())
  const answered = Promise.resolve(check()).then(
    () => 'ok' as const,
    () => 'away' as const,
  )
  return Promise.race([answered, late])
}
