import type { PlayClient } from '../../src/client/play-client.ts'
import { createPlayClient } from '../../src/create-play-client.ts'
import type { AnyGame } from '../../src/game/define-game.ts'
import type { Checkpoint } from '../../src/log/checkpoint.ts'
import { checkpointAfter } from '../../src/log/checkpoint-after.ts'
import type { TickRecord } from '../../src/log/tick-record.ts'
import { MatchAuthority } from '../../src/match-authority.ts'
import type { KeyframePacket, SnapshotPacket } from '../../src/packets.ts'

// All that a simulated match needs of the engine: what changes there changes here alone.

export interface MatchTerms {
  readonly game: AnyGame
  readonly seed: number
  readonly settings: { readonly [name: string]: number }
  readonly seats: number
}

export type Authority = MatchAuthority<AnyGame>
export type Client = PlayClient<AnyGame>

export function createAuthority(terms: MatchTerms, record: (record: TickRecord) => void): Authority {
  return new MatchAuthority({ ...terms, record })
}

/** Another authority, which goes on with the match from a checkpoint and what was recorded since. */
export function takeOver(
  terms: MatchTerms,
  record: (record: TickRecord) => void,
  log: { readonly checkpoint: Checkpoint; readonly records: readonly TickRecord[] },
  slots: readonly number[],
): Authority {
  const standing = checkpointAfter(terms.game, terms, log.checkpoint, log.records)
  return new MatchAuthority({ ...terms, record, takenOver: { ...standing, slots } })
}

export function createClient({ game, settings, seats }: MatchTerms, slot: number): Client {
  return createPlayClient({ game, settings, seats, slot })
}

/** Packets due now, each with the slots it goes to; undefined: to all. */
export function packetsOf(
  authority: Authority,
): readonly { readonly to: readonly number[] | undefined; readonly packet: SnapshotPacket }[] {
  return authority.snapshots()
}

export function keyframesFor(authority: Authority, slot: number): readonly KeyframePacket[] {
  return authority.keyframes(slot)
}

/** As the protocol's envelope has it: a few numbers, and a tag and a length for each block. */
const envelopeBytes = 24

const blockEnvelopeBytes = 3

export function bytesOf({ blocks, inputDepths, confirmed }: SnapshotPacket): number {
  const blockBytes = blocks.reduce((sum, block) => sum + block.length + blockEnvelopeBytes, 0)
  return blockBytes + (confirmed?.records.length ?? 0) + inputDepths.length + envelopeBytes
}

/** Checksums that differed from the authority's. */
export function desyncsOf({ stats }: Client): number {
  return (stats as { readonly desyncs?: number }).desyncs ?? 0
}
