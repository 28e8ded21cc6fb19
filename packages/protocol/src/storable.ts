import { z } from 'zod'

/** Of lists within lists. A few thousand are too many for the stacks of Node and of Postgres. */
const depthMax = 64

/** Postgres takes no NUL and, in what is JSON, no half of a surrogate pair: JSON.stringify writes either as an escape. */
export const isStorable = (value: unknown) =>
  isWithin(value, depthMax) && !/(?<!\\)(\\\\)*\\u(0000|d[89a-f])/i.test(JSON.stringify(value))

export const storable = 'must have no NUL characters, no halves of surrogate pairs, and no great depth'

/** What somebody else has written, to be kept or looked for as it is. */
export const storableText = (lengthMax: number) => z.string().max(lengthMax).refine(isStorable, storable)

/** For JSON.stringify or JSON.parse, where there is nobody to refuse it to. */
export const withoutNul = (_key: string, value: unknown) =>
  typeof value === 'string' ? value.replaceAll('\0', '\ufffd') : value

function isWithin(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  return depth > 0 && Object.values(value).every((part) => isWithin(part, depth - 1))
}
