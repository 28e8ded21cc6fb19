import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import {
  type PartyChat as Line,
  PartyChatSchema,
} from '@gameserver/protocol/generated/gameserver/v1/party_pb'
import { chatTextLengthMax, playerPacketBytesMax } from '@gameserver/protocol/limits'

/** Who was away for longer has missed what was said; LiveKit restores a connection within seconds. */
const repeatedForMs = 60_000
const repeatedMax = 30

/** Nobody between the members meters them: each takes no more than this from another, and sends no more. */
const linesMax = 20
const linesWindowMs = 10_000

/** Numbers below the highest that are remembered as seen: far more than are ever repeated. */
const rememberedMax = 256

export interface ChatLine {
  playerId: string
  text: string
  sentAtMs: number
}

/** What one member has said, as far as it has come. */
interface Heard {
  visit: number
  highest: number
  sequences: Set<number>
  pace: Pace
}

/**
 * The chat of a room in LiveKit without an authority: of a party, or of players who wait for their match. Reliable delivery ends at a disconnect, and what overtakes the news of its sender's joining is
 * lost: so lines are numbered and repeated, and taken once each.
 */
export class RoomChat {
  readonly #visit: number
  readonly #pace = new Pace()
  readonly #heard = new Map<string, Heard>()
  #sequence = 0
  #said: { atMs: number; payload: Uint8Array }[] = []

  /** `visit` tells the lines of this object from those of the same player's earlier ones. */
  constructor(visit = Math.floor(Math.random() * 2 ** 32)) {
    this.#visit = visit
  }

  /** The packet to send. Undefined when the line is empty or too long, or there were too many. */
  say(text: string, nowMs: number): Uint8Array | undefined {
    const line = text.trim()
    if (line === '' || line.length > chatTextLengthMax || !this.#pace.allows(nowMs)) return undefined
    const payload = toBinary(
      PartyChatSchema,
      create(PartyChatSchema, {
        visit: this.#visit,
        sequence: ++this.#sequence,
        text: line,
        sentAtMs: BigInt(Math.floor(nowMs)),
      }),
    )
    this.#said = [...this.#repeatable(nowMs).slice(1 - repeatedMax), { atMs: nowMs, payload }]
    return payload
  }

  /** What somebody who has just come, or come back, may not have. */
  repeat(nowMs: number): Uint8Array[] {
    return this.#repeatable(nowMs).map(({ payload }) => payload)
  }

  /** What another member has said; undefined when it is known, malformed or too much. */
  hear(playerId: string, payload: Uint8Array, nowMs: number): ChatLine | undefined {
    const line = decode(payload)
    if (!line || !this.#isNew(playerId, line, nowMs)) return undefined
    return { playerId, text: line.text, sentAtMs: Math.min(Number(line.sentAtMs), nowMs) }
  }

  #repeatable(nowMs: number) {
    return this.#said.filter(({ atMs }) => nowMs - atMs < repeatedForMs)
  }

  #isNew(playerId: string, { visit, sequence }: Line, nowMs: number): boolean {
    const known = this.#heard.get(playerId)
    const pace = known?.pace ?? new Pace()
    const heard = known?.visit === visit ? known : { visit, highest: 0, sequences: new Set<number>(), pace }
    if (heard.sequences.has(sequence) || sequence <= heard.highest - rememberedMax) return false
    if (!pace.allows(nowMs)) return false
    heard.sequences.add(sequence)
    heard.highest = Math.max(heard.highest, sequence)
    for (const old of heard.sequences) if (old <= heard.highest - rememberedMax) heard.sequences.delete(old)
    this.#heard.set(playerId, heard)
    return true
  }
}

/** How many lines within the window. */
class Pace {
  #atMs: number[] = []

  allows(nowMs: number): boolean {
    this.#atMs = this.#atMs.filter((atMs) => nowMs - atMs < linesWindowMs)
    if (this.#atMs.length >= linesMax) return false
    this.#atMs.push(nowMs)
    return true
  }
}

function decode(payload: Uint8Array): Line | undefined {
  if (payload.length > playerPacketBytesMax) return undefined
  try {
    const line = fromBinary(PartyChatSchema, payload)
    const isSayable = line.text.trim() !== '' && line.text.length <= chatTextLengthMax && line.sequence > 0
    return isSayable ? line : undefined
  } catch {
    return undefined
  }
}
