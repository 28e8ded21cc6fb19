import type { AnyGame, EventOf, WorldOf } from '../game/define-game.ts'
import { codersOf } from '../game/game-coders.ts'
import { math } from '../game/math.ts'
import { NamedCodec } from '../game/named-codec.ts'
import type { TickRecord } from '../log/tick-record.ts'
import type { RankedScore } from '../match-authority.ts'
import type { GameEvent } from '../packets.ts'
import { Tape } from '../schema/tape.ts'
import { slotsMax } from '../schema/types.ts'
import { type Chunk, ChunkReader } from './chunk-chain.ts'
import { type Closing, ClosingCodec } from './closing-codec.ts'
import { RecordedSimulation } from './recorded-simulation.ts'
import {
  decodeHeader,
  decodePlayers,
  type ReplayHeader,
  type ReplayPlayer,
  refuseGame,
} from './replay-header.ts'
import { ReplayRejected } from './replay-rejected.ts'
import { type Span, SpanCodec } from './span-codec.ts'

interface SpanPlace {
  readonly startTick: number
  readonly ticks: number
  readonly body: Uint8Array
}

/** What a replay says of its match, without the game: to find the game by. */
export function readReplayHeader(bytes: Uint8Array): ReplayHeader | ReplayRejected {
  const reader = new ChunkReader()
  for (const { kind, body } of reader.read(bytes))
    return kind === 'header' ? decodeHeader(body) : ReplayRejected.malformed(0, 'the header is missing')
  return reader.rejected ?? ReplayRejected.cutOff()
}

/**
 * A recorded match, made again tick by tick from what entered it. Each chunk is decoded when it is read, so that playing meets
 * nothing that isn't of the game; what is kept are its bytes. A file that was cut off can be played up to its last whole chunk.
 */
export class Replay<G extends AnyGame> {
  /** Undefined while the match goes on, and for ever where the file was cut off. */
  closing: Closing | undefined
  readonly header: ReplayHeader
  /** Those who came when the match had begun. */
  private readonly latePlayers: ReplayPlayer[] = []
  private playersChunks = 0
  private readonly spans: SpanPlace[] = []
  /** By the hash of all up to a chunk: the tick at which it ends. */
  private readonly chunkEnds = new Map<string, number>()
  /** Of the first of several parts. */
  private firstHeader: ReplayHeader
  private readonly codec: SpanCodec
  private readonly closings: ClosingCodec
  private readonly events: NamedCodec<EventOf<G>>
  private readonly simulation: RecordedSimulation<G>
  private readonly before = new Tape()
  private current: { readonly index: number; readonly span: Span } | undefined

  private constructor(
    readonly game: G,
    header: ReplayHeader,
    private readonly reader: ChunkReader,
  ) {
    this.header = header
    this.firstHeader = header
    this.codec = new SpanCodec(game)
    this.closings = new ClosingCodec(game)
    const { events, contextCount } = codersOf(game)
    this.events = new NamedCodec(events, contextCount)
    this.simulation = new RecordedSimulation(game, header)
  }

  /** The bytes must stay as they are. A match under way may be opened as soon as its first chunk of ticks is there. */
  static open<G extends AnyGame>(game: G, bytes: Uint8Array): Replay<G> | ReplayRejected {
    const reader = new ChunkReader()
    const chunks = reader.read(bytes)
    const first = chunks.next().value
    if (!first) return reader.rejected ?? ReplayRejected.cutOff()
    if (first.kind !== 'header') return ReplayRejected.malformed(0, 'the header is missing')
    const header = decodeHeader(first.body)
    const refused = header instanceof ReplayRejected ? header : refuseGame(header, game)
    if (refused !== undefined) return refused
    const replay = new Replay(game, header as ReplayHeader, reader)
    const rejected = replay.take(chunks)
    if (rejected !== undefined) return rejected
    if (replay.spans.length === 0) return ReplayRejected.cutOff()
    replay.seek(replay.startTick)
    return replay
  }

  /**
   * A match that has had several authorities, of the files that they wrote of it, in any order: those that say they go on from
   * another one are joined where they do, and what the other has beyond that is left out. What follows the last file's header may be
   * missing. Header, hash and ending are those of the last part.
   */
  static join<G extends AnyGame>(game: G, files: readonly Uint8Array[]): Replay<G> | ReplayRejected {
    const parts: Replay<G>[] = []
    for (const file of files) {
      const part = Replay.open(game, file)
      if (!(part instanceof ReplayRejected)) parts.push(part)
      // Its authority was gone before it had anything to write.
      else if (part.reason !== 'cut_off') return part
    }
    parts.sort((a, b) => numberOf(b.header) - numberOf(a.header))
    const [last, ...formers] = parts
    if (last === undefined) return ReplayRejected.cutOff()
    for (const former of formers) {
      const rejected = last.prepend(former)
      if (rejected !== undefined) return rejected
    }
    last.seek(last.startTick)
    return last
  }

  /** Adds what was written since, in any pieces; says why not if it isn't what comes next. */
  append(bytes: Uint8Array): ReplayRejected | undefined {
    return this.take(this.reader.read(bytes))
  }

  get startTick(): number {
    return this.spans[0]?.startTick ?? 0
  }

  get endTick(): number {
    const last = this.spans.at(-1)
    return last === undefined ? 0 : last.startTick + last.ticks
  }

  /** Whether the ending is there. */
  get isComplete(): boolean {
    return this.closing !== undefined
  }

  /** Whoever has had a seat, as far as the file goes. */
  get players(): readonly ReplayPlayer[] {
    return [...this.header.players, ...this.latePlayers]
  }

