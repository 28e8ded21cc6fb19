import { client } from '../client.ts'

export interface MetPlayer {
  playerId: string
  name: string
}

const key = 'gameserver.met'
const metMax = 8

client.party.on('updated', (party) => party && rememberMet(party.members))

/** Whom this window has lately shared a match or a party with, the latest first: to be invited. */
export function metPlayers(): readonly MetPlayer[] {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? '[]')
  } catch {
    return []
  }
}

export function rememberMet(players: readonly MetPlayer[]): void {
  const others = players.filter(({ playerId }) => playerId !== client.player?.id)
  const before = metPlayers().filter(({ playerId }) => others.every((other) => other.playerId !== playerId))
  const met = [...others, ...before].slice(0, metMax).map(({ playerId, name }) => ({ playerId, name }))
  // A browser may forbid storage: then there is nobody to be invited but by the code.
  try {
    sessionStorage.setItem(key, JSON.stringify(met))
  } catch {}
}
