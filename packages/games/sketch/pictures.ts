import { pointsPerStroke } from './sketch.ts'

export type Line = readonly (readonly [x: number, y: number])[]

/** A line, and the number of its pen's colour if it is not black. */
export interface PictureLine {
  readonly points: Line
  readonly colour: number
}

const curvePoints = 20
const [red, orange, yellow, green, teal, blue, violet, pink, brown, grey] = [2, 3, 4, 5, 6, 7, 8, 9, 10, 1]

/** Pictures within -1 to 1; y goes down. */
export const pictures: { readonly [word: string]: readonly PictureLine[] } = {
  sun: inColour(yellow, [ring(0, 0, 0.4), ...rays(8, 0.5, 0.85)]),
  moon: inColour(yellow, [arc(0, 0, 0.7, 60, 300), arc(0.32, 0, 0.58, 75, 285)]),
  star: inColour(yellow, [corners(5, 0.85, 0.36)]),
  house: inColour(brown, [
    box(-0.6, -0.1, 0.6, 0.8),
    path(-0.75, -0.1, 0, -0.8, 0.75, -0.1),
    box(-0.12, 0.3, 0.14, 0.8),
  ]),
  tree: inColour(green, [box(-0.1, 0.2, 0.1, 0.9), ring(0, -0.2, 0.5)]),
  flower: inColour(pink, [ring(0, -0.3, 0.18), ...petals(), path(0, 0.12, 0, 0.9)]),
  fish: inColour(orange, [
    arc(0, 0.5, 0.8, 220, 320),
    arc(0, -0.5, 0.8, 40, 140),
    path(-0.6, 0, -0.95, -0.3, -0.95, 0.3, -0.6, 0),
  ]),
  cat: inColour(0, [
    ring(0, 0, 0.5),
    path(-0.45, -0.25, -0.4, -0.8, -0.1, -0.5),
    path(0.45, -0.25, 0.4, -0.8, 0.1, -0.5),
  ]),
  snowman: inColour(blue, [ring(0, 0.5, 0.42), ring(0, -0.1, 0.3), ring(0, -0.55, 0.2)]),
  boat: inColour(brown, [
    path(-0.8, 0.3, 0.8, 0.3, 0.5, 0.7, -0.5, 0.7, -0.8, 0.3),
    path(0, 0.3, 0, -0.8, 0.6, 0.1, 0, 0.1),
  ]),
  ladder: inColour(brown, [path(-0.3, -0.9, -0.3, 0.9), path(0.3, -0.9, 0.3, 0.9), ...rungs()]),
  'ice cream': inColour(pink, [path(-0.4, 0, 0, 0.9, 0.4, 0, -0.4, 0), arc(0, 0, 0.4, 180, 360)]),
  umbrella: inColour(violet, [arc(0, 0, 0.8, 180, 360), path(-0.8, 0, 0.8, 0), path(0, 0, 0, 0.8, 0.2, 0.8)]),
  key: inColour(yellow, [ring(-0.5, 0, 0.3), path(-0.2, 0, 0.8, 0, 0.8, 0.25), path(0.55, 0, 0.55, 0.2)]),
  glasses: inColour(0, [ring(-0.4, 0, 0.3), ring(0.4, 0, 0.3), path(-0.1, 0, 0.1, 0)]),
  envelope: inColour(0, [box(-0.8, -0.5, 0.8, 0.5), path(-0.8, -0.5, 0, 0.15, 0.8, -0.5)]),
  balloon: inColour(red, [ring(0, -0.3, 0.5), path(0, 0.2, -0.08, 0.5, 0.08, 0.7, 0, 0.95)]),
  mountain: inColour(grey, [path(-0.95, 0.7, -0.3, -0.6, 0.1, 0.1, 0.4, -0.3, 0.95, 0.7)]),
  lightning: inColour(yellow, [path(0.2, -0.9, -0.3, 0.1, 0.1, 0.1, -0.2, 0.9)]),
  wheel: inColour(0, [ring(0, 0, 0.8), ring(0, 0, 0.15), ...rays(6, 0.15, 0.8)]),
  apple: picture(
    ink(ring(0, 0.1, 0.6), red),
    ink(path(0, -0.45, 0.08, -0.85), brown),
    ink(arc(0.3, -0.72, 0.22, 0, 360), green),
  ),
  arrow: picture(path(-0.85, 0, 0.8, 0), path(0.35, -0.4, 0.85, 0, 0.35, 0.4)),
  banana: picture(ink(arc(0, -0.7, 1.1, 30, 150), yellow), ink(arc(0, -1.1, 1.2, 38, 142), yellow)),
  bee: picture(
    ink(oval(0, 0.1, 0.6, 0.36), yellow),
    path(-0.2, -0.22, -0.2, 0.42),
    path(0.12, -0.25, 0.12, 0.45),
    ...both(0.22, -0.5, 0.2, 0.28),
  ),
  bell: picture(
    ink(path(-0.6, 0.5, -0.45, 0.3, -0.4, -0.3, 0, -0.7, 0.4, -0.3, 0.45, 0.3, 0.6, 0.5, -0.6, 0.5), yellow),
    ring(0, 0.62, 0.12),
  ),
  bicycle: picture(
    ring(-0.55, 0.35, 0.38),
    ring(0.55, 0.35, 0.38),
    ink(path(-0.55, 0.35, -0.2, -0.2, 0.4, -0.2, 0, 0.35, -0.55, 0.35), red),
    path(0.55, 0.35, 0.35, -0.5, 0.6, -0.55),
    path(-0.3, -0.42, -0.05, -0.42),
    ink(path(0, 0.35, -0.18, -0.4), red),
  ),
  bone: picture(
    path(-0.5, -0.12, 0.5, -0.12),
    path(-0.5, 0.12, 0.5, 0.12),
    ring(-0.62, -0.17, 0.17),
    ring(-0.62, 0.17, 0.17),
    ring(0.62, -0.17, 0.17),
    ring(0.62, 0.17, 0.17),
  ),
  bottle: picture(
    ink(
      path(
        -0.12,
        -0.9,
        -0.12,
        -0.45,
        -0.32,
        -0.2,
        -0.32,
        0.85,
        0.32,
        0.85,
        0.32,
        -0.2,
        0.12,
        -0.45,
        0.12,
        -0.9,
        -0.12,
        -0.9,
      ),
      green,
    ),
    box(-0.32, 0.1, 0.32, 0.5),
  ),
  butterfly: picture(
    ...both(0.4, -0.3, 0.36, 0.4, violet),
    ...both(0.3, 0.4, 0.26, 0.3, pink),
    path(0, -0.5, 0, 0.7),
    path(0, -0.5, -0.2, -0.85),
    path(0, -0.5, 0.2, -0.85),
  ),
  cactus: picture(
    ink(path(-0.15, 0.9, -0.15, -0.7, 0, -0.85, 0.15, -0.7, 0.15, 0.9), green),
    ink(path(-0.15, 0.3, -0.5, 0.3, -0.5, -0.2), green),
    ink(path(0.15, 0.1, 0.5, 0.1, 0.5, -0.4), green),
  ),
  cake: picture(
    ink(box(-0.7, 0, 0.7, 0.6), pink),
    ink(path(-0.7, 0.2, -0.4, 0.35, -0.1, 0.2, 0.2, 0.35, 0.5, 0.2, 0.7, 0.3), red),
    path(0, 0, 0, -0.4),
    ink(oval(0, -0.52, 0.06, 0.12), orange),
  ),
  candle: picture(
    box(-0.18, -0.2, 0.18, 0.85),
    path(0, -0.2, 0, -0.36),
    ink(path(0, -0.36, -0.14, -0.55, 0, -0.9, 0.14, -0.55, 0, -0.36), orange),
  ),
  car: picture(
    ink(
      path(
        -0.9,
        0.35,
        -0.9,
        0,
        -0.5,
        -0.05,
        -0.3,
        -0.4,
        0.3,
        -0.4,
        0.5,
        -0.05,
        0.9,
        0.05,
        0.9,
        0.35,
        -0.9,
        0.35,
      ),
      red,
    ),
    ring(-0.5, 0.38, 0.2),
    ring(0.5, 0.38, 0.2),
    path(0, -0.4, 0, 0),
  ),
  carrot: picture(
    ink(path(-0.25, -0.4, 0, 0.9, 0.25, -0.4, -0.25, -0.4), orange),
    ink(path(0, -0.4, -0.25, -0.85), green),
    ink(path(0, -0.4, 0, -0.9), green),
    ink(path(0, -0.4, 0.25, -0.85), green),
  ),
  chair: picture(
    path(-0.4, -0.9, -0.4, 0.9),
    path(-0.4, 0.1, 0.4, 0.1, 0.4, 0.9),
    path(-0.4, -0.7, -0.4, 0.1),
  ),
  cherry: picture(
    ink(ring(-0.35, 0.5, 0.27), red),
    ink(ring(0.35, 0.55, 0.27), red),
    ink(path(-0.35, 0.23, 0.1, -0.7, 0.35, 0.28), green),
  ),
  clock: picture(ring(0, 0, 0.8), path(0, 0, 0, -0.55), path(0, 0, 0.35, 0.15), ...rays(12, 0.7, 0.8)),
  cloud: picture(
    ink(arc(-0.45, 0.1, 0.32, 90, 270), blue),
    ink(arc(-0.15, -0.2, 0.4, 190, 320), blue),
    ink(arc(0.4, 0, 0.36, 230, 450), blue),
    ink(path(-0.45, 0.42, 0.4, 0.36), blue),
  ),
  crown: picture(
    ink(
      path(-0.7, 0.5, -0.8, -0.4, -0.35, 0.05, 0, -0.6, 0.35, 0.05, 0.8, -0.4, 0.7, 0.5, -0.7, 0.5),
      yellow,
    ),
    ink(ring(0, 0.3, 0.08), red),
  ),
  cup: picture(path(-0.5, -0.5, -0.4, 0.6, 0.35, 0.6, 0.45, -0.5, -0.5, -0.5), arc(0.5, 0, 0.26, -80, 100)),
  diamond: picture(
    ink(path(-0.5, -0.5, 0.5, -0.5, 0.85, -0.1, 0, 0.85, -0.85, -0.1, -0.5, -0.5), teal),
    ink(path(-0.85, -0.1, 0.85, -0.1), teal),
    ink(path(-0.3, -0.1, 0, 0.85, 0.3, -0.1), teal),
  ),
  donut: picture(ink(ring(0, 0, 0.75), brown), ink(ring(0, 0, 0.25), brown), ink(ring(0, 0, 0.6), pink)),
  door: picture(ink(box(-0.45, -0.9, 0.45, 0.9), brown), ring(0.3, 0.05, 0.06)),
  egg: picture(oval(0, 0.05, 0.5, 0.7)),
  eye: picture(
    arc(0, 0.6, 1, 217, 323),
    arc(0, -0.6, 1, 37, 143),
    ink(ring(0, 0, 0.3), blue),
    ring(0, 0, 0.12),
  ),
  flag: picture(path(-0.5, 0.9, -0.5, -0.9), ink(path(-0.5, -0.85, 0.6, -0.6, -0.5, -0.2), red)),
  ghost: picture(
    path(-0.5, 0.8, -0.5, -0.2),
    arc(0, -0.2, 0.5, 180, 360),
    path(0.5, -0.2, 0.5, 0.8, 0.25, 0.6, 0, 0.8, -0.25, 0.6, -0.5, 0.8),
    ring(-0.18, -0.2, 0.09),
    ring(0.18, -0.2, 0.09),
  ),
  grapes: picture(
    ...[-0.3, 0, 0.3].map((x) => ink(ring(x, -0.2, 0.17), violet)),
    ink(ring(-0.15, 0.1, 0.17), violet),
    ink(ring(0.15, 0.1, 0.17), violet),
    ink(ring(0, 0.4, 0.17), violet),
    ink(path(0, -0.38, 0.05, -0.8), brown),
  ),
  hammer: picture(ink(path(0, -0.3, 0, 0.9), brown), ink(box(-0.45, -0.65, 0.35, -0.3), grey)),
  hat: picture(
    path(-0.85, 0.3, 0.85, 0.3),
    path(-0.45, 0.3, -0.4, -0.55, 0.4, -0.55, 0.45, 0.3),
    ink(path(-0.44, 0.1, 0.44, 0.1), red),
  ),
  heart: picture(
    ink(path(0, 0.8, -0.8, -0.05), red),
    ink(arc(-0.4, -0.2, 0.42, 150, 345), red),
    ink(arc(0.4, -0.2, 0.42, 195, 390), red),
    ink(path(0.8, -0.05, 0, 0.8), red),
  ),
  knife: picture(
    ink(path(-0.1, 0.1, 0.7, -0.7, 0.85, -0.45, 0.1, 0.3, -0.1, 0.1), grey),
    ink(path(0, 0.2, -0.7, 0.85), brown),
  ),
  lamp: picture(
    ink(path(-0.5, 0, -0.25, -0.7, 0.25, -0.7, 0.5, 0, -0.5, 0), yellow),
    path(0, 0, 0, 0.75),
    path(-0.35, 0.8, 0.35, 0.8),
  ),
  lemon: picture(ink(oval(0, 0, 0.6, 0.42), yellow), ink(path(0.58, -0.08, 0.78, 0, 0.58, 0.08), yellow)),
  mushroom: picture(
    ink(arc(0, -0.05, 0.7, 180, 360), red),
    ink(path(-0.7, -0.05, 0.7, -0.05), red),
    path(-0.2, -0.05, -0.25, 0.7, 0.25, 0.7, 0.2, -0.05),
    ink(ring(-0.25, -0.4, 0.1), red),
    ink(ring(0.2, -0.3, 0.12), red),
  ),
  octopus: picture(
    ink(arc(0, -0.25, 0.5, 150, 390), violet),
    ...[-0.42, -0.15, 0.15, 0.42].map((x) => ink(path(x, 0.05, x * 1.5, 0.45, x * 1.2, 0.85), violet)),
    ring(-0.17, -0.3, 0.08),
    ring(0.17, -0.3, 0.08),
  ),
  pencil: picture(
    ink(path(-0.7, 0.5, 0.4, -0.6, 0.6, -0.4, -0.5, 0.7, -0.7, 0.5), yellow),
    path(-0.7, 0.5, -0.8, 0.8, -0.5, 0.7),
  ),
  pizza: picture(
    ink(path(-0.7, -0.5, 0, 0.9, 0.7, -0.5), orange),
    ink(arc(0, 0.5, 1.22, 235, 305), brown),
    ink(ring(-0.15, -0.2, 0.12), red),
    ink(ring(0.2, -0.25, 0.12), red),
    ink(ring(0.02, 0.25, 0.12), red),
  ),
  planet: picture(ink(ring(0, 0, 0.45), orange), ink(oval(0, 0, 0.9, 0.2), grey)),
  rain: picture(
    ink(oval(0, -0.5, 0.6, 0.25), grey),
    ...[-0.4, -0.13, 0.13, 0.4].map((x) => ink(path(x, -0.1, x - 0.15, 0.7), blue)),
  ),
  rainbow: picture(
    ink(arc(0, 0.5, 0.95, 180, 360), red),
    ink(arc(0, 0.5, 0.82, 180, 360), orange),
    ink(arc(0, 0.5, 0.69, 180, 360), yellow),
    ink(arc(0, 0.5, 0.56, 180, 360), green),
    ink(arc(0, 0.5, 0.43, 180, 360), blue),
    ink(arc(0, 0.5, 0.3, 180, 360), violet),
  ),
  ring: picture(
    ink(ring(0, 0.2, 0.55), yellow),
    ink(path(-0.2, -0.38, -0.3, -0.65, 0, -0.9, 0.3, -0.65, 0.2, -0.38), teal),
  ),
  robot: picture(
    ink(box(-0.35, -0.8, 0.35, -0.3), grey),
    ink(box(-0.5, -0.25, 0.5, 0.5), grey),
    ring(-0.15, -0.55, 0.08),
    ring(0.15, -0.55, 0.08),
    path(0, -0.8, 0, -0.98),
    path(-0.5, -0.1, -0.8, 0.3),
    path(0.5, -0.1, 0.8, 0.3),
    path(-0.25, 0.5, -0.25, 0.9),
    path(0.25, 0.5, 0.25, 0.9),
  ),
  rocket: picture(
    path(-0.25, 0.5, -0.25, -0.3, 0, -0.9, 0.25, -0.3, 0.25, 0.5, -0.25, 0.5),
    ink(path(-0.25, 0.1, -0.55, 0.6, -0.25, 0.5), red),
    ink(path(0.25, 0.1, 0.55, 0.6, 0.25, 0.5), red),
    ink(ring(0, -0.2, 0.12), blue),
    ink(path(-0.15, 0.5, 0, 0.95, 0.15, 0.5), orange),
  ),
  snail: picture(
    ink(arc(0.1, 0, 0.5, 0, 360), brown),
    ink(arc(0.1, 0, 0.28, 0, 300), brown),
    path(-0.9, 0.5, 0.7, 0.5),
    path(-0.55, 0.5, -0.7, -0.1),
    path(-0.7, -0.1, -0.85, -0.4),
    path(-0.7, -0.1, -0.55, -0.4),
  ),
  snake: picture(
    ink(path(-0.9, 0.3, -0.6, -0.1, -0.3, 0.3, 0, -0.1, 0.3, 0.3, 0.6, -0.1, 0.8, -0.3), green),
    ink(path(0.8, -0.3, 0.98, -0.4), red),
  ),
  spider: picture(
    ring(0, 0.1, 0.32),
    ring(0, -0.32, 0.16),
    ...[-0.3, 0, 0.3].flatMap((y) => [
      ink(path(-0.3, 0.1 + y * 0.5, -0.7, y - 0.1, -0.85, y + 0.35)),
      ink(path(0.3, 0.1 + y * 0.5, 0.7, y - 0.1, 0.85, y + 0.35)),
    ]),
  ),
  strawberry: picture(
    ink(path(-0.5, -0.3, 0, 0.85, 0.5, -0.3), red),
    ink(arc(0, -0.3, 0.5, 180, 360), red),
    ink(path(-0.3, -0.75, 0, -0.5, 0.3, -0.75), green),
    ...[-0.2, 0.2, 0].map((x, row) => ink(ring(x, row * 0.2 - 0.2, 0.04))),
  ),
  sword: picture(
    ink(path(-0.06, 0.4, -0.06, -0.7, 0, -0.9, 0.06, -0.7, 0.06, 0.4), grey),
    ink(path(-0.35, 0.4, 0.35, 0.4), brown),
    ink(path(0, 0.4, 0, 0.85), brown),
  ),
  table: picture(
    ink(path(-0.85, -0.2, 0.85, -0.2), brown),
    ink(path(-0.65, -0.2, -0.65, 0.7), brown),
    ink(path(0.65, -0.2, 0.65, 0.7), brown),
  ),
  tent: picture(
    ink(path(-0.9, 0.6, 0, -0.7, 0.9, 0.6, -0.9, 0.6), orange),
    ink(path(-0.25, 0.6, 0, -0.1, 0.25, 0.6), brown),
  ),
  train: picture(
    ink(box(-0.8, -0.1, 0.3, 0.4), red),
    ink(box(0.1, -0.6, 0.7, 0.4), red),
    path(-0.6, -0.1, -0.6, -0.45),
    ring(-0.55, 0.52, 0.14),
    ring(-0.05, 0.52, 0.14),
    ring(0.45, 0.52, 0.14),
  ),
  volcano: picture(
    ink(path(-0.9, 0.8, -0.2, -0.4, 0.2, -0.4, 0.9, 0.8, -0.9, 0.8), brown),
    ink(path(-0.2, -0.4, -0.35, -0.85), red),
    ink(path(0, -0.4, 0, -0.95), orange),
    ink(path(0.2, -0.4, 0.35, -0.85), red),
  ),
  watermelon: picture(
    ink(arc(0, -0.3, 0.85, 0, 180), green),
    ink(arc(0, -0.3, 0.7, 0, 180), red),
    ink(path(-0.85, -0.3, 0.85, -0.3), green),
    ...[-0.3, 0, 0.3].map((x) => ink(oval(x, 0, 0.03, 0.07))),
  ),
  whale: picture(
    ink(arc(-0.1, 0.2, 0.65, 0, 360).slice(0, 18), blue),
    ink(path(0.45, 0, 0.75, -0.35, 0.95, -0.2), blue),
    ring(-0.4, 0.1, 0.06),
    ink(path(-0.1, -0.5, -0.25, -0.85), teal),
    ink(path(-0.1, -0.5, 0.05, -0.85), teal),
  ),
  window: picture(box(-0.6, -0.7, 0.6, 0.7), path(0, -0.7, 0, 0.7), path(-0.6, 0, 0.6, 0)),
}

