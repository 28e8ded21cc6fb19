import { Brush } from './brush.ts'
import type { Layout } from './layout.ts'
import { tree } from './paint-things.ts'
import { ink } from './palette.ts'

const tufts = 260
/** From the far hill to the near one: how far it reaches over the horizon, and its colour. */
const hills = [
  { rise: 92, colour: '#d9c789', bumps: [0.1, 0.45, 0.85], width: 0.34 },
  { rise: 62, colour: '#b9bf73', bumps: [-0.05, 0.3, 0.68, 1.05], width: 0.3 },
  { rise: 34, colour: '#9db35c', bumps: [0.12, 0.52, 0.9], width: 0.4 },
] as const

/** The land, painted once for each size of the page: sheets of paper laid over each other, far ones pale. */
export function paintScenery(canvas: HTMLCanvasElement, layout: Layout, pixelRatio: number): void {
  const { width, height, horizon } = layout
  canvas.width = Math.round(width * pixelRatio)
  canvas.height = Math.round(height * pixelRatio)
  const context = canvas.getContext('2d')
  if (!context) return
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0)
  paintSky(context, layout)
  for (const hill of hills) paintHill(context, layout, hill)
  paintMeadow(context, layout)
  paintTrees(context, layout)
  paintField(context, layout)
  context.fillStyle = shade(context, height - 70, height, '#5d812f', '#43641f')
  sheet(context, () => {
    context.moveTo(-20, height - 46)
    context.bezierCurveTo(width * 0.3, height - 84, width * 0.7, height - 30, width + 20, height - 66)
    context.lineTo(width + 20, height + 40)
    context.lineTo(-20, height + 40)
  })
  context.globalAlpha = 0.12
  context.fillStyle = '#fff3d9'
  context.fillRect(0, horizon, width, 3)
  context.globalAlpha = 1
}

type Hill = (typeof hills)[number]

function paintSky(context: CanvasRenderingContext2D, { width, horizon }: Layout): void {
  context.fillStyle = shade(context, 0, horizon, '#f6b877', '#fff0cf')
  context.fillRect(0, 0, width, horizon + 10)
  for (const [radius, alpha] of [
    [150, 0.25],
    [105, 0.35],
    [66, 0.9],
  ] as const) {
    context.globalAlpha = alpha
    context.fillStyle = '#fff4cf'
    context.beginPath()
    context.arc(width * 0.76, horizon * 0.62, radius, 0, 2 * Math.PI)
    context.fill()
  }
  context.globalAlpha = 1
}

function paintHill(
  context: CanvasRenderingContext2D,
  { width, horizon }: Layout,
  { rise, colour, bumps, width: share }: Hill,
): void {
  context.fillStyle = colour
  sheet(context, () => {
    context.moveTo(-40, horizon + 60)
    for (const bump of bumps) {
      const x = bump * width
      const reach = share * width
      context.bezierCurveTo(
        x - reach * 0.4,
        horizon - rise,
        x + reach * 0.2,
        horizon - rise * 1.25,
        x + reach * 0.55,
        horizon + 6,
      )
    }
    context.lineTo(width + 40, horizon + 60)
  })
}

function paintMeadow(
  context: CanvasRenderingContext2D,
  { width, height, horizon, meadow, farm }: Layout,
): void {
  context.fillStyle = shade(context, horizon, height, '#b3c766', '#7fa044')
  sheet(context, () => {
    context.moveTo(-20, horizon + 8)
    context.bezierCurveTo(width * 0.25, horizon - 16, width * 0.6, horizon + 26, width + 20, horizon + 2)
    context.lineTo(width + 20, height + 20)
    context.lineTo(-20, height + 20)
  })
  context.fillStyle = '#e4cf94'
  context.globalAlpha = 0.75
  context.beginPath()
  context.moveTo(width * 0.46, horizon + 10)
  context.bezierCurveTo(
    width * 0.4,
    horizon + 70,
    width * 0.6,
    meadow.y + meadow.height * 0.6,
    width * 0.5 - 34,
    farm.y,
  )
  context.lineTo(width * 0.5 + 34, farm.y)
  context.bezierCurveTo(
    width * 0.66,
    meadow.y + meadow.height * 0.5,
    width * 0.44,
    horizon + 66,
    width * 0.49,
    horizon + 10,
  )
  context.fill()
  context.globalAlpha = 1
  const chance = chances(11)
  for (let tuft = 0; tuft < tufts; tuft++) {
    const x = chance() * width
    const y = horizon + 24 + chance() * (height - horizon - 60)
    const isFlower = chance() < 0.3
    context.fillStyle = isFlower
      ? ((['#fff3d9', '#f3c84e', '#e98a8a'] as const)[Math.floor(chance() * 3)] ?? '#fff')
      : '#5f873466'
    if (isFlower) dot(context, x, y, 2.4)
    else for (const lean of [-3, 0, 3]) context.fillRect(x + lean, y - 6 - Math.abs(lean), 1.8, 7)
  }
}

function paintTrees(context: CanvasRenderingContext2D, { width, horizon, isNarrow }: Layout): void {
  const brush = new Brush(context)
  const scale = isNarrow ? 0.5 : 0.85
  for (const [x, y, size] of [
    [0.03, 26, 1],
    [0.11, 10, 0.7],
    [0.9, 12, 0.75],
    [0.975, 34, 1.05],
    [0.3, 0, 0.42],
    [0.69, 2, 0.46],
  ] as const)
    brush.within(x * width, horizon + y - 40 * size * scale, size * scale, tree)
}

/** The player's own land: warm soil behind a fence. */
function paintField(context: CanvasRenderingContext2D, { farm }: Layout): void {
  const margin = 16
  const { x, y, width, height } = farm
  context.fillStyle = shade(context, y, y + height, '#c98f55', '#a86c3a')
  sheet(context, () => context.roundRect(x - margin, y - margin, width + 2 * margin, height + 2 * margin, 30))
  context.strokeStyle = '#7c472755'
  context.lineWidth = 2
  context.setLineDash([10, 14])
  context.strokeRect(x - margin + 9, y - margin + 9, width + 2 * margin - 18, height + 2 * margin - 18)
  context.setLineDash([])
  const brush = new Brush(context)
  for (let post = 0; post <= 8; post++) {
    const at = x - margin + ((width + 2 * margin) * post) / 8
    brush.within(at, y - margin - 6, 0.3, (fence) =>
      fence.fill('M36 100 L36 20 L50 4 L64 20 L64 100Z', '#f4dfb4', 7),
    )
  }
  brush.line(`M${x - margin} ${y - margin - 8} L${x + width + margin} ${y - margin - 8}`, ink, 7)
  brush.line(`M${x - margin} ${y - margin - 8} L${x + width + margin} ${y - margin - 8}`, '#f4dfb4', 4)
}

/** A filled shape that throws a shadow on what lies under it. */
function sheet(context: CanvasRenderingContext2D, trace: () => void): void {
  context.save()
  context.shadowColor = '#4a2b1f55'
  context.shadowBlur = 16
  context.shadowOffsetY = -3
  context.beginPath()
  trace()
  context.fill()
  context.restore()
}

function shade(
  context: CanvasRenderingContext2D,
  from: number,
  to: number,
  above: string,
  below: string,
): CanvasGradient {
  const gradient = context.createLinearGradient(0, from, 0, to)
  gradient.addColorStop(0, above)
  gradient.addColorStop(1, below)
  return gradient
}

function dot(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  context.beginPath()
  context.arc(x, y, radius, 0, 2 * Math.PI)
  context.fill()
}

/** The same flowers each time. */
function chances(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
