export interface Standing {
  slot: number
  score: number
  /** From 1; equal scores share a rank. */
  rank: number
}

/** Ranks those still in the world together with those who left, who keep the score they left with. Best first. */
export function rankAll(
  present: readonly { slot: number; score: number }[],
  departed: ReadonlyMap<number, number>,
): Standing[] {
  const scores = new Map(departed)
  for (const { slot, score } of present) scores.set(slot, score)
  const sorted = [...scores]
    .map(([slot, score]) => ({ slot, score }))
    .sort((a, b) => b.score - a.score || a.slot - b.slot)
  return sorted.map(({ slot, score }) => ({
    slot,
    score,
    rank: 1 + sorted.findIndex((other) => other.score === score),
  }))
}