/** For what has none. */
export const spiral: PictureLine = ink(
  Array.from({ length: pointsPerStroke }, (_, index) => {
    const share = index / (pointsPerStroke - 1)
    return [Math.cos(share * 16) * share * 0.9, Math.sin(share * 16) * share * 0.9] as const
  }),
  violet,
)

function ink(points: Line, colour = 0): PictureLine {
  return { points, colour }
}

/** Lines without a colour are black. */
function picture(...lines: (Line | PictureLine)[]): PictureLine[] {
  return lines.map((line) => ('points' in line ? line : ink(line)))
}

function inColour(colour: number, lines: readonly Line[]): PictureLine[] {
  return lines.map((points) => ({ points, colour }))
}

/** An oval, and its mirror image. */
function both(x: number, y: number, radiusX: number, radiusY: number, colour = 0): PictureLine[] {
  return [ink(oval(-x, y, radiusX, radiusY), colour), ink(oval(x, y, radiusX, radiusY), colour)]
}

function oval(x: number, y: number, radiusX: number, radiusY: number): Line {
  return ring(0, 0, 1).map(([unitX, unitY]) => [x + unitX * radiusX, y + unitY * radiusY] as const)
}

/** Straight from corner to corner: strokes are drawn round, and a point that is there twice makes a corner. */
function path(...numbers: number[]): Line {
  const points: [number, number][] = []
  for (let index = 0; index + 1 < numbers.length; index += 2) {
    const point: [number, number] = [numbers[index] as number, numbers[index + 1] as number]
    points.push(point, point)
  }
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
