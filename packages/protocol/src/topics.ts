/** LiveKit data topics. Anyone in a room may publish on any of them: receivers check the sender. */
export const topics = {
  input: 'input',
  state: 'state',
  events: 'events',
  chat: 'chat',
} as const

export type Topic = (typeof topics)[keyof typeof topics]

/** Identity of the only authority that a room ever has: a game server of one's own, say. */
export const authorityIdentity = 'authority'

/** Identity of an authority where several come into a room: as one takes a match over, the one before may be there still. */
export const authorityIdentityOf = (authorityId: string): string => `${authorityIdentity}-${authorityId}`

/**
 * Whether an authority may be called so. Players are not: their ids are UUIDs. What nobody can forge is the kind `agent`, which
 * authorities alone get; it must be looked at, too.
 */
export const isAuthorityIdentity = (identity: string): boolean =>
  identity === authorityIdentity || identity.startsWith(`${authorityIdentity}-`)

/** Where a match is shown to those who watch: a room of its own, since what is delayed must not be had undelayed beside it. */
export const watchRoomOf = (matchRoom: string): string => `${matchRoom}-watch`

/** Under which a player watches: in no room is it taken for the player. */
export const watchIdentity = (playerId: string): string => `watch-${playerId}`

/** Raised when a client of the old version could not talk to an authority of the new one. */
export const protocolVersion = 1
