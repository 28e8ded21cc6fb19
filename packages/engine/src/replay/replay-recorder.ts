import type { AnyGame } from '../game/define-game.ts'
import { TickCodec } from '../log/tick-codec.ts'
import type { TickRecord } from '../log/tick-record.ts'
import type { MatchAuthority, RankedScore } from '../match-authority.ts'
import { type ChunkKind, ChunkSealer } from './chunk-chain.ts'
import { ClosingCodec } from './closing-codec.ts'
import {
  encodeHeader,
  encodePlayers,
  headerOf,
  type RecordedMatch,
  type ReplayPlayer,
} from './replay-header.ts'
import { SpanCodec, type SpanStart } from './span-codec.ts'

/** Valve's figure for CS:GO: what a crash costs at most, and what seeking makes again on average half of. */
const chunkSeconds = 3

export interface ReplayRecorderOptions extends RecordedMatch {
  /** The match: new, so that its replay can be verified from the seed on, or taken over from another authority. */
  readonly authority: Pick<MatchAuthority<AnyGame>, 'checkpoint' | 'stateHash'>
  /** Is given each chunk as it is done; the file is these, one after the other. */
  write(chunk: Uint8Array): void
}

/** Makes a match's replay while it is played. Throws what the writing throws, and RangeErrors for what is too large. */
export class ReplayRecorder {
  private readonly authority: ReplayRecorderOptions['authority']
  private readonly write: (chunk: Uint8Array) => void
  private readonly sealer = new ChunkSealer()
  private readonly spans: SpanCodec
  private readonly closings: ClosingCodec
  private readonly ticks: TickCodec
  private readonly chunkTicks: number
  private start: SpanStart
  private hashes: number[] = []
  private isViewAsked = false
  /** What had come before the recording began, and is part of the state it begins with. */
  private happenedBefore: number

  constructor(options: ReplayRecorderOptions) {
    const { game, authority, write } = options
    this.authority = authority
    this.write = write
    this.spans = new SpanCodec(game)
    this.closings = new ClosingCodec(game)
    this.ticks = new TickCodec(game)
    this.chunkTicks = chunkSeconds * game.tickRate
    const checkpoint = authority.checkpoint()
    this.start = checkpoint
    this.happenedBefore = checkpoint.happenings.length
    this.ticks.start(checkpoint.tick + 1)
    this.seal('header', encodeHeader(headerOf(options)))
  }

  /** Until the chunk under way is full, and is written. */
  get ticksToCome(): number {
    return this.chunkTicks - this.hashes.length
  }

  /** SHA-256 over all that was written so far, in hexadecimal. */
  get headHash(): string {
    return this.sealer.headHash
  }

  /** To be called with each of the authority's records, at once. */
  record(record: TickRecord): void {
    const happenings = record.happenings.slice(this.happenedBefore)
    this.happenedBefore = 0
    this.ticks.append({ ...record, happenings })
    this.hashes.push(this.authority.stateHash() & 0xffff)
    if (record.shown !== undefined) this.isViewAsked = true
    if (this.hashes.length === this.chunkTicks) this.sealSpan()
  }

  /** Names those who come when the match has begun. */
  admit(players: readonly ReplayPlayer[]): void {
    this.seal('players', encodePlayers(players))
  }

  /**
   * Writes all that was recorded so far: it may be the last that this authority makes of the match. If it is not, nothing may have
   * happened since the last tick.
   */
  flush(): void {
    if (this.hashes.length > 0) this.sealSpan()
  }

  /** Ends it, after the match has. */
  close(scores: readonly RankedScore[]): void {
    this.flush()
    this.seal('closing', this.closings.encode({ ...this.authority.checkpoint(), scores }))
  }

  private sealSpan(): void {
    const start = this.isViewAsked ? this.start : { ...this.start, sent: [] }
    this.seal('ticks', this.spans.encode(start, this.hashes, this.ticks.finish()))
    this.start = this.authority.checkpoint()
    this.ticks.start(this.start.tick + 1)
    this.hashes = []
    this.isViewAsked = false
  }

  private seal(kind: ChunkKind, body: Uint8Array): void {
    this.write(this.sealer.seal(kind, body))
  }
}
