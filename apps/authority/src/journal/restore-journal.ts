import { fromBinary } from '@bufbuild/protobuf'
import {
  type AnyGame,
  type Checkpoint,
  CheckpointCodec,
  CheckpointRejected,
  checkpointAfter,
} from '@gameserver/engine'
import {
  type JournalEntry,
  JournalEntrySchema,
  type JournalKeyframe,
  JournalKeyframeSchema,
  type Standing,
} from '@gameserver/protocol/generated/gameserver/v1/journal_pb'
import type { StoredJournal, ToldMessage } from '@gameserver/storage/match-journals'
import type { EarlierPart } from '../replay/earlier-ticks.ts'
import { JournalRejected } from './journal-rejected.ts'
import { earlierPartIn, recordsIn } from './restore-recorded.ts'
import { standingAfter } from './standing-changes.ts'

/** All that a successor goes on from. */
export interface RestoredMatch {
  /** After the last tick that was written down, with what had happened since. */
  readonly checkpoint: Checkpoint
  /** As it was written last; its windows count from then. */
  readonly standing: Standing
  /** What was told to all, the oldest first: AuthorityEvents and ChatMessages as they were sent, with the epoch of who sent them. */
  readonly told: readonly ToldMessage[]
  /** As the match was begun with: not as this authority would begin it. */
  readonly settings: Readonly<Record<string, number>>
  readonly seats: number
  /** Since the last tick was due. */
  readonly ageMs: number
  /** What the former owner's replay may lack, if one was written. */
  readonly recorded: EarlierPart | undefined
}

/**
 * Makes the ticks again that were written down since the keyframe. What was told of them has been told. Returns why not, for what
 * was written by a game with other schemas; throws what the game throws.
 */
export function restoreJournal(game: AnyGame, journal: StoredJournal): RestoredMatch | JournalRejected {
  const keyframe = decoded(() => fromBinary(JournalKeyframeSchema, journal.keyframe))
  const entries = decoded(() => journal.entries.map((entry) => fromBinary(JournalEntrySchema, entry)))
  if (keyframe?.standing === undefined || entries === undefined)
    return JournalRejected.malformed('the bytes are no keyframe and entries')
  const checkpoint = newestCheckpoint(game, keyframe, entries)
  if (checkpoint instanceof JournalRejected) return checkpoint
  let { standing } = keyframe
  for (const entry of entries) if (entry.standing) standing = standingAfter(standing, entry.standing)
  const { settings, seats } = keyframe
  const { tickAgeMs } = entries.at(-1) ?? keyframe
  const ageMs = journal.ageMs + tickAgeMs
  const recorded = earlierPartIn(game, journal, entries, checkpoint.tick)
  return { checkpoint, standing, told: journal.told, settings, seats, ageMs, recorded }
}

function newestCheckpoint(
  game: AnyGame,
  { checkpoint, settings, seats }: JournalKeyframe,
  entries: readonly JournalEntry[],
): Checkpoint | JournalRejected {
  const codec = new CheckpointCodec(game)
  const start = codec.decode(checkpoint)
  if (start instanceof CheckpointRejected) return JournalRejected.checkpoint(start)
  const records = recordsIn(
    game,
    start.tick,
    entries.map(({ ticks }) => ticks),
  )
  if (records === undefined) return JournalRejected.malformed('the entries do not follow the keyframe')
  const tick = start.tick + records.length
  const happened = entries
    .map((entry) => codec.decodeHappened(tick, entry.happened))
    .findLast((happenings) => happenings !== undefined && happenings.length > 0)
  return checkpointAfter(game, { settings, seats }, start, records, happened)
}

function decoded<T>(decode: () => T): T | undefined {
  try {
    return decode()
  } catch {
    return undefined
  }
}
