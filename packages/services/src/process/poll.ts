import { setTimeout as sleep } from 'node:timers/promises'

/** Asks until the answer is true; false when the time is up. */
export async function poll(
  question: () => boolean | Promise<boolean>,
  { timeoutMs, intervalMs = 25 }: { timeoutMs: number; intervalMs?: number },
): Promise<boolean> {
  const deadline = performance.now() + timeoutMs
  for (;;) {
    if (await question()) return true
    if (performance.now() >= deadline) return false
    await sleep(intervalMs)
  }
}
