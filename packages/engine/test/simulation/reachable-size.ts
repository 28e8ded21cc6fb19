/**
 * How many values can be reached from an object by its fields: what it keeps in memory, in a figure that is the same in each run.
 * Functions, and what `known` holds already, count nothing.
 */
export function reachableSize(root: object, known: Set<object>): number {
  const waiting: object[] = [root]
  let size = 0
  const visit = (value: unknown): void => {
    size++
    if (typeof value === 'object' && value !== null && !known.has(value)) {
      known.add(value)
      waiting.push(value)
    }
  }
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (ArrayBuffer.isView(value)) size += value.byteLength / 4
    else if (Array.isArray(value) || value instanceof Set) for (const item of value) visit(item)
    else if (value instanceof Map)
      for (const [key, item] of value) {
        visit(key)
        visit(item)
      }
    else for (const item of Object.values(value)) visit(item)
  }
  return size
}
