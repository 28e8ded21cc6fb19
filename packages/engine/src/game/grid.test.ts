import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EntityMap } from '../schema/entity-map.ts'
import { GameDefinitionError } from './game-definition-error.ts'
import { type GridOptions, grid } from './grid.ts'

interface World {
  players: EntityMap<{ x: number; y: number }>
}

type Measures = Pick<GridOptions<World>, 'half' | 'cellSize' | 'sight'>

const gridOf = (measures: Measures) => grid<World>({ maps: ['players'], eyes: 'players', ...measures })

function worldWith(...places: { x: number; y: number }[]): World {
  const players = new EntityMap<{ x: number; y: number }>(128, 127)
  for (const [slot, place] of places.entries()) players.set(slot, place)
  return { players }
}

const measures = fc
  .record({
    half: fc.double({ min: 0.5, max: 5000, noNaN: true }),
    cells: fc.double({ min: 0.3, max: 32, noNaN: true }),
    sightCells: fc.double({ min: 0.01, max: 6, noNaN: true }),
  })
  .map(({ half, cells, sightCells }) => {
    const cellSize = Math.max((2 * half) / cells, half / 16)
    return { half, cellSize, sight: sightCells * cellSize }
  })
/** In halves: well within the world, at its rim, and outside. */
const halves = fc.oneof(fc.double({ min: -1, max: 1, noNaN: true }), fc.constantFrom(-1, 0, 1, -3, 3))
const place = fc.record({ x: halves, y: halves })
const scaled = (at: { x: number; y: number }, half: number) => ({ x: at.x * half, y: at.y * half })

/** As the definition has it, without any list made before. */
function distanceTo({ half, cellSize }: Measures, { x, y }: { x: number; y: number }, cell: number): number {
  const side = Math.ceil((2 * half) / cellSize)
  const inside = (value: number): number => Math.min(Math.max(value, -half), half)
  const away = (value: number, line: number): number =>
    Math.max(line * cellSize - half - inside(value), inside(value) - ((line + 1) * cellSize - half), 0)
  return Math.hypot(away(x, cell % side), away(y, Math.floor(cell / side)))
}

describe('grid', () => {
  test('sees just the cells within sight, the own one first, the nearer ones before', () => {
    fc.assert(
      fc.property(measures, place, (any, at) => {
        const own = scaled(at, any.half)
        const { seenBy, cellOf } = gridOf(any)
        const seen = seenBy(worldWith(own), 0)
        expect(new Set(seen).size).toBe(seen.length)
        expect(seen).toContain(cellOf(own as never, 0, worldWith()))
        const distances = seen.map((cell) => distanceTo(any, own, cell))
        const count = Math.ceil((2 * any.half) / any.cellSize) ** 2
        const rounding = any.half * 1e-9
        for (let cell = 0; cell < count; cell++) {
          const distance = distanceTo(any, own, cell)
          if (distance < any.sight - rounding) expect(seen).toContain(cell)
          if (distance > any.sight + rounding) expect(seen).not.toContain(cell)
        }
        expect(distances[0]).toBeLessThanOrEqual(rounding)
        // Their order is as from the middle of a quarter of the cell.
        for (const [index, distance] of distances.entries())
          for (const later of distances.slice(index))
            expect(later).toBeGreaterThanOrEqual(distance - any.cellSize / 2)
      }),
    )
  })

  test('cells are numbers of the grid, wherever anything is', () => {
    const anywhere = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, -1e308, 1e308))
    fc.assert(
      fc.property(measures, anywhere, anywhere, (any, x, y) => {
        const { cellOf, seenBy } = gridOf(any)
        const count = Math.ceil((2 * any.half) / any.cellSize) ** 2
        const cells = [cellOf({ x, y } as never, 0, worldWith()), ...seenBy(worldWith({ x, y }), 0)]
        for (const cell of cells) {
          expect(Number.isInteger(cell)).toBe(true)
          expect(cell).toBeGreaterThanOrEqual(0)
          expect(cell).toBeLessThan(count)
        }
      }),
    )
  })

  test('who sees somebody near enough is seen as well', () => {
    fc.assert(
      fc.property(measures, place, place, (any, first, second) => {
        const one = scaled(first, any.half)
        const other = scaled(second, any.half)
        const { cellOf, seenBy } = gridOf(any)
        const world = worldWith(one, other)
        const inside = (value: number): number => Math.min(Math.max(value, -any.half), any.half)
        const apart = Math.hypot(inside(one.x) - inside(other.x), inside(one.y) - inside(other.y))
        if (apart > any.sight * (1 - 1e-9)) return
        expect(seenBy(world, 0)).toContain(cellOf(other as never, 1, world))
        expect(seenBy(world, 1)).toContain(cellOf(one as never, 0, world))
      }),
    )
  })

  test('what one place sees does not depend on who looked before', () => {
    const { seenBy } = gridOf({ half: 100, cellSize: 10, sight: 25 })
    const world = worldWith({ x: 3, y: 3 }, { x: 4, y: 4 })
    const first = [...seenBy(world, 0)]
    ;(seenBy(world, 1) as number[]).reverse()
    expect(seenBy(world, 0)).toEqual(first)
  })

  test('who has no entity sees all', () => {
    const { seenBy } = gridOf({ half: 100, cellSize: 50, sight: 1 })
    expect(seenBy(worldWith(), 7)).toHaveLength(16)
  })

  test.each([
    [{ half: 100, cellSize: 5, sight: 1 }, 'cells.cellSize'],
    [{ half: 0, cellSize: 5, sight: 1 }, 'cells.half'],
    [{ half: 100, cellSize: -5, sight: 1 }, 'cells.cellSize'],
    [{ half: 100, cellSize: 50, sight: Number.NaN }, 'cells.sight'],
  ])('%j is refused, with the field named', (measures, field) => {
    expect(() => gridOf(measures)).toThrow(GameDefinitionError)
    expect(() => gridOf(measures)).toThrow(`${field}: `)
  })
})
