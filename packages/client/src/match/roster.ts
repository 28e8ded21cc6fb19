import { Presence, type Roster as WireRoster } from '@gameserver/protocol/generated/gameserver/v1/wire_pb'

export interface Seat {
  slot: number
  playerId: string
  name: string
  /** 0 where there are no teams. */
  team: number
  /** What the player plays, in queues that have roles. */
  role: string | undefined
  /** `expected`: has not joined yet. `disconnected`: the seat is held. `left`: the seat is given up. */
  presence: 'expected' | 'connected' | 'disconnected' | 'left'
}

/** The seats of a match, in the order of their slots. */
export class Roster {
  #seats: readonly Seat[] = []

  get seats(): readonly Seat[] {
    return this.#seats
  }

  bySlot(slot: number): Seat | undefined {
    return this.#seats.find((seat) => seat.slot === slot)
  }

  byPlayer(playerId: string): Seat | undefined {
    return this.#seats.find((seat) => seat.playerId === playerId)
  }

  replace({ seats }: WireRoster): void {
    this.#seats = seats
      .map(({ slot, playerId, name, team, role, presence }) => {
        return { slot, playerId, name, team, role: role || undefined, presence: presences[presence] }
      })
      .sort((a, b) => a.slot - b.slot)
  }
}

const presences: Readonly<Record<Presence, Seat['presence']>> = {
  [Presence.UNSPECIFIED]: 'expected',
  [Presence.EXPECTED]: 'expected',
  [Presence.CONNECTED]: 'connected',
  [Presence.DISCONNECTED]: 'disconnected',
  [Presence.LEFT]: 'left',
}
