/** What lies behind the stage, painted once for a size of the page: sky and sun, and two rows of towers. */

export interface Skyline {
  readonly sky: HTMLCanvasElement
  /** Far and near; wider than the page by `overhang` on both sides, and as high as the floor lies deep. */
  readonly rows: readonly [HTMLCanvasElement, HTMLCanvasElement]
  readonly overhang: number
}

export const sunShare = 0.62

interface Size {
  readonly width: number
  readonly height: number
  readonly floorY: number
  /** Device pixels for each CSS pixel. */
  readonly ratio: number
}

export function paintSkyline(size: Size): Skyline {
  const { width, height, floorY, ratio } = size
  const overhang = Math.ceil(width * 0.2)
  const rowSize = { width: width + 2 * overhang, height: floorY, ratio }
  // Towers stand as high on a broad page as on a tall one.
  const unit = Math.min(floorY, width * 0.8)
  return {
    sky: painted({ width, height, ratio }, (context) => paintSky(context, size)),
    rows: [
      painted(rowSize, (context) =>
        paintTowers(context, rowSize, {
          tall: unit * 0.42,
          step: 62,
          seed: 11,
          top: '#3a1d58',
          foot: '#a8485f',
          lit: 0.74,
        }),
      ),
      painted(rowSize, (context) =>
        paintTowers(context, rowSize, {
          tall: unit * 0.27,
          step: 96,
          seed: 5,
          top: '#1c1036',
          foot: '#3d1a45',
          lit: 0.55,
        }),
      ),
    ],
    overhang,
  }
}

function painted(
  { width, height, ratio }: { width: number; height: number; ratio: number },
  paint: (context: CanvasRenderingContext2D) => void,
): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.ceil(width * ratio))
  canvas.height = Math.max(1, Math.ceil(height * ratio))
  const context = canvas.getContext('2d') as CanvasRenderingContext2D
  context.scale(ratio, ratio)
  paint(context)
  return canvas
}

function paintSky(context: CanvasRenderingContext2D, { width, height, floorY }: Size): void {
  const sky = context.createLinearGradient(0, 0, 0, floorY)
  sky.addColorStop(0, '#100c2e')
  sky.addColorStop(0.4, '#44205f')
  sky.addColorStop(0.7, '#a63f68')
  sky.addColorStop(0.9, '#ef7f5b')
  sky.addColorStop(1, '#ffc27a')
  context.fillStyle = sky
  context.fillRect(0, 0, width, height)
  for (let star = 0; star < 90; star++) {
    context.fillStyle = `rgba(255, 240, 230, ${0.15 + noise(star * 3) * 0.5})`
    const size = 0.8 + noise(star * 7 + 1) * 1.3
    context.fillRect(noise(star * 11 + 2) * width, noise(star * 17 + 3) ** 1.6 * floorY * 0.5, size, size)
  }
  paintSun(context, width * sunShare, floorY * 0.72, Math.min(width * 0.2, floorY * 0.26))
  for (let cloud = 0; cloud < 9; cloud++) paintCloud(context, width, floorY, cloud)
}

/** Its lower half is cut into bands by haze. */
function paintSun(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  const shine = context.createRadialGradient(x, y, radius * 0.5, x, y, radius * 3)
  shine.addColorStop(0, 'rgba(255, 205, 130, 0.75)')
  shine.addColorStop(0.4, 'rgba(255, 140, 110, 0.3)')
  shine.addColorStop(1, 'rgba(255, 120, 110, 0)')
  context.fillStyle = shine
  context.fillRect(x - radius * 3, y - radius * 3, radius * 6, radius * 6)
  const disc = context.createLinearGradient(0, y - radius, 0, y + radius)
  disc.addColorStop(0, '#fff0bd')
  disc.addColorStop(0.55, '#ffc46b')
  disc.addColorStop(1, '#ff7f68')
  context.save()
  context.beginPath()
  context.rect(x - radius, y - radius, radius * 2, radius * 1.1)
  for (let band = 0; band < 5; band++) {
    const top = y + radius * (0.16 + band * 0.18)
    context.rect(x - radius, top, radius * 2, radius * (0.13 - band * 0.014))
  }
  context.clip()
  context.beginPath()
  context.arc(x, y, radius, 0, 2 * Math.PI)
  context.fillStyle = disc
  context.fill()
  context.restore()
}

function paintCloud(context: CanvasRenderingContext2D, width: number, floorY: number, index: number): void {
  const x = noise(index * 5 + 40) * width
  const y = floorY * (0.2 + noise(index * 9 + 41) * 0.5)
  const reach = width * (0.1 + noise(index * 13 + 42) * 0.16)
  context.save()
  context.translate(x, y)
  context.scale(1, 0.045)
  const soft = context.createRadialGradient(0, 0, 0, 0, 0, reach)
  soft.addColorStop(0, 'rgba(255, 190, 170, 0.42)')
  soft.addColorStop(0.6, 'rgba(240, 140, 150, 0.22)')
  soft.addColorStop(1, 'rgba(240, 140, 150, 0)')
  context.fillStyle = soft
  context.fillRect(-reach, -reach, reach * 2, reach * 2)
  context.restore()
}

interface Row {
  readonly tall: number
  readonly step: number
  readonly seed: number
  readonly top: string
  readonly foot: string
  /** Above this a window is lit, of 1. */
  readonly lit: number
}

function paintTowers(
  context: CanvasRenderingContext2D,
  { width, height }: { width: number; height: number },
  { tall, step, seed, top, foot, lit }: Row,
): void {
  const haze = context.createLinearGradient(0, height - tall * 1.5, 0, height)
  haze.addColorStop(0, top)
  haze.addColorStop(1, foot)
  for (let left = -step, index = 0; left < width; left += step, index++) {
    const chance = noise(index * 31 + seed)
    const tower = tall * (0.45 + chance)
    const breadth = step * (0.78 + noise(index * 41 + seed) * 0.4)
    context.fillStyle = haze
    context.fillRect(left, height - tower, breadth, tower)
    paintRoof(context, left, height - tower, breadth, index + seed)
    for (let row = 0; row * 17 + 12 < tower - 14; row++)
      for (let column = 0; column * 15 + 10 < breadth - 8; column++) {
        const glow = noise(index * 97 + row * 13 + column * 57 + seed)
        if (glow < lit) continue
        context.fillStyle = glow > 0.93 ? 'rgba(160, 225, 255, 0.6)' : 'rgba(255, 205, 130, 0.55)'
        context.fillRect(left + 9 + column * 15, height - tower + 12 + row * 17, 6, 9)
      }
  }
}

/** A mast, a tank or a smaller storey. */
function paintRoof(
  context: CanvasRenderingContext2D,
  left: number,
  top: number,
  breadth: number,
  seed: number,
): void {
  const chance = noise(seed * 61)
  if (chance < 0.3) context.fillRect(left + breadth * 0.5, top - 44, 3, 44)
  else if (chance < 0.55) {
    context.fillRect(left + breadth * 0.2, top - 24, 26, 18)
    context.fillRect(left + breadth * 0.2 + 3, top - 8, 3, 8)
    context.fillRect(left + breadth * 0.2 + 20, top - 8, 3, 8)
  } else if (chance < 0.8) context.fillRect(left + breadth * 0.22, top - 16, breadth * 0.5, 16)
}

/** A fixed number in [0, 1) for each integer. */
function noise(seed: number): number {
  let hash = Math.imul(seed + 1, 0x9e3779b1)
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b)
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32
}
