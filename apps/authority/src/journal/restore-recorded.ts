import { fromBinary } from '@bufbuild/protobuf'
import {
  type AnyGame,
  CheckpointCodec,
  CheckpointRejected,
  TickCodec,
  type TickRecord,
} from '@gameserver/engine'
import {
  type JournalEntry,
  JournalKeyframeSchema,
} from '@gameserver/protocol/generated/gameserver/v1/journal_pb'
import type { StoredJournal } from '@gameserver/storage/match-journals'
import type { EarlierPart } from '../replay/earlier-ticks.ts'

/** What the replay of a former owner may lack, up to a tick. Undefined: the match was not recorded, or it can't be read. */
export function earlierPartIn(
  game: AnyGame,
  { recorded }: StoredJournal,
  entries: readonly JournalEntry[],
  endTick: number,
): EarlierPart | undefined {
  if (recorded === undefined) return undefined
  try {
    const { base } = recorded
    const { checkpoint, recordedEnd } = fromBinary(JournalKeyframeSchema, base)
    const start = new CheckpointCodec(game).decode(checkpoint)
    if (start instanceof CheckpointRejected) return undefined
    const records = recordsIn(game, start.tick, [...recorded.ticks, ...entries.map(({ ticks }) => ticks)])
    if (records === undefined || start.tick + records.length !== endTick) return undefined
    if (start.tick === 0) return { base, records, start, former: undefined }
    if (recordedEnd === undefined) return undefined
    const { part, tick, hash } = recordedEnd
    return { base, records, start, former: { part, tick, hash } }
  } catch {
    return undefined
  }
}

/** The records of packs of consecutive ticks after `startTick`, some of which may be empty; undefined if one is missing. */
export function recordsIn(
  game: AnyGame,
  startTick: number,
  packs: readonly Uint8Array[],
): TickRecord[] | undefined {
  const codec = new TickCodec(game)
  const records: TickRecord[] = []
  for (const pack of packs) {
    if (pack.length === 0) continue
    const ticks = codec.decode(pack)
    if (ticks?.[0]?.tick !== startTick + records.length + 1) return undefined
    records.push(...ticks)
  }
  return records
}
