import type { AnyGame, MatchAuthority } from '@gameserver/engine'
import type { LossyPacket } from '@gameserver/livekit'
import { lossyPayloadBytesMax } from '@gameserver/protocol/limits'
import type { Roster } from '../session/roster.ts'
import { encodeStatePacket } from './state-packet.ts'

interface Outlet {
  /** False: nothing was sent, since too much is on its way. */
  publishEach(packets: readonly LossyPacket[]): boolean
  /** Sends what is final, when it is written down. */
  after(send: () => void): void
}

/** Sends each player the state, as far as that player may see it. */
export class SnapshotSending {
  skipped = 0
  oversized = 0
  readonly #epoch: number
  readonly #isFinal: boolean
  readonly #play: MatchAuthority<AnyGame>
  readonly #roster: Roster
  readonly #outlet: Outlet

  constructor(options: {
    epoch: number
    game: AnyGame
    play: MatchAuthority<AnyGame>
    roster: Roster
    outlet: Outlet
  }) {
    this.#epoch = options.epoch
    // With rollback no client takes back what was confirmed: a successor must not do so either.
    this.#isFinal = options.game.rollback !== undefined
    this.#play = options.play
    this.#roster = options.roster
    this.#outlet = options.outlet
  }

  send(): void {
    const packets: LossyPacket[] = []
    for (const { to: slots, packet } of this.#play.snapshots()) {
      const payload = encodeStatePacket(this.#epoch, packet)
      if (payload.length > lossyPayloadBytesMax) this.oversized++
      const to = slots && this.#connectedAt(slots)
      if (to === undefined) packets.push({ payload })
      else if (to.length > 0) packets.push({ payload, to })
    }
    if (packets.length === 0) return
    if (this.#isFinal) this.#outlet.after(() => this.#publish(packets))
    else this.#publish(packets)
  }

  #publish(packets: readonly LossyPacket[]): void {
    if (!this.#outlet.publishEach(packets)) this.skipped++
  }

  #connectedAt(slots: readonly number[]): string[] {
    return slots.flatMap((slot) => {
      const member = this.#roster.bySlot(slot)
      return member?.session.state === 'connected' ? [member.playerId] : []
    })
  }
}
