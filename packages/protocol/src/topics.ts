/** LiveKit data topics. Anyone in a room may publish on any of them: receivers check the sender. */
export const topics = {
  input: 'input',
  state: 'state',
  events: 'events',
  chat: 'chat',
} as const

export type Topic = (typeof topics)[keyof typeof topics]

/** Identity under which every authority joins; player ids are UUIDs, so none can equal it. */
export const authorityIdentity = 'authority'

/** Where a match is shown to those who watch: a room of its own, since what is delayed must not be had undelayed beside it. */
export const watchRoomOf = (matchRoom: string): string => `${matchRoom}-watch`

/** Under which a player watches: in no room is it taken for the player. */
export const watchIdentity = (playerId: string): string => `watch-${playerId}`

/** Raised when a client of the old version could not talk to an authority of the new one. */
export const protocolVersion = 1
