import type { Member } from './ticket.ts'

/** The roles that a player is ready to play as bits, by their place among the names: all if he named none. */
export function roleBits(names: readonly string[], { roles }: Member): number {
  if (roles === undefined || roles.length === 0) return 2 ** names.length - 1
  return names.reduce((bits, name, at) => (roles.includes(name) ? bits | (1 << at) : bits), 0)
}

/** How many of a ticket's members are ready to play a role, by ticket and role. */
export function playingOf(roles: readonly (readonly number[])[], roleCount: number): Uint8Array {
  const playing = new Uint8Array(roles.length * roleCount)
  for (const [id, members] of roles.entries()) {
    for (const played of members) {
      for (let role = 0; role < roleCount; role += 1) {
        if (played & (1 << role))
          playing[id * roleCount + role] = (playing[id * roleCount + role] as number) + 1
      }
    }
  }
  return playing
}

/** A number for each ticket: equal ones are as many players, who play the same roles. */
export function likenessOf(roles: readonly (readonly number[])[], players: Uint8Array): Int32Array {
  if (roles.length === 0) return Int32Array.from(players)
  const numbers = new Map<string, number>()
  return Int32Array.from(roles, (members) => {
    const key = [...members].sort((a, b) => a - b).join()
    const number = numbers.get(key) ?? numbers.size
    numbers.set(key, number)
    return number
  })
}
