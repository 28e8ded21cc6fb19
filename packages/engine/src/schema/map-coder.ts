import { type Coder, copyValue, skipIfSame } from './coder.ts'
import type { DeltaReader, DeltaWriter } from './delta-bits.ts'
import { EntityMap } from './entity-map.ts'
import type { StructCoder, StructValue } from './struct-coder.ts'
import type { Tape } from './tape.ts'

type Entities = EntityMap<StructValue>

const asExpected = 0
const otherwise = 1
const removed = 2

/**
 * On tape: how many, then key and entity in ascending order of keys. A delta names the added keys first; then, walking both
 * in order, each entity of the baseline is as expected, otherwise or removed, and added ones are written in full.
 */
export class MapCoder implements Coder<Entities> {
  readonly words = undefined
  readonly isStill: boolean
  readonly wordsMax: number
  readonly bitsMax: number
  /** Of the baseline's entities, as compared last. */
  private fates = new Uint8Array(16)
  private readonly addedKeys: number[] = []

  constructor(
    readonly entity: StructCoder,
    private readonly max: number,
    private readonly keyMax: number,
  ) {
    this.isStill = entity.isStill
    this.wordsMax = 1 + max * (1 + entity.wordsMax)
    this.bitsMax = 36 + max * (entity.bitsMax + 34)
  }

  initial(): Entities {
    return new EntityMap(this.max, this.keyMax)
  }

  legalise(value: Entities): Entities {
    for (let index = 0; index < value.size; index++) this.entity.legalise(value.valueAt(index))
    return value
  }

  flatten(value: Entities, tape: Tape): void {
    tape.push(value.size)
    for (let index = 0; index < value.size; index++) {
      tape.push(value.keyAt(index))
      this.entity.flatten(value.valueAt(index), tape)
    }
  }

  restore(tape: Tape): Entities {
    const value = this.initial()
    const count = tape.next()
    for (let index = 0; index < count; index++) value.set(tape.next(), this.entity.restore(tape))
    return value
  }

  /** Entities that come or go do so at the later moment. */
  blend(from: Tape, to: Tape, share: number): Entities {
    const value = this.initial()
    let fromLeft = from.next()
    let toLeft = to.next()
    while (fromLeft > 0 || toLeft > 0) {
      const fromKey = fromLeft > 0 ? (from.words[from.at] as number) : Number.POSITIVE_INFINITY
      const toKey = toLeft > 0 ? (to.words[to.at] as number) : Number.POSITIVE_INFINITY
      if (fromKey <= toKey) {
        from.at++
        fromLeft--
      }
      if (toKey <= fromKey) {
        to.at++
        toLeft--
      }
      if (fromKey === toKey) value.set(fromKey, this.entity.blendEntity(from, to, share))
      else if (fromKey < toKey) {
        if (share < 1) value.set(fromKey, this.entity.restore(from))
        else this.entity.skip(from)
      } else if (share >= 1) value.set(toKey, this.entity.restore(to))
      else this.entity.skip(to)
    }
    return value
  }

  skip(tape: Tape): void {
    let left = tape.next()
    if (this.entity.words !== undefined) {
      tape.at += left * (1 + this.entity.words)
      return
    }
    for (; left > 0; left--) {
      tape.at++
      this.entity.skip(tape)
    }
  }

  /** Moves the tape to the entity of `key`, or past the map if there is none. */
  seek(tape: Tape, key: number): boolean {
    for (let left = tape.next(); left > 0; left--) {
      if (tape.next() === key) return true
      this.entity.skip(tape)
    }
    return false
  }

  write(tape: Tape, bits: DeltaWriter): void {
    const count = tape.next()
    bits.writeCount(count)
    for (let index = 0, previous = -1; index < count; index++) {
      const key = tape.next()
      bits.writeCount(key - previous - 1)
      previous = key
      this.entity.write(tape, bits)
    }
  }

  read(bits: DeltaReader, tape: Tape): void {
    const count = bits.readCount()
    if (count > this.max) bits.fail()
    tape.push(count)
    for (let index = 0, key = -1; index < count && !bits.failed; index++) {
      key += bits.readCount() + 1
      if (key > this.keyMax) bits.fail()
      tape.push(key)
      this.entity.read(bits, tape)
    }
  }

