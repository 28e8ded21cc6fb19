import { arena } from './arena/arena.ts'

/** Every game the authority and the bots know. */
export const games = [arena]
