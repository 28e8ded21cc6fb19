/** What a process that is to die is told by the one that starts it. */
export type Order = { order: 'play'; matchId: string } | { order: 'go' }

/** Whoever has started it is gone. */
process.on('disconnect', () => process.exit())

/** What it answers: how far it is, or the outcome of a commit. */
export type Told = string

export function tell(told: Told): void {
  process.send?.(told)
}

export function nextOrder<Name extends Order['order']>(name: Name): Promise<Extract<Order, { order: Name }>> {
  return new Promise((resolve) => {
    const take = (order: Order) => {
      if (order.order !== name) return
      process.off('message', take)
      resolve(order as Extract<Order, { order: Name }>)
    }
    process.on('message', take)
  })
}
