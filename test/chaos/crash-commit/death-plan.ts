/** A place in a transaction at which a death comes: before or after a message, from 1. */
export interface Point {
  message: number
  when: 'before' | 'after'
}

/**
 * As many points as asked for, over a transaction of so many messages: evenly, its two ends among them, and each as often as any
 * other, give or take one; a single one comes right after `commit` has been sent. The reply to the last message, which is that of `commit`, counts as one more.
 */
export function spread(messages: number, times: number): Point[] {
  const all = Array.from({ length: messages + 1 }, (_, index) => index + 1).flatMap((message) =>
    (['before', 'after'] as const).map((when) => ({ message, when })),
  )
  const rounds = Math.floor(times / all.length)
  const rest = times % all.length
  const evenly = Array.from({ length: rest }, (_, index) => {
    return all[rest === 1 ? all.length - 3 : Math.round((index * (all.length - 1)) / (rest - 1))] as Point
  })
  return [...Array.from({ length: rounds }, () => all).flat(), ...evenly]
}
