/**
 * Whether players who each play some roles can fill slots together. By Hall's theorem they can if, for every set of
 * roles, no more players are confined to it than it has slots; so it is counted by set, and a player costs one step a
 * set, with no search.
 */
export class RoleSlots {
  readonly #capacity: Int16Array
  readonly #confined: Int16Array

  /** Slots by role, in the order of the bits of players' roles. */
  constructor(slots: readonly number[]) {
    this.#capacity = Int16Array.from({ length: 2 ** slots.length }, (_, set) =>
      slots.reduce((sum, slot, role) => sum + (set & (1 << role) ? slot : 0), 0),
    )
    this.#confined = new Int16Array(this.#capacity.length)
  }

  /** Takes players in if there is room for all of them beside those before; else nothing changes. */
  tryAdd(players: readonly number[]): boolean {
    this.#count(players, 1)
    if (this.#fits()) return true
    this.#count(players, -1)
    return false
  }

  remove(players: readonly number[]): void {
    this.#count(players, -1)
  }

  clear(): void {
    this.#confined.fill(0)
  }

  #fits(): boolean {
    for (let set = 0; set < this.#confined.length; set += 1) {
      if ((this.#confined[set] as number) > (this.#capacity[set] as number)) return false
    }
    return true
  }

  #count(players: readonly number[], by: 1 | -1): void {
    for (const roles of players) {
      for (let set = 0; set < this.#confined.length; set += 1) {
        if ((set & roles) === roles) this.#confined[set] = (this.#confined[set] as number) + by
      }
    }
  }
}

/**
 * A role for each player, so that no role has more than its slots; undefined if that can't be. By augmenting paths;
 * earlier players get their earlier roles.
 */
export function assignRoles(players: readonly number[], slots: readonly number[]): number[] | undefined {
  const holders: number[][] = slots.map(() => [])
  const seat = (player: number, tried: Set<number>): boolean => {
    for (let role = 0; role < slots.length; role += 1) {
      if (tried.has(role) || !((players[player] as number) & (1 << role))) continue
      tried.add(role)
      const held = holders[role] as number[]
      const leaver =
        held.length < (slots[role] as number) ? -1 : held.findIndex((holder) => seat(holder, tried))
      if (held.length >= (slots[role] as number) && leaver < 0) continue
      if (leaver >= 0) held.splice(leaver, 1)
      held.push(player)
      return true
    }
    return false
  }
  if (!players.every((_, player) => seat(player, new Set()))) return undefined
  return players.map((_, player) => holders.findIndex((held) => held.includes(player)))
}
