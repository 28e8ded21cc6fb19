/** Largest payload that stays one SCTP chunk after the SFU has added the sender's identity. */
export const lossyPayloadBytesMax = 1080

/** Reliable packets above about 15 KiB stall the channel; LiveKit refuses them above 64,000 bytes. */
export const reliablePayloadBytesMax = 15_000

/** A player's packet above this is dropped undecoded: inputs and commands are far smaller. */
export const playerPacketBytesMax = 2048

export const chatTextLengthMax = 200

/** Inputs in one packet: new ones, and older ones repeated against loss. Must stay above 2 x tickRate / inputs' send rate. */
export const inputsPerPacketMax = 32

/** Inputs ahead of the authority's tick by more than this are refused: half a second at 60 Hz. */
export const inputLeadTicksMax = 32

export const playerNameLengthMax = 24
