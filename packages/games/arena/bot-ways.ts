import { math } from '@gameserver/engine'
import { distanceToWall, type Layout, type Point, playerRadius } from './arena.ts'

/**
 * Ways round the walls. The arena is a grid; for each goal asked for, one breadth-first search from it gives every cell
 * its neighbour on the shortest way. The walls never change, so the last searches are kept.
 */

const cellSize = 25
const unreached = -1
/** A search of the large arena takes 13 KB. */
const searchesKept = 400

interface Terrain {
  readonly layout: Layout
  readonly side: number
  readonly blocked: readonly boolean[]
  readonly waysByGoal: Map<number, Int16Array>
}

const terrains = new Map<Layout, Terrain>()

/** Where to head for now in order to reach `goal`. */
export function wayTo(layout: Layout, from: Point, goal: Point): Point {
  if (canWalkStraight(layout, from, goal)) return goal
  const terrain = terrainOf(layout)
  const ways = waysToCell(terrain, cellOf(terrain, goal))
  let cell = cellOf(terrain, from)
  let next = goal
  // Looks a few cells ahead and takes the farthest that can be walked to in a straight line: no zigzag on the grid.
  for (let i = 0; i < 6; i++) {
    const after = ways[cell] ?? unreached
    if (after === unreached) break
    const point = centreOf(terrain, after)
    if (i > 0 && !canWalkStraight(layout, from, point)) break
    next = point
    cell = after
  }
  return next
}

function canWalkStraight(layout: Layout, from: Point, to: Point): boolean {
  const distance = math.hypot(to.x - from.x, to.y - from.y)
  if (distance < 1) return true
  const x = (to.x - from.x) / distance
  const y = (to.y - from.y) / distance
  return [-playerRadius, playerRadius].every(
    (aside) => distanceToWall(layout, from.x - y * aside, from.y + x * aside, x, y, distance) >= distance,
  )
}

function terrainOf(layout: Layout): Terrain {
  const known = terrains.get(layout)
  if (known) return known
  const side = (2 * layout.half) / cellSize
  const blocked: boolean[] = []
  const terrain: Terrain = { layout, side, blocked, waysByGoal: new Map() }
  for (let cell = 0; cell < side * side; cell++) blocked.push(isBlocked(layout, centreOf(terrain, cell)))
  terrains.set(layout, terrain)
  return terrain
}

function waysToCell({ side, blocked, waysByGoal }: Terrain, goal: number): Int16Array {
  const known = waysByGoal.get(goal)
  if (known) return known
  const ways = new Int16Array(side * side).fill(unreached)
  ways[goal] = goal
  const queue = [goal]
  for (const cell of queue) {
    for (const neighbour of neighboursOf(cell, side)) {
      if (ways[neighbour] !== unreached || blocked[neighbour]) continue
      ways[neighbour] = cell
      queue.push(neighbour)
    }
  }
  const [oldest] = waysByGoal.keys()
  if (waysByGoal.size >= searchesKept && oldest !== undefined) waysByGoal.delete(oldest)
  waysByGoal.set(goal, ways)
  return ways
}

function neighboursOf(cell: number, side: number): number[] {
  const column = cell % side
  const row = Math.floor(cell / side)
  const neighbours: number[] = []
  if (column > 0) neighbours.push(cell - 1)
  if (column < side - 1) neighbours.push(cell + 1)
  if (row > 0) neighbours.push(cell - side)
  if (row < side - 1) neighbours.push(cell + side)
  return neighbours
}

function isBlocked({ walls }: Layout, point: Point): boolean {
  const reach = playerRadius + 2
  return walls.some(
    (wall) =>
      point.x > wall.left - reach &&
      point.x < wall.right + reach &&
      point.y > wall.top - reach &&
      point.y < wall.bottom + reach,
  )
}

function cellOf({ layout, side }: Terrain, { x, y }: Point): number {
  const indexOf = (at: number): number =>
    Math.min(side - 1, Math.max(0, Math.floor((at + layout.half) / cellSize)))
  return indexOf(y) * side + indexOf(x)
}

function centreOf({ layout, side }: Pick<Terrain, 'layout' | 'side'>, cell: number): Point {
  return {
    x: ((cell % side) + 0.5) * cellSize - layout.half,
    y: (Math.floor(cell / side) + 0.5) * cellSize - layout.half,
  }
}
