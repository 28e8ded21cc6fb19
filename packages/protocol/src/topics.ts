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

/** Raised when a client of the old version could not talk to an authority of the new one. */
export const protocolVersion = 1
