import { placingWhySchema } from '@gameserver/protocol/http'
import type { PlacementOverview, SeenAuthority } from '@gameserver/storage/placement/overview'
import type { PlacementHow } from '@gameserver/storage/placement/placed-match'
import type { PlacementQueue } from '@gameserver/storage/placement/placement-queue'
import { Gauge, type Registry } from 'prom-client'

/** One answer is for all that is asked at a time. */
const keptMs = 500

/** What waits for an authority, and how many there are, asked when Prometheus asks. Without Redis there is nothing to tell. */
export function tellPlacement(registry: Registry, placement: PlacementQueue): void {
  let askedMs = Number.NEGATIVE_INFINITY
  let asked: Promise<PlacementOverview | undefined>
  const overview = () => {
    if (performance.now() - askedMs > keptMs) {
      askedMs = performance.now()
      asked = placement.overview().catch(() => undefined)
    }
    return asked
  }
  const registers = [registry]
  const countByWhy = (name: string, help: string, isCounted: (how: PlacementHow) => boolean) =>
    new Gauge({
      ...{ name, help, labelNames: ['why'], registers },
      async collect() {
        const now = await overview()
        this.reset()
        if (now === undefined) return
        for (const why of placingWhySchema.options) this.set({ why }, 0)
        for (const { why, how, count } of now.waiting) if (isCounted(how)) this.inc({ why }, count)
      },
    })
  countByWhy(
    'gameserver_placement_waiting',
    'Matches that no authority has, by why',
    (how) => how !== 'handover',
  )
  countByWhy(
    'gameserver_placement_handovers',
    'Matches that go on with an authority which wants to stop, by why none is its successor yet',
    (how) => how === 'handover',
  )
  new Gauge({
    name: 'gameserver_placement_oldest_wait_seconds',
    help: 'How long the match has waited for an authority that has waited longest',
    registers,
    async collect() {
      const waits = (await overview())?.waiting.filter(({ how }) => how !== 'handover') ?? []
      this.set(Math.max(0, ...waits.map(({ oldestSeconds }) => oldestSeconds)))
    },
  })
  new Gauge({
    name: 'gameserver_placement_authorities',
    help: 'Processes of authorities that are alive',
    labelNames: ['state'],
    registers,
    async collect() {
      const now = await overview()
      this.reset()
      if (now === undefined) return
      for (const state of ['playing', 'spare', 'draining']) this.set({ state }, 0)
      for (const authority of now.authorities) this.inc({ state: stateOf(authority) })
    },
  })
}

function stateOf({ isDraining, isSpare }: SeenAuthority): string {
  if (isDraining) return 'draining'
  return isSpare ? 'spare' : 'playing'
}
