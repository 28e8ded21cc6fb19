import { paperHeight, paperWidth, pointsPerStroke, type SketchInput, type SketchWorld } from './sketch.ts'
import { words } from './words.ts'

/**
 * A companion: draws what can be drawn with few lines, spirals for all else; guesses words that fit the letters shown, slowly,
 * as somebody does who can't see the picture.
 */

export type Random = () => number
type Line = readonly (readonly [x: number, y: number])[]

/** A stroke every so many ticks, and a guess. */
const strokeTicks = 12
const guessTicks = 75
const curvePoints = 20

/** Pictures within -1 to 1; y goes down. */
const pictures: { readonly [word: string]: readonly Line[] } = {
  sun: [ring(0, 0, 0.4), ...rays(8, 0.5, 0.85)],
  moon: [arc(0, 0, 0.7, 60, 300), arc(0.32, 0, 0.58, 75, 285)],
  star: [corners(5, 0.85, 0.36)],
  house: [box(-0.6, -0.1, 0.6, 0.8), path(-0.75, -0.1, 0, -0.8, 0.75, -0.1), box(-0.12, 0.3, 0.14, 0.8)],
  tree: [box(-0.1, 0.2, 0.1, 0.9), ring(0, -0.2, 0.5)],
  flower: [ring(0, -0.3, 0.18), ...petals(), path(0, 0.12, 0, 0.9)],
  fish: [
    arc(0, 0.5, 0.8, 220, 320),
    arc(0, -0.5, 0.8, 40, 140),
    path(-0.6, 0, -0.95, -0.3, -0.95, 0.3, -0.6, 0),
  ],
  cat: [ring(0, 0, 0.5), path(-0.45, -0.25, -0.4, -0.8, -0.1, -0.5), path(0.45, -0.25, 0.4, -0.8, 0.1, -0.5)],
  snowman: [ring(0, 0.5, 0.42), ring(0, -0.1, 0.3), ring(0, -0.55, 0.2)],
  boat: [path(-0.8, 0.3, 0.8, 0.3, 0.5, 0.7, -0.5, 0.7, -0.8, 0.3), path(0, 0.3, 0, -0.8, 0.6, 0.1, 0, 0.1)],
  ladder: [path(-0.3, -0.9, -0.3, 0.9), path(0.3, -0.9, 0.3, 0.9), ...rungs()],
  'ice cream': [path(-0.4, 0, 0, 0.9, 0.4, 0, -0.4, 0), arc(0, 0, 0.4, 180, 360)],
  umbrella: [arc(0, 0, 0.8, 180, 360), path(-0.8, 0, 0.8, 0), path(0, 0, 0, 0.8, 0.2, 0.8)],
  key: [ring(-0.5, 0, 0.3), path(-0.2, 0, 0.8, 0, 0.8, 0.25), path(0.55, 0, 0.55, 0.2)],
  glasses: [ring(-0.4, 0, 0.3), ring(0.4, 0, 0.3), path(-0.1, 0, 0.1, 0)],
  envelope: [box(-0.8, -0.5, 0.8, 0.5), path(-0.8, -0.5, 0, 0.15, 0.8, -0.5)],
  balloon: [ring(0, -0.3, 0.5), path(0, 0.2, -0.08, 0.5, 0.08, 0.7, 0, 0.95)],
  mountain: [path(-0.95, 0.7, -0.3, -0.6, 0.1, 0.1, 0.4, -0.3, 0.95, 0.7)],
  lightning: [path(0.2, -0.9, -0.3, 0.1, 0.1, 0.1, -0.2, 0.9)],
  wheel: [ring(0, 0, 0.8), ring(0, 0, 0.15), ...rays(6, 0.15, 0.8)],
}

const spiral: Line = Array.from({ length: pointsPerStroke }, (_, index) => {
  const share = index / (pointsPerStroke - 1)
  return [Math.cos(share * 16) * share * 0.9, Math.sin(share * 16) * share * 0.9] as const
})

export function think(world: SketchWorld, slot: number, tick: number, _random: Random): SketchInput {
  const isDrawing = world.drawer === slot + 1 && world.phase === 'drawing'
  const line = isDrawing ? linesOf(world, slot)[strokesDrawn(world)] : undefined
  const [x, y] = line
    ? onPaper(line[Math.floor(((tick % strokeTicks) / strokeTicks) * line.length)] ?? [0, 0])
    : [0, 0]
  return { x, y, isDown: line !== undefined, colour: slot % 12, width: 1 }
}