  /** Header and ending counted in. */
  get chunks(): number {
    return 1 + this.playersChunks + this.spans.length + (this.isComplete ? 1 : 0)
  }

  /** SHA-256 over all chunks, in hexadecimal: by the one that the match's result has, the file is known to be that of the match. */
  get headHash(): string {
    return this.reader.headHash
  }

  get scores(): readonly RankedScore[] | undefined {
    return this.closing?.scores
  }

  get tick(): number {
    return this.simulation.tick
  }

  /** Not to be changed. */
  get world(): WorldOf<G> {
    return this.simulation.world
  }

  get isAtEnd(): boolean {
    return this.tick === this.endTick
  }

  /** Goes to a tick, or the nearest there is. What the game emitted on the way is not told. */
  seek(tick: number): void {
    const goal = math.clamp(Math.round(tick) || 0, this.startTick, this.endTick)
    const index = this.spans.findLastIndex(({ startTick }) => startTick <= goal)
    if (this.current?.index !== index || this.tick > goal) this.enter(index)
    while (this.tick < goal) this.make()
    this.before.assign(this.simulation.state())
  }

  /** Makes the next tick; returns what the game emitted in it, or undefined at the end. */
  step(): GameEvent<EventOf<G>>[] | undefined {
    if (this.isAtEnd || this.current === undefined) return undefined
    const { index, span } = this.current
    if (this.tick === span.start.tick + span.records.length) this.enter(index + 1)
    this.before.assign(this.simulation.state())
    return this.make().map((event) => this.events.encode(event))
  }

  /** The world between the tick before (0) and this one (1). It is the caller's, and anew each time. */
  worldAt(share: number): WorldOf<G> {
    const now = this.simulation.state()
    return codersOf(this.game).state.blend(this.before.rewind(), now.rewind(), share).world as WorldOf<G>
  }

  /** The chunks of ticks, decoded one after the other. */
  *decodedSpans(): Generator<Span> {
    for (const { body } of this.spans) yield this.codec.decode(body) as Span
  }

  private prepend(former: Replay<G>): ReplayRejected | undefined {
    const { startTick, firstHeader } = this
    const part = numberOf(former.header)
    const { former: wanted, matchId, seed } = firstHeader
    if (former.header.matchId !== matchId || former.header.seed !== seed)
      return ReplayRejected.apart('they are of several matches')
    // Parts between that have nothing that is missing here.
    if (former.startTick >= startTick) return undefined
    const next = numberOf(firstHeader)
    if (wanted !== undefined) {
      if (wanted.part !== part)
        return ReplayRejected.apart(`part ${wanted.part}, from which part ${next} goes on, is missing`)
      if (former.chunkEnds.get(wanted.hash) !== wanted.tick || wanted.tick !== startTick)
        return ReplayRejected.apart(`part ${next} goes on from another part ${part}`)
    }
    const spans = former.spans.filter((span) => span.startTick < startTick)
    const end = spans.at(-1)
    if (end === undefined || end.startTick + end.ticks !== startTick)
      return ReplayRejected.apart(
        `part ${part} ends at tick ${former.endTick}, part ${next} begins at ${startTick}`,
      )
    this.spans.unshift(...spans)
    this.firstHeader = former.firstHeader
    return undefined
  }

  private take(chunks: Iterable<Chunk>): ReplayRejected | undefined {
    for (const chunk of chunks) {
      const rejected = this.takeChunk(chunk)
      if (rejected !== undefined) return rejected
      this.chunkEnds.set(this.reader.headHash, this.endTick)
    }
    if (this.isComplete && this.reader.bytesLeft > 0) return ReplayRejected.tampered(this.chunks)
    return this.reader.rejected
  }

  private takeChunk({ index, kind, body }: Chunk): ReplayRejected | undefined {
    if (this.isComplete) return ReplayRejected.malformed(index, 'comes after the ending')
    if (kind === 'header') return ReplayRejected.malformed(index, 'is a second header')
    if (kind === 'closing') {
      this.closing = this.closings.decode(body)
      return this.closing?.tick === this.endTick
        ? undefined
        : ReplayRejected.malformed(index, 'is no ending of this match')
    }
    if (kind === 'players') return this.takePlayers(index, body)
    const span = this.codec.decode(body)
    if (span === undefined) return ReplayRejected.malformed(index, 'holds no ticks of this game')
    if (this.spans.length > 0 && span.start.tick !== this.endTick)
      return ReplayRejected.malformed(index, `begins at tick ${span.start.tick}, not ${this.endTick}`)
    this.spans.push({ startTick: span.start.tick, ticks: span.records.length, body })
    return undefined
  }

  private takePlayers(index: number, body: Uint8Array): ReplayRejected | undefined {
    const players = decodePlayers(body)
    if (players === undefined) return ReplayRejected.malformed(index, 'names no players')
    if (this.players.length + players.length > slotsMax)
      return ReplayRejected.malformed(index, 'names more players than there are slots')
    this.latePlayers.push(...players)
    this.playersChunks++
    return undefined
  }

  private enter(index: number): void {
    const span = this.codec.decode((this.spans[index] as SpanPlace).body) as Span
    this.current = { index, span }
    this.simulation.load(span.start)
  }

  private make(): EventOf<G>[] {
    const { span } = this.current as { readonly span: Span }
    const record = span.records[this.tick - span.start.tick] as TickRecord
    for (const happening of record.happenings) this.simulation.happen(happening)
    return this.simulation.step(record)
  }
}

function numberOf({ part = 1 }: ReplayHeader): number {
  return part
}
