import type { EntityMap } from '../schema/entity-map.ts'
import type { Cells, PlayerSlot } from './define-game.ts'
import { GameDefinitionError } from './game-definition-error.ts'

/** Cells along a side: 32 by 32 are all that can be told apart. */
const sideMax = 32
/** Each cell is looked at from so many places along its side: near enough to say which other cell is nearer. */
const placesPerCell = 4

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

/** Cells in sight from anywhere in a small square, the nearest to its middle first; `sure` of them from everywhere in it. */
interface Nearby {
  readonly cells: readonly number[]
  readonly sure: number
}

/**
 * Cells as squares of a grid. A player without an entity sees all of it; the others see the nearest first, to a quarter of a cell.
 * Throws a GameDefinitionError for more cells than there can be.
 */
export function grid<W>({ maps, eyes, half, cellSize, sight }: GridOptions<W>): Cells<W> {
  requirePositive({ half, cellSize, sight })
  const side = Math.ceil((2 * half) / cellSize)
  if (side > sideMax)
    throw new GameDefinitionError('cells.cellSize', `makes ${side} cells along a side; at most ${sideMax}`)
  const lines = new Lines(half, cellSize, side)
  const all = Array.from({ length: side * side }, (_, cell) => cell)
  const nearby = new Map<number, Nearby>()

  function near(spotX: number, spotY: number): Nearby {
    const key = spotY * side * placesPerCell + spotX
    const known = nearby.get(key)
    if (known !== undefined) return known
    const x = lines.middleOf(spotX)
    const y = lines.middleOf(spotY)
    const unsure = cellSize / placesPerCell
    const distanceTo = (cell: number): number =>
      Math.sqrt(lines.squared(x, y, cell % side, Math.floor(cell / side)))
    const cells = all
      .filter((cell) => distanceTo(cell) <= sight + unsure)
      .sort((a, b) => distanceTo(a) - distanceTo(b) || a - b)
    const found = { cells, sure: cells.filter((cell) => distanceTo(cell) <= sight - unsure).length }
    nearby.set(key, found)
    return found
  }

  return {
    maps,
    cellOf: (entity: Place) => lines.at(entity.y) * side + lines.at(entity.x),
    seenBy(world: W, slot: PlayerSlot) {
      const own = (world[eyes] as EntityMap<Place>).get(slot)
      if (own === undefined) return all
      const { x, y } = own
      const { cells, sure } = near(lines.spotOf(x), lines.spotOf(y))
      const seen = cells.slice(0, sure)
      for (let index = sure; index < cells.length; index++) {
        const cell = cells[index] as number
        if (lines.squared(x, y, cell % side, Math.floor(cell / side)) <= sight * sight) seen.push(cell)
      }
      return seen
    },
  }
}

/** Rows and columns alike: where they are, and how far from a place. */
class Lines {
  constructor(
    private readonly half: number,
    private readonly cellSize: number,
    private readonly side: number,
  ) {}

  at(place: number): number {
    return within((place + this.half) / this.cellSize, this.side)
  }

  spotOf(place: number): number {
    return within(((place + this.half) / this.cellSize) * placesPerCell, this.side * placesPerCell)
  }

  middleOf(spot: number): number {
    return ((spot + 0.5) / placesPerCell) * this.cellSize - this.half
  }

  /** The square of the distance between a place and a cell; 0 within it. */
  squared(x: number, y: number, column: number, row: number): number {
    const dx = this.distance(x, column)
    const dy = this.distance(y, row)
    return dx * dx + dy * dy
  }

  /** The outermost ones go on for ever. */
  private distance(place: number, line: number): number {
    const own = this.at(place)
    if (line > own) return line * this.cellSize - this.half - this.inside(place)
    return line < own ? this.inside(place) - ((line + 1) * this.cellSize - this.half) : 0
  }

  private inside(place: number): number {
    return Math.min(Math.max(place, -this.half), this.half)
  }
}

/** The whole part, from 0 to below `count`; of what is no number, 0. */
function within(position: number, count: number): number {
  return position >= 0 ? Math.min(Math.floor(position), count - 1) : 0
}

function requirePositive(options: { readonly [name: string]: number }): void {
  for (const [name, value] of Object.entries(options))
    if (!(value > 0 && value < Number.POSITIVE_INFINITY))
      throw new GameDefinitionError(`cells.${name}`, 'must be a number above 0')
}
