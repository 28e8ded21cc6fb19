import type { EntityMap } from '../schema/entity-map.ts'
import type { Cells, PlayerSlot } from './define-game.ts'

export interface GridOptions<W> {
  /** Maps whose entities have `x` and `y`. */
  readonly maps: readonly (keyof W & string)[]
  /** The player map whose own entity is where the player looks from. */
  readonly eyes: keyof W & string
  /** The world reaches from -half to half in x and y; what is outside counts as at its rim. */
  readonly half: number
  /** Side of a cell, in units. At most 32 of them fit into the world's side. */
  readonly cellSize: number
  /** How far a player sees, in units: all cells within this distance of the eyes are seen. */
  readonly sight: number
}

interface Place {
  readonly x: number
  readonly y: number
}

/** Cells as squares of a grid. A player without an entity sees all of it. */
export function grid<W>({ maps, eyes, half, cellSize, sight }: GridOptions<W>): Cells<W> {
  const side = Math.min(Math.ceil((2 * half) / cellSize), 32)
  const at = (place: number): number => Math.min(Math.max(Math.floor((place + half) / cellSize), 0), side - 1)
  const all = Array.from({ length: side * side }, (_, cell) => cell)
  const distanceTo = (place: number, index: number): number =>
    Math.max(index * cellSize - half - place, place - ((index + 1) * cellSize - half), 0)
  return {
    maps,
    cellOf: (entity: Place) => at(entity.y) * side + at(entity.x),
    seenBy(world: W, slot: PlayerSlot) {
      const own = (world[eyes] as EntityMap<Place>).get(slot)
      if (own === undefined) return all
      const seen: { readonly cell: number; readonly distance: number }[] = []
      for (let row = at(own.y - sight); row <= at(own.y + sight); row++)
        for (let column = at(own.x - sight); column <= at(own.x + sight); column++) {
          const distance = distanceTo(own.x, column) ** 2 + distanceTo(own.y, row) ** 2
          if (distance <= sight * sight) seen.push({ cell: row * side + column, distance })
        }
      return seen.sort((a, b) => a.distance - b.distance || a.cell - b.cell).map(({ cell }) => cell)
    },
  }
}
