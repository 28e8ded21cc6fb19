import { ink } from './palette.ts'

/** Paints outlined shapes in a square of 100 by 100. Paths are those of SVG. */
export class Brush {
  constructor(readonly context: CanvasRenderingContext2D) {
    context.lineJoin = 'round'
    context.lineCap = 'round'
  }

  fill(path: string, colour: string, outline = 4): this {
    const shape = new Path2D(path)
    this.context.fillStyle = colour
    this.context.fill(shape)
    return outline > 0 ? this.line(path, ink, outline) : this
  }

  line(path: string, colour: string, width: number): this {
    this.context.strokeStyle = colour
    this.context.lineWidth = width
    this.context.stroke(new Path2D(path))
    return this
  }

  dots(places: readonly (readonly [number, number])[], radius: number, colour: string, outline = 0): this {
    for (const [x, y] of places) {
      const left = x - radius
      this.fill(
        `M${left} ${y} a${radius} ${radius} 0 1 0 ${2 * radius} 0 a${radius} ${radius} 0 1 0 ${-2 * radius} 0Z`,
        colour,
        outline,
      )
    }
    return this
  }

  /** Paints with the square moved and scaled about its middle. */
  within(x: number, y: number, scale: number, paint: (brush: Brush) => void, turns = 0): this {
    this.context.save()
    this.context.translate(x, y)
    this.context.rotate(turns * 2 * Math.PI)
    this.context.scale(scale, scale)
    this.context.translate(-50, -50)
    paint(this)
    this.context.restore()
    return this
  }
}

export type Paint = (brush: Brush) => void
