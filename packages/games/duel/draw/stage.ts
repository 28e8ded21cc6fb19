import { stageHalf } from '../duel.ts'

/** Rooftops at night: far towers, near roofs, the floor; each layer moves less the farther it is. */
export function paintStage(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  camera: { readonly x: number; readonly zoom: number; readonly floorY: number },
  nowMs: number,
): void {
  const sky = context.createLinearGradient(0, 0, 0, height)
  sky.addColorStop(0, '#0b0a24')
  sky.addColorStop(0.55, '#45205e')
  sky.addColorStop(0.8, '#c2545f')
  sky.addColorStop(1, '#f0a35e')
  context.fillStyle = sky
  context.fillRect(0, 0, width, height)
  paintSun(context, width, camera, nowMs)
  paintTowers(context, width, camera, 0.15, '#2b1747', 0.34, 11)
  paintTowers(context, width, camera, 0.35, '#1d1036', 0.23, 5)
  paintFloor(context, width, height, camera)
}

function paintSun(
  context: CanvasRenderingContext2D,
  width: number,
  { x, floorY }: { x: number; floorY: number },
  nowMs: number,
): void {
  const radius = 120 + Math.sin(nowMs / 3000) * 2
  context.save()
  context.translate(width * 0.62 - x * 0.05, floorY - 190)
  const light = context.createRadialGradient(0, 0, radius * 0.4, 0, 0, radius * 2.4)
  light.addColorStop(0, 'rgba(255, 196, 120, 0.9)')
  light.addColorStop(0.4, 'rgba(255, 150, 110, 0.35)')
  light.addColorStop(1, 'rgba(255, 120, 110, 0)')
  context.fillStyle = light
  context.fillRect(-radius * 3, -radius * 3, radius * 6, radius * 6)
  context.beginPath()
  context.arc(0, 0, radius, 0, 2 * Math.PI)
  context.fillStyle = '#ffd79a'
  context.fill()
  context.restore()
}

function paintTowers(
  context: CanvasRenderingContext2D,
  width: number,
  { x, floorY, zoom }: { x: number; floorY: number; zoom: number },
  nearness: number,
  css: string,
  tallness: number,
  seed: number,
): void {
  const step = 74
  const shift = -x * zoom * nearness
  const first = Math.floor((-shift - 80) / step)
  const last = Math.ceil((width - shift) / step)
  for (let index = first; index <= last; index++) {
    const chance = noise(index * 31 + seed)
    const left = index * step + shift
    const tower = floorY * tallness * (0.5 + chance)
    context.fillStyle = css
    context.fillRect(left, floorY - tower, step * (0.72 + chance * 0.3), tower + 40)
    context.fillStyle = 'rgba(255, 205, 130, 0.5)'
    for (let window = 0; window < 7; window++) {
      const lit = noise(index * 97 + window * 13 + seed)
      if (lit > 0.55) context.fillRect(left + 8 + (window % 3) * 18, floorY - tower + 14 + window * 15, 6, 7)
    }
  }
}

function paintFloor(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  { x, zoom, floorY }: { x: number; zoom: number; floorY: number },
): void {
  const floor = context.createLinearGradient(0, floorY - 14, 0, height)
  floor.addColorStop(0, '#3b2947')
  floor.addColorStop(0.12, '#2a1c3a')
  floor.addColorStop(1, '#0d0819')
  context.fillStyle = floor
  context.fillRect(0, floorY - 14, width, height - floorY + 14)
  context.strokeStyle = 'rgba(255, 170, 130, 0.14)'
  context.lineWidth = 1.5
  for (let plank = -12; plank <= 12; plank++) {
    const near = width / 2 + (plank * 90 - x * 1.25) * zoom
    const far = width / 2 + (plank * 80 - x) * zoom
    context.beginPath()
    context.moveTo(far, floorY - 14)
    context.lineTo(near + (near - far) * 3, height)
    context.stroke()
  }
  for (const rim of [-stageHalf, stageHalf]) {
    const at = width / 2 + (rim - x) * zoom
    context.fillStyle = 'rgba(255, 190, 120, 0.5)'
    context.fillRect(at - 3, floorY - 60 * zoom, 6, 60 * zoom)
  }
}

function noise(seed: number): number {
  let hash = Math.imul(seed + 1, 0x9e3779b1)
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b)
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32
}
