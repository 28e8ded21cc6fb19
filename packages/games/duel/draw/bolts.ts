import type { Bolt } from '../duel.ts'
import { lookOf } from './looks.ts'

/** A ball of light with a tail. */
export function drawBolt(context: CanvasRenderingContext2D, bolt: Bolt, nowMs: number): void {
  const rgb = lookOf(bolt.by).glow
  context.save()
  context.translate(bolt.x, -bolt.y)
  if (!bolt.goesRight) context.scale(-1, 1)
  context.globalCompositeOperation = 'lighter'
  for (let streak = 0; streak < 5; streak++) {
    const reach = 46 + ((nowMs / 5 + streak * 31) % 44)
    const aside = (streak - 2) * 7
    context.beginPath()
    context.moveTo(6, aside)
    context.quadraticCurveTo(-reach * 0.4, aside * 1.3, -reach, aside * 0.5)
    context.strokeStyle = `rgba(${rgb}, 0.5)`
    context.lineWidth = 4
    context.stroke()
  }
  const radius = 36 * (1 + Math.sin(nowMs / 40) * 0.1)
  const light = context.createRadialGradient(0, 0, 2, 0, 0, radius)
  light.addColorStop(0, 'rgba(255, 255, 255, 1)')
  light.addColorStop(0.3, 'rgba(255, 255, 255, 0.9)')
  light.addColorStop(0.45, `rgba(${rgb}, 0.9)`)
  light.addColorStop(1, `rgba(${rgb}, 0)`)
  context.fillStyle = light
  context.fillRect(-44, -44, 88, 88)
  context.beginPath()
  context.ellipse(0, 0, 25, 9, nowMs / 90, 0, 2 * Math.PI)
  context.strokeStyle = 'rgba(255, 255, 255, 0.8)'
  context.lineWidth = 2
  context.stroke()
  context.restore()
}