  writeDelta(tape: Tape, base: Tape, bits: DeltaWriter): void {
    const tapeStart = tape.at
    const baseStart = base.at
    const usual = this.compare(tape, base, bits.elapsedTicks)
    if (usual === undefined) {
      bits.write(0, 1)
      return
    }
    tape.at = tapeStart
    base.at = baseStart
    bits.write(1, 1)
    this.writeAddedKeys(bits)
    bits.write(usual, 1)
    let tapeLeft = tape.next()
    const baseCount = base.next()
    for (let index = 0; index < baseCount; index++) {
      const key = base.next()
      for (; tapeLeft > 0 && (tape.words[tape.at] as number) < key; tapeLeft--) {
        tape.at++
        this.entity.write(tape, bits)
      }
      const fate = this.fates[index] as number
      if (fate === usual) bits.write(0, 1)
      else bits.write(fate === removed ? 3 : 1, 2)
      if (fate === removed) {
        this.entity.skip(base)
        continue
      }
      tape.at++
      tapeLeft--
      if (fate === otherwise) this.entity.writeDelta(tape, base, bits)
      else {
        this.entity.skip(tape)
        this.entity.skip(base)
      }
    }
    for (; tapeLeft > 0; tapeLeft--) {
      tape.at++
      this.entity.write(tape, bits)
    }
  }

  readDelta(base: Tape, bits: DeltaReader, tape: Tape): void {
    if (bits.read(1) === 0) {
      this.expect(base, tape, bits.elapsedTicks)
      return
    }
    this.readAddedKeys(bits)
    const usual = bits.read(1)
    const unusual = 1 - usual
    const countAt = tape.at
    tape.push(0)
    let count = 0
    let added = 0
    const addAllBelow = (key: number): void => {
      for (; added < this.addedKeys.length && (this.addedKeys[added] as number) < key; added++) {
        if (bits.failed) return
        tape.push(this.addedKeys[added] as number)
        this.entity.read(bits, tape)
        count++
      }
    }
    const baseCount = base.next()
    for (let index = 0; index < baseCount; index++) {
      const key = base.next()
      addAllBelow(key)
      if (this.addedKeys[added] === key) bits.fail()
      const fate = bits.read(1) === 0 ? usual : bits.read(1) === 1 ? removed : unusual
      if (fate === removed) {
        this.entity.skip(base)
        continue
      }
      tape.push(key)
      count++
      if (fate === otherwise) this.entity.readDelta(base, bits, tape)
      else this.entity.expect(base, tape, bits.elapsedTicks)
    }
    addAllBelow(Number.POSITIVE_INFINITY)
    if (count > this.max) bits.fail()
    tape.words[countAt] = count
  }

  skipIfExpected(tape: Tape, base: Tape, elapsedTicks: number): boolean {
    return this.compare(tape, base, elapsedTicks) === undefined
  }

  expect(base: Tape, tape: Tape, elapsedTicks: number): void {
    if (this.isStill) {
      copyValue(this, base, tape)
      return
    }
    const count = base.next()
    tape.push(count)
    for (let index = 0; index < count; index++) {
      tape.push(base.next())
      this.entity.expect(base, tape, elapsedTicks)
    }
  }

  /** Notes the baseline's fates and the added keys. Which fate is the usual one; undefined: all is as expected. */
  private compare(tape: Tape, base: Tape, elapsedTicks: number): number | undefined {
    const { entity } = this
    this.addedKeys.length = 0
    let expectedCount = 0
    let removedCount = 0
    let tapeLeft = tape.next()
    const baseCount = base.next()
    if (this.fates.length < baseCount) this.fates = new Uint8Array(baseCount * 2)
    for (let index = 0; index < baseCount; index++) {
      const key = base.next()
      for (; tapeLeft > 0 && (tape.words[tape.at] as number) < key; tapeLeft--) this.noteAdded(tape)
      if (tapeLeft > 0 && tape.words[tape.at] === key) {
        tape.at++
        tapeLeft--
        const isExpected = entity.isStill
          ? skipIfSame(entity, tape, base)
          : entity.skipIfExpected(tape, base, elapsedTicks)
        this.fates[index] = isExpected ? asExpected : otherwise
        if (isExpected) expectedCount++
      } else {
        this.fates[index] = removed
        removedCount++
        entity.skip(base)
      }
    }
    for (; tapeLeft > 0; tapeLeft--) this.noteAdded(tape)
    if (expectedCount === baseCount && this.addedKeys.length === 0) return undefined
    return baseCount - removedCount - expectedCount > expectedCount ? otherwise : asExpected
  }

  private noteAdded(tape: Tape): void {
    this.addedKeys.push(tape.next())
    this.entity.skip(tape)
  }

  private writeAddedKeys(bits: DeltaWriter): void {
    bits.writeCount(this.addedKeys.length)
    let previous = -1
    for (const key of this.addedKeys) {
      bits.writeCount(key - previous - 1)
      previous = key
    }
  }

  private readAddedKeys(bits: DeltaReader): void {
    this.addedKeys.length = 0
    const count = bits.readCount()
    if (count > this.max) bits.fail()
    for (let index = 0, key = -1; index < count && !bits.failed; index++) {
      key += bits.readCount() + 1
      if (key > this.keyMax) bits.fail()
      this.addedKeys.push(key)
    }
  }
}
