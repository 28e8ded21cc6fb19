import { EntityMap } from '../schema/entity-map.ts'
import type { MapCoder } from '../schema/map-coder.ts'
import type { StructValue } from '../schema/struct-coder.ts'
import type { Tape } from '../schema/tape.ts'

/** Where a map begins on a tape. */
export interface Place {
  readonly tape: Tape
  readonly at: number
}

/**
 * A map of entities as they were shown between two snapshots. Each is blended when it is asked for, since a shot asks for a few
 * of a hundred; whoever walks the map or changes it has them all blended first.
 */
export class SeenEntities extends EntityMap<StructValue> {
  private readonly asked = new Map<number, StructValue | undefined>()
  private isWhole = false

  constructor(
    private readonly coder: MapCoder,
    private readonly from: Place,
    private readonly to: Place,
    private readonly share: number,
    { max, keyMax }: EntityMap<StructValue>,
  ) {
    super(max, keyMax)
  }

  override get size(): number {
    this.complete()
    return super.size
  }

  override get isFull(): boolean {
    this.complete()
    return super.isFull
  }

  override get(key: number): StructValue | undefined {
    if (this.isWhole) return super.get(key)
    if (!this.asked.has(key)) this.asked.set(key, this.blend(key))
    return this.asked.get(key)
  }

  override has(key: number): boolean {
    return this.get(key) !== undefined
  }

  override set(key: number, value: StructValue): this {
    this.complete()
    return super.set(key, value)
  }

  override delete(key: number): boolean {
    this.complete()
    return super.delete(key)
  }

  override clear(): void {
    this.isWhole = true
    super.clear()
  }

  override keyAt(index: number): number {
    this.complete()
    return super.keyAt(index)
  }

  override valueAt(index: number): StructValue {
    this.complete()
    return super.valueAt(index)
  }

  override [Symbol.iterator](): IterableIterator<[number, StructValue]> {
    this.complete()
    return super[Symbol.iterator]()
  }

  private complete(): void {
    if (this.isWhole) return
    this.isWhole = true
    const { from, to, share } = this
    from.tape.at = from.at
    to.tape.at = to.at
    const all =
      from.tape === to.tape ? this.coder.restore(from.tape) : this.coder.blend(from.tape, to.tape, share)
    // What was handed out already stays the same object.
    for (const [key, entity] of all) super.set(key, this.asked.get(key) ?? entity)
  }

  /** Who comes or goes between the two does so at the later one. */
  private blend(key: number): StructValue | undefined {
    const { coder, from, to, share } = this
    if (from.tape === to.tape) return this.seek(to, key) ? coder.entity.restore(to.tape) : undefined
    const wasThere = this.seek(from, key)
    const isThere = this.seek(to, key)
    if (wasThere && isThere) return coder.entity.blendEntity(from.tape, to.tape, share)
    if (share < 1) return wasThere ? coder.entity.restore(from.tape) : undefined
    return isThere ? coder.entity.restore(to.tape) : undefined
  }

  private seek({ tape, at }: Place, key: number): boolean {
    tape.at = at
    return this.coder.seek(tape, key)
  }
}
