/** Largest payload that stays one SCTP chunk after the SFU has added the sender's identity. */
export const lossyPayloadBytesMax = 1080

/** Reliable packets above about 15 KiB stall the channel; LiveKit refuses them above 64,000 bytes. */
export const reliablePayloadBytesMax = 15_000

/** The state of a desync report goes in parts of this size, which leaves room for what is around it. */
export const desyncPartBytesMax = 14_900

/** Beyond so many, 119,200 bytes, a state is not reported. */
export const desyncPartsMax = 8

/** A player's packet above this is dropped undecoded: inputs and commands are far smaller. */
export const playerPacketBytesMax = 2048

export const chatTextLengthMax = 200

export const playerNameLengthMax = 24
