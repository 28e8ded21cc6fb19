import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'

/** Between two rounds of questions. */
const pauseMs = 250
/** An answer that has not come by then does not come. */
const answerMsMax = 10_000

/** What players ask for: with and without Postgres and Redis behind it. */
const questions: readonly { method: string; path: string; body?: () => object }[] = [
  { method: 'GET', path: '/health' },
  { method: 'GET', path: '/ready' },
  { method: 'GET', path: '/v1/regions' },
  { method: 'GET', path: '/v1/games' },
  { method: 'GET', path: '/v1/leaderboards' },
  { method: 'GET', path: '/v1/leaderboards/tally' },
  { method: 'POST', path: '/v1/auth/guest', body: () => ({ deviceId: randomUUID() }) },
]

/** A report takes these in by name. */
export interface ApiAnswers extends Record<string, number> {
  apiAnswers: number
  /** Answers 503. */
  apiUnavailable: number
  /** Answers of another kind that tell of a fault, and questions without any. */
  apiFaults: number
  /** The slowest answer. */
  apiMs: number
}

/** Asks the API as long as `until` is not settled. */
export async function watchApi(apiUrl: string, until: Promise<unknown>): Promise<ApiAnswers> {
  const answers = { apiAnswers: 0, apiUnavailable: 0, apiFaults: 0, apiMs: 0 }
  let isOver = false
  const over = until.finally(() => {
    isOver = true
  })
  while (!isOver) {
    await Promise.all(
      questions.map(async ({ method, path, body }) => {
        const startedMs = performance.now()
        const status = await ask(apiUrl + path, method, body?.())
        answers.apiAnswers++
        answers.apiMs = Math.max(answers.apiMs, Math.round(performance.now() - startedMs))
        if (status === 503) answers.apiUnavailable++
        else if (status === undefined || status >= 500) answers.apiFaults++
      }),
    )
    await sleep(pauseMs)
  }
  await over
  return answers
}

async function ask(url: string, method: string, body: object | undefined): Promise<number | undefined> {
  const request = {
    method,
    signal: AbortSignal.timeout(answerMsMax),
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  }
  return fetch(url, request).then(
    async (response) => {
      await response.arrayBuffer()
      return response.status
    },
    () => undefined,
  )
}
