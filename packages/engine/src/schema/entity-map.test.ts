import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EntityMap } from './entity-map.ts'

const operations = fc.array(
  fc.record({
    kind: fc.constantFrom('set', 'delete', 'get'),
    key: fc.integer({ min: 0, max: 12 }),
    value: fc.integer(),
  }),
)

test('behaves as a Map whose entries are sorted by key', () => {
  fc.assert(
    fc.property(operations, (all) => {
      const entities = new EntityMap<number>(100, 1000)
      const model = new Map<number, number>()
      for (const { kind, key, value } of all) {
        if (kind === 'set') {
          entities.set(key, value)
          model.set(key, value)
        } else if (kind === 'delete') expect(entities.delete(key)).toBe(model.delete(key))
        else expect([entities.get(key), entities.has(key)]).toEqual([model.get(key), model.has(key)])
      }
      expect(entities.size).toBe(model.size)
      expect([...entities]).toEqual([...model].sort(([a], [b]) => a - b))
    }),
  )
})

test('entries deleted while walking are not visited, added ones are if they lie ahead', () => {
  const entities = new EntityMap<string>(10, 100)
  for (const key of [1, 2, 3, 5, 8]) entities.set(key, `entity ${key}`)
  const visited: number[] = []
  for (const [key] of entities) {
    visited.push(key)
    if (key === 2) {
      entities.delete(1)
      entities.delete(2)
      entities.delete(3)
      entities.set(0, 'behind')
      entities.set(6, 'ahead')
    }
  }
  expect(visited).toEqual([1, 2, 5, 6, 8])
})

test('refuses keys that cannot be packed, and more entities than its limit', () => {
  const entities = new EntityMap<number>(2, 10)
  for (const key of [-1, 11, 0.5, Number.NaN]) expect(() => entities.set(key, 1)).toThrow(RangeError)
  entities.set(3, 1).set(4, 1)
  expect(entities.isFull).toBe(true)
  expect(() => entities.set(5, 1)).toThrow('holds 2 entities')
  expect(entities.set(4, 2).get(4)).toBe(2)
})
