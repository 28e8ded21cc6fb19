import { type AddressedSnapshot, MatchAuthority, MatchClient } from '@gameserver/engine'
import { arena } from '@gameserver/games/arena/arena.ts'
import { think } from '@gameserver/games/arena/bot.ts'
import { encodeStatePacket } from '../../apps/authority/src/snapshot/state-packet.ts'
import { randomFrom } from './moving-entities.ts'

const tickMs = 1000 / 60
/** Each way. */
const delayTicks = 2
/** A match begins with a countdown, and leads settle within it. */
export const beginningTicks = 240

/** A packet to players, as it goes to LiveKit. */
export interface SentPacket {
  readonly to: readonly number[] | undefined
  readonly payload: Uint8Array
}

/** A match of the arena on one thread: a real authority, and real clients with bots' hands, a little network between them. */
export class ArenaMatch {
  readonly authority: MatchAuthority<typeof arena>
  readonly clients: MatchClient<typeof arena>[]
  private readonly underway: { readonly dueTick: number; deliver(nowMs: number): void }[] = []
  private readonly random: () => number
  private now = 0

  constructor(
    private readonly players: number,
    seed: number,
  ) {
    this.random = randomFrom(seed)
    this.authority = new MatchAuthority({ game: arena, seed, settings: { seconds: 3600 }, seats: players })
    for (let slot = 0; slot < players; slot++) this.authority.join(slot)
    this.clients = Array.from(
      { length: players },
      (_, slot) => new MatchClient({ game: arena, slot, seats: players }),
    )
    for (const [slot, client] of this.clients.entries())
      for (const packet of this.authority.keyframes(slot)) client.receiveKeyframe(packet)
  }

  /** Lets players do what they do in a tick, all but the authority's part. */
  playersTick(): void {
    const nowMs = this.now++ * tickMs
    while (this.underway[0] && this.underway[0].dueTick <= this.now) this.underway.shift()?.deliver(nowMs)
    for (const [slot, client] of this.clients.entries()) {
      const packets = client.advance(nowMs, (tick) => think(this.worldOf(client), slot, tick, this.random))
      for (const packet of packets)
        this.later(() => {
          const refused = this.authority.receiveInput(slot, packet, 0)
          if (refused) throw new Error(`an input was refused: ${refused.detail}`)
        })
    }
  }

  /** Hands packets of the authority over to the players. */
  deliver(snapshots: readonly AddressedSnapshot[]): void {
    for (const { to, packet } of snapshots)
      this.later((nowMs) => {
        const receivers = this.clients.filter((_, slot) => to === undefined || to.includes(slot))
        for (const client of receivers) client.receiveSnapshot(packet, nowMs)
      })
  }

  get desyncs(): number {
    return this.clients.reduce((sum, { stats }) => sum + stats.desyncs, 0)
  }

  private worldOf({ latest }: MatchClient<typeof arena>) {
    if (latest === undefined) throw new Error(`one of ${this.players} clients has no world`)
    return latest
  }

  private later(deliver: (nowMs: number) => void): void {
    this.underway.push({ dueTick: this.now + delayTicks, deliver })
  }
}

export function payloadsOf(snapshots: readonly AddressedSnapshot[]): SentPacket[] {
  return snapshots.map(({ to, packet }) => ({ to, payload: encodeStatePacket(1, packet) }))
}
