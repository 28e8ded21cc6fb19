import { setTimeout as sleep } from 'node:timers/promises'

/** As clients do, who come again when they are asked to: on a machine that stands still Postgres and Redis seem to be away. */
export async function answered<Answer extends { status: number }>(
  ask: () => Promise<Answer>,
): Promise<Answer> {
  for (;;) {
    const answer = await ask()
    if (answer.status !== 503) return answer
    await sleep(100)
  }
}
