import { math } from '@gameserver/engine'
import { arenaHalf, distanceToWall, playerRadius, walls } from './arena.ts'

/**
 * Ways round the walls. The arena is a grid; for each goal asked for, one breadth-first search from it gives every cell
 * its neighbour on the shortest way. The walls never change, so a search is kept: at most one a cell.
 */

const cellSize = 25
const side = (2 * arenaHalf) / cellSize
const unreached = -1

interface Point {
  x: number
  y: number
}

const blocked = Array.from({ length: side * side }, (_, cell) => isBlocked(centreOf(cell)))
const waysByGoal = new Map<number, Int16Array>()

/** Where to head for now in order to reach `goal`. */
export function wayTo(from: Point, goal: Point): Point {
  if (canWalkStraight(from, goal)) return goal
  const ways = waysToCell(cellOf(goal))
  let cell = cellOf(from)
  let next = goal
  // Looks a few cells ahead and takes the farthest that can be walked to in a straight line: no zigzag on the grid.
  for (let i = 0; i < 6; i++) {
    const after = ways[cell] ?? unreached
    if (after === unreached) break
    const point = centreOf(after)
    if (i > 0 && !canWalkStraight(from, point)) break
    next = point
    cell = after
  }
  return next
}

function canWalkStraight(from: Point, to: Point): boolean {
  const distance = math.hypot(to.x - from.x, to.y - from.y)
  if (distance < 1) return true
  const x = (to.x - from.x) / distance
  const y = (to.y - from.y) / distance
  return [-playerRadius, playerRadius].every(
    (aside) => distanceToWall(from.x - y * aside, from.y + x * aside, x, y, distance) >= distance,
  )
}

function waysToCell(goal: number): Int16Array {
  const known = waysByGoal.get(goal)
  if (known) return known
  const ways = new Int16Array(side * side).fill(unreached)
  ways[goal] = goal
  const queue = [goal]
  for (const cell of queue) {
    for (const neighbour of neighboursOf(cell)) {
      if (ways[neighbour] !== unreached || blocked[neighbour]) continue
      ways[neighbour] = cell
      queue.push(neighbour)
    }
  }
  waysByGoal.set(goal, ways)
  return ways
}

function neighboursOf(cell: number): number[] {
  const column = cell % side
  const row = Math.floor(cell / side)
  const neighbours: number[] = []
  if (column > 0) neighbours.push(cell - 1)
  if (column < side - 1) neighbours.push(cell + 1)
  if (row > 0) neighbours.push(cell - side)
  if (row < side - 1) neighbours.push(cell + side)
  return neighbours
}

function isBlocked(point: Point): boolean {
  const reach = playerRadius + 2
  return walls.some(
    (wall) =>
      point.x > wall.left - reach &&
      point.x < wall.right + reach &&
      point.y > wall.top - reach &&
      point.y < wall.bottom + reach,
  )
}

function cellOf(point: Point): number {
  return indexOf(point.y) * side + indexOf(point.x)
}

function indexOf(at: number): number {
  return Math.min(side - 1, Math.max(0, Math.floor((at + arenaHalf) / cellSize)))
}

function centreOf(cell: number): Point {
  return {
    x: ((cell % side) + 0.5) * cellSize - arenaHalf,
    y: (Math.floor(cell / side) + 0.5) * cellSize - arenaHalf,
  }
}
