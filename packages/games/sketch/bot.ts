import { type PictureLine, pictures, spiral } from './pictures.ts'
import {
  paperHeight,
  paperWidth,
  pointsPerStroke,
  type SketchInput,
  type SketchWorld,
  words,
} from './sketch.ts'

/**
 * A companion: draws what can be drawn with few lines, spirals for all else; guesses words that fit the letters shown, slowly,
 * as somebody does who can't see the picture.
 */

export type Random = () => number

/** A stroke every so many ticks, and a guess. */
const strokeTicks = 12
const guessTicks = 75
/** Where the hand is while it doesn't draw. */
const resting = { x: paperWidth * 0.9, y: paperHeight * 0.94 }

export function think(world: SketchWorld, slot: number, tick: number, _random: Random): SketchInput {
  const isDrawing = world.drawer === slot + 1 && world.phase === 'drawing'
  const line = isDrawing ? linesOf(world, slot)[world.strokes.size] : undefined
  if (!line) return { ...resting, isDown: false, colour: 0, width: 1 }
  const { points, colour } = line
  const [x, y] = onPaper(points[Math.floor(((tick % strokeTicks) / strokeTicks) * points.length)] ?? [0, 0])
  return { x, y, isDown: true, colour, width: 1 }
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
  const line = linesOf(world, slot)[world.strokes.size]
  if (!line) return undefined
  const points = line.points.slice(0, pointsPerStroke).map((point) => {
    const [x, y] = onPaper(point)
    return { x, y }
  })
  return { name: 'stroke', value: { colour: line.colour, width: 1, isContinued: false, points } }
}

function linesOf(world: SketchWorld, slot: number): readonly PictureLine[] {
  return pictures[world.players.get(slot)?.word ?? ''] ?? [spiral]
}

function fits(word: string, hint: string): boolean {
  return word.length === hint.length && [...hint].every((letter, at) => letter === '_' || letter === word[at])
}

function onPaper([x, y]: readonly [number, number]): [number, number] {
  const size = paperHeight * 0.42
  return [Math.round(paperWidth / 2 + x * size), Math.round(paperHeight / 2 + y * size)]
}
