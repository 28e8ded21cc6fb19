import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf'
import {
  type AnyGame,
  CheckpointCodec,
  type MatchAuthority,
  TickCodec,
  type TickRecord,
} from '@gameserver/engine'
import {
  JournalEntrySchema,
  JournalKeyframeSchema,
  type StandingSchema,
} from '@gameserver/protocol/generated/gameserver/v1/journal_pb'
import type { JournalWrite, ToldMessage } from '@gameserver/storage/match-journals'
import { type EarlierRecorded, type Recorded, RecordedTail } from './recorded-tail.ts'
import { StandingChanges } from './standing-changes.ts'
import { ToldLogs } from './told-logs.ts'

/** At most, so that little has to be played again. */
const keyframesPerSecond = 4
/** Large states are written more rarely: so much of them. */
const keyframeBytesPerSecond = 16_384
/** What has to be played again makes a takeover longer: by some 20 ms, or 200 ms with a hundred players. */
const keyframeSecondsMax = 2
/** Of what happens while no ticks are made. */
const entriesPerKeyframeMax = 256

const nothing = new Uint8Array(0)

export interface JournalSubject {
  readonly game: AnyGame
  /** As the match was begun with. */
  readonly settings: Readonly<Record<string, number>>
  readonly seats: number
  readonly play: Pick<MatchAuthority<AnyGame>, 'tick' | 'happened' | 'checkpoint'>
  /** How long ago the last tick was due. */
  tickAgeMs(): number
  /** All that a successor must know besides the state. */
  standing(): MessageInitShape<typeof StandingSchema>
  /** What former owners told, the oldest first, as this one would tell it again. */
  readonly told?: readonly ToldMessage[]
  /** The match's replay, if one is written. */
  readonly recorded?: Recorded | undefined
  /** What the replay of the former owner may lack. */
  readonly earlierRecorded?: EarlierRecorded | undefined
}

/** Collects what is to be written down of a match, and makes keyframes and entries of it. */
export class JournalPages {
  readonly #subject: JournalSubject
  readonly #checkpoints: CheckpointCodec
  readonly #ticks: TickCodec
  readonly #standings = new StandingChanges()
  readonly #told: ToldLogs
  readonly #recorded: RecordedTail
  #isStandingChanged = false
  /** In the pack under way. */
  #packedTicks = 0
  /** Of what has come since the last tick. */
  #happenedWritten = 0
  #keyframeTick = 0
  #ticksPerKeyframe = 0
  #entriesSinceKeyframe = 0

  constructor(subject: JournalSubject) {
    this.#subject = subject
    this.#checkpoints = new CheckpointCodec(subject.game)
    this.#ticks = new TickCodec(subject.game)
    this.#told = new ToldLogs(subject.told ?? [])
    this.#recorded = new RecordedTail(subject.game, subject.recorded, subject.earlierRecorded)
  }

  get isAnythingNew(): boolean {
    return (
      this.#packedTicks > 0 ||
      this.#isStandingChanged ||
      this.#told.hasNew ||
      this.#subject.play.happened.length > this.#happenedWritten
    )
  }

  record(record: TickRecord): void {
    if (this.#packedTicks === 0) this.#ticks.start(record.tick)
    this.#ticks.append(record)
    this.#packedTicks++
    this.#recorded.record(record)
    this.#happenedWritten = 0
  }

  standingChanged(): void {
    this.#isStandingChanged = true
  }

  told(message: ToldMessage): void {
    this.#told.add(message)
  }

  /** All of it, for a journal that has nothing yet. */
  afresh(): Omit<JournalWrite, 'serial'> {
    return { isAfresh: true, ...this.#keyframe(true), told: this.#told.takeAll() }
  }

  /** What is new; or a keyframe, when one is due or wanted. */
  next(isKeyframeWanted: boolean): Omit<JournalWrite, 'serial'> {
    const isKeyframe = isKeyframeWanted || this.#isKeyframeDue
    const page = isKeyframe ? this.#keyframe(false) : { entry: this.#entry() }
    return { isAfresh: false, ...page, told: this.#told.takeNew() }
  }

  get #isKeyframeDue(): boolean {
    const ticks = this.#subject.play.tick - this.#keyframeTick
    return ticks >= this.#ticksPerKeyframe || this.#entriesSinceKeyframe >= entriesPerKeyframeMax
  }

  #keyframe(isAfresh: boolean): Pick<JournalWrite, 'keyframe' | 'recorded'> {
    const { game, settings, seats, play, standing, tickAgeMs } = this.#subject
    const checkpoint = play.checkpoint()
    const { end: recordedEnd, write: recorded } = this.#recorded.next(
      checkpoint,
      this.#ticksPerKeyframe,
      isAfresh,
    )
    const keyframe = toBinary(
      JournalKeyframeSchema,
      create(JournalKeyframeSchema, {
        checkpoint: this.#checkpoints.encode(checkpoint),
        standing: this.#standings.whole(standing()),
        settings: { ...settings },
        seats,
        tickAgeMs: tickAgeMs(),
        ...(recordedEnd && { recordedEnd }),
      }),
    )
    this.#keyframeTick = checkpoint.tick
    const seconds = Math.max(1 / keyframesPerSecond, keyframe.length / keyframeBytesPerSecond)
    this.#ticksPerKeyframe = Math.min(seconds, keyframeSecondsMax) * game.tickRate
    this.#entriesSinceKeyframe = 0
    this.#packedTicks = 0
    this.#haveWritten(checkpoint.happenings.length)
    return { keyframe, recorded }
  }

  #entry(): Uint8Array {
    const { play, standing, tickAgeMs } = this.#subject
    const happened =
      play.happened.length > this.#happenedWritten
        ? this.#checkpoints.encodeHappened(play.tick, play.happened)
        : nothing
    const entry = toBinary(
      JournalEntrySchema,
      create(JournalEntrySchema, {
        ticks: this.#packedTicks > 0 ? this.#ticks.finish() : nothing,
        happened,
        standing: this.#isStandingChanged ? this.#standings.changed(standing()) : undefined,
        tickAgeMs: tickAgeMs(),
      }),
    )
    this.#entriesSinceKeyframe++
    this.#packedTicks = 0
    this.#haveWritten(play.happened.length)
    return entry
  }

  #haveWritten(happened: number): void {
    this.#happenedWritten = happened
    this.#isStandingChanged = false
  }
}