/** What the bot asks for at a tick, if anything. */
export function thinkCommand(world: SketchWorld, slot: number, tick: number, random: Random) {
  if (world.drawer === slot + 1) return draw(world, slot, tick)
  const own = world.players.get(slot)
  const isTurn = (tick + slot * 17) % guessTicks === 0
  if (world.phase !== 'drawing' || !own || own.hasFound || !isTurn) return undefined
  const fitting = words.filter((word) => fits(word, world.hint))
  const text = fitting[Math.floor(random() * fitting.length)]
  return text === undefined ? undefined : { name: 'guess', value: { text } }
}

function draw(world: SketchWorld, slot: number, tick: number) {
  if (world.phase === 'choosing' && tick % strokeTicks === 0) {
    const choices = world.players.get(slot)?.choices ?? []
    return {
      name: 'choose',
      value: {
        index: Math.max(
          0,
          choices.findIndex((word) => pictures[word]),
        ),
      },
    }
  }
  if (world.phase !== 'drawing' || tick % strokeTicks !== strokeTicks - 1) return undefined
  const line = linesOf(world, slot)[strokesDrawn(world)]
  if (!line) return undefined
  const points = line.slice(0, pointsPerStroke).map((point) => {
    const [x, y] = onPaper(point)
    return { x, y }
  })
  return { name: 'stroke', value: { colour: slot % 12, width: 1, isContinued: false, points } }
}

function linesOf(world: SketchWorld, slot: number): readonly Line[] {
  return pictures[world.players.get(slot)?.word ?? ''] ?? [spiral]
}

function strokesDrawn(world: SketchWorld): number {
  return world.strokes.size
}

function fits(word: string, hint: string): boolean {
  return word.length === hint.length && [...hint].every((letter, at) => letter === '_' || letter === word[at])
}

function onPaper([x, y]: readonly [number, number]): [number, number] {
  const size = paperHeight * 0.42
  return [Math.round(paperWidth / 2 + x * size), Math.round(paperHeight / 2 + y * size)]
}

function path(...numbers: number[]): Line {
  const points: [number, number][] = []
  for (let index = 0; index + 1 < numbers.length; index += 2)
    points.push([numbers[index] as number, numbers[index + 1] as number])
  return points
}

function box(left: number, top: number, right: number, bottom: number): Line {
  return path(left, top, right, top, right, bottom, left, bottom, left, top)
}

/** Degrees, clockwise from the right. */
function arc(x: number, y: number, radius: number, from: number, to: number): Line {
  return Array.from({ length: curvePoints + 1 }, (_, index) => {
    const angle = ((from + ((to - from) * index) / curvePoints) * Math.PI) / 180
    return [x + Math.cos(angle) * radius, y + Math.sin(angle) * radius] as const
  })
}

function ring(x: number, y: number, radius: number): Line {
  return arc(x, y, radius, 0, 360)
}

function rays(count: number, from: number, to: number): Line[] {
  return Array.from({ length: count }, (_, index) => {
    const angle = (index * 2 * Math.PI) / count
    const [x, y] = [Math.cos(angle), Math.sin(angle)]
    return path(x * from, y * from, x * to, y * to)
  })
}

function corners(count: number, outer: number, inner: number): Line {
  return Array.from({ length: count * 2 + 1 }, (_, index) => {
    const angle = (index * Math.PI) / count - Math.PI / 2
    const radius = index % 2 === 0 ? outer : inner
    return [Math.cos(angle) * radius, Math.sin(angle) * radius] as const
  })
}

function petals(): Line[] {
  return Array.from({ length: 6 }, (_, index) => {
    const angle = (index * Math.PI) / 3
    return ring(Math.cos(angle) * 0.34, Math.sin(angle) * 0.34 - 0.3, 0.16)
  })
}

function rungs(): Line[] {
  return Array.from({ length: 5 }, (_, index) => path(-0.3, index * 0.35 - 0.7, 0.3, index * 0.35 - 0.7))
}
