import { useEffect } from 'preact/hooks'
import { client } from '../client.ts'

/** What follows from a result is there within moments: ratings at once, ranks when Redis has them. */
const afterEventMs = [300, 1_500]

/** Nobody tells of other players' results. */
const anywayMs = 10_000

const kinds = ['match.ended', 'rating.changed', 'achievement.unlocked', 'season.rewarded', 'reset'] as const

/** Asks anew after the player's matches, and now and then while the page is looked at. */
export function useRefresh(again: () => void): void {
  useEffect(() => {
    const timers = new Set<ReturnType<typeof setTimeout>>()
    const soon = () => {
      for (const delayMs of afterEventMs) {
        const timer = setTimeout(() => {
          timers.delete(timer)
          again()
        }, delayMs)
        timers.add(timer)
      }
    }
    const ends = kinds.map((kind) => client.live.on(kind, soon))
    const interval = setInterval(() => {
      if (document.visibilityState === 'visible') again()
    }, anywayMs)
    return () => {
      for (const end of ends) end()
      for (const timer of timers) clearTimeout(timer)
      clearInterval(interval)
    }
  }, [again])
}
