/** What a game's code is run for: a match, or, without one, the rehearsal before there is any. */
export interface Work {
  game: string
  matchId?: string | undefined
}

/** A match's id has 36 characters, a game's up to 32: the same length for all, so that nothing is left of the one before. */
export const noteBytes = 80

export function encodeWork({ game, matchId = '' }: Work): Uint8Array {
  const note = new Uint8Array(noteBytes)
  new TextEncoder().encodeInto(`${game} ${matchId}`, note)
  return note
}

/** Undefined: no game's code was running. */
export function decodeWork(note: Uint8Array): Work | undefined {
  if (note[0] === 0) return undefined
  const end = note.indexOf(0)
  const text = new TextDecoder().decode(note.subarray(0, end < 0 ? note.length : end))
  const [game = '', matchId = ''] = text.split(' ')
  return matchId === '' ? { game } : { game, matchId }
}
