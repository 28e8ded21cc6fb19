/** Another participant of a room, as the SFU vouches for it: identity, sid and kind can't be forged by the sender. */
export interface RoomParticipant {
  readonly identity: string
  /** Differs between two visits under one identity, also when the visits follow so closely that neither `left` nor `joined` is called. */
  readonly sid: string
  readonly name: string
  readonly isAgent: boolean
}

/** What happens in a room, in the order LiveKit reports it. Called from native events: a throw is a bug. */
export interface RoomListener {
  /** `payload` is the receiver's own copy. */
  packet(sender: RoomParticipant, topic: string, payload: Uint8Array): void
  /**
   * A packet came from nobody we know, and is lost. LiveKit collects the joins of participants without a track for up
   * to three seconds before it announces them; any change of such a participant's attributes announces it at once.
   */
  unannounced?(): void
  /** Also called, before `connectRoom` resolves, for those who were there already. */
  joined(participant: RoomParticipant): void
  left(participant: RoomParticipant): void
  reconnecting?(): void
  reconnected?(): void
  /** Once, at the end; nothing follows. LiveKit's reason in lower case, such as `duplicate_identity`. */
  closed(reason: string): void
}
