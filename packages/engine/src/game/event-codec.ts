import type { GameEvent } from '../packets.ts'
import { DeltaReader, DeltaWriter } from '../schema/delta-bits.ts'
import type { StructCoder } from '../schema/struct-coder.ts'
import { Tape } from '../schema/tape.ts'
import type { AnyGame, EventOf } from './define-game.ts'
import { codersOf } from './game-coders.ts'

/** Packs what a game emits. */
export class EventCodec<G extends AnyGame> {
  private readonly kinds: readonly { readonly name: string; readonly coder: StructCoder }[]
  private readonly writer: DeltaWriter
  private readonly reader: DeltaReader
  private readonly tape = new Tape()

  constructor(game: G) {
    const { events, contextCount } = codersOf(game)
    this.kinds = events
    this.writer = new DeltaWriter(contextCount)
    this.reader = new DeltaReader(contextCount)
  }

  /** Throws a RangeError for an event that the game doesn't define. */
  encode(event: EventOf<G>): GameEvent<EventOf<G>> {
    const kind = this.kinds.findIndex(({ name }) => name === event.name)
    if (kind < 0) throw new RangeError(`no such event: ${String(event.name)}`)
    const { coder } = this.kinds[kind] as { coder: StructCoder }
    coder.flatten(event.value as never, this.tape.rewind())
    const value = coder.restore(this.tape.rewind())
    this.writer.start(0)
    coder.write(this.tape.rewind(), this.writer)
    return { kind, name: event.name, value: value as never, payload: this.writer.finish() }
  }

  /** `undefined` for a kind the game doesn't have, or bytes that aren't of it. */
  decode(kind: number, payload: Uint8Array): EventOf<G> | undefined {
    const known = this.kinds[kind]
    if (known === undefined) return undefined
    this.reader.startPacket(payload, 0)
    known.coder.read(this.reader, this.tape.rewind())
    if (!this.reader.finish()) return undefined
    return { name: known.name, value: known.coder.restore(this.tape.rewind()) } as unknown as EventOf<G>
  }
}
