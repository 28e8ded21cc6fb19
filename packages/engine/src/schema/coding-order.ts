import { isScalar } from './scale-of.ts'
import type { FieldDescription } from './types.ts'

/** The field whose value is this one's change per second, by name. */
export function rateOf({ type }: FieldDescription): string | undefined {
  return type.kind === 'fixed' ? type.rate : undefined
}

/**
 * A struct's fields as they follow each other on tapes and on the wire: the scalars first, each after its rate, then the
 * others. Those that wait for a rate which is not there, or for each other, are missing from it.
 */
export function codingOrder(fields: readonly FieldDescription[]): FieldDescription[] {
  const scalars = fields.filter(({ type }) => isScalar(type))
  const ordered: FieldDescription[] = []
  while (scalars.length > 0) {
    const isReady = (field: FieldDescription) => {
      const rate = rateOf(field)
      return rate === undefined || ordered.some(({ name }) => name === rate)
    }
    const next = scalars.findIndex(isReady)
    if (next < 0) break
    ordered.push(...scalars.splice(next, 1))
  }
  return [...ordered, ...fields.filter(({ type }) => !isScalar(type))]
}
