import { CanvasSource, Texture } from 'pixi.js'
import { layouts, squareHalf, type Wall } from '../arena.ts'
import { colourOfWall, cssColour, padColours, wallColours } from './palette.ts'

/**
 * The floor of a square in one picture, painted once: panels, seams, markings, the walls' shadows and the light they throw.
 * Drawing it takes one pass over the screen, however much is painted on it.
 */
const pixelsPerUnit = 2
export const groundUnits = 1024
const panelUnits = 50
const seamEveryUnits = 100
const sectorUnits = 128
const sectorNames = 'ABCDEFGH'

type Pen = CanvasRenderingContext2D

export function paintGround(): Texture {
  const canvas = document.createElement('canvas')
  canvas.width = groundUnits * pixelsPerUnit
  canvas.height = groundUnits * pixelsPerUnit
  const pen = canvas.getContext('2d')
  if (!pen) throw new Error('This browser cannot draw on a canvas')
  pen.scale(pixelsPerUnit, pixelsPerUnit)
  pen.translate(groundUnits / 2, groundUnits / 2)
  pen.fillStyle = '#0a0e26'
  pen.fillRect(-groundUnits / 2, -groundUnits / 2, groundUnits, groundUnits)
  paintPanels(pen)
  paintColourPools(pen)
  paintSeams(pen)
  paintSectors(pen)
  paintEmblem(pen)
  const { pads, walls } = layouts.small
  for (const pad of pads) paintSocket(pen, pad.x, pad.y, padColours[pad.kind])
  for (const wall of walls) paintShadow(pen, wall)
  for (const wall of walls) paintFootLight(pen, wall)
  paintRimLight(pen)
  return new Texture({
    source: new CanvasSource({ resource: canvas, autoGenerateMipmaps: true, mipmapFilter: 'nearest' }),
  })
}

/** A fixed sequence, so that every player sees the same floor. */
function sequence(seed: number): () => number {
  let value = seed
  return () => {
    value = (value * 16807) % 2147483647
    return value / 2147483647
  }
}

function paintPanels(pen: Pen): void {
  const next = sequence(11)
  for (let x = -squareHalf; x < squareHalf; x += panelUnits) {
    for (let y = -squareHalf; y < squareHalf; y += panelUnits) {
      const light = next()
      const sheen = pen.createLinearGradient(x, y, x + panelUnits, y + panelUnits)
      sheen.addColorStop(0, `rgba(126,150,255,${0.03 + light * 0.1})`)
      sheen.addColorStop(0.5, `rgba(126,150,255,${light * 0.035})`)
      sheen.addColorStop(1, `rgba(2,3,14,${0.1 + light * 0.2})`)
      pen.fillStyle = sheen
      pen.fillRect(x + 0.7, y + 0.7, panelUnits - 1.4, panelUnits - 1.4)
      if (next() < 0.1) paintVent(pen, x, y)
    }
  }
}

function paintVent(pen: Pen, x: number, y: number): void {
  pen.strokeStyle = 'rgba(2,3,12,0.55)'
  pen.lineWidth = 2
  for (let i = 0; i < 4; i++) {
    pen.beginPath()
    pen.moveTo(x + 14, y + 17 + i * 5)
    pen.lineTo(x + 36, y + 17 + i * 5)
    pen.stroke()
  }
}

function paintColourPools(pen: Pen): void {
  pen.globalCompositeOperation = 'lighter'
  pool(pen, 0, 0, 330, wallColours.centre, 0.17)
  for (const [x, y] of [
    [1, 1],
    [-1, 1],
    [1, -1],
    [-1, -1],
  ] as const) {
    pool(pen, x * 232, y * 232, 150, padColours.health, 0.08)
    pool(pen, x * 430, y * 430, 260, wallColours.rim, 0.2)
  }
  for (const [x, y] of [
    [1, 0],
    [0, 1],
    [-1, 0],
    [0, -1],
  ] as const)
    pool(pen, x * 376, y * 376, 240, wallColours.pillar, 0.12)
  pen.globalCompositeOperation = 'source-over'
}

function pool(pen: Pen, x: number, y: number, radius: number, colour: number, alpha: number): void {
  const light = pen.createRadialGradient(x, y, 0, x, y, radius)
  light.addColorStop(0, rgba(colour, alpha))
  light.addColorStop(1, rgba(colour, 0))
  pen.fillStyle = light
  pen.fillRect(x - radius, y - radius, 2 * radius, 2 * radius)
}

function paintSeams(pen: Pen): void {
  pen.lineWidth = 0.8
  pen.strokeStyle = 'rgba(84,110,220,0.22)'
  grid(pen, panelUnits)
  pen.lineWidth = 1.3
  pen.strokeStyle = 'rgba(78,140,255,0.5)'
  pen.shadowColor = 'rgba(60,120,255,1)'
  pen.shadowBlur = 14
  grid(pen, seamEveryUnits)
  pen.shadowBlur = 0
  pen.strokeStyle = 'rgba(170,205,255,0.55)'
  pen.lineWidth = 1.1
  for (let x = -squareHalf; x <= squareHalf; x += panelUnits) {
    for (let y = -squareHalf; y <= squareHalf; y += panelUnits) {
      const reach = x % seamEveryUnits === 0 && y % seamEveryUnits === 0 ? 4 : 2
      pen.beginPath()
      pen.moveTo(x - reach, y)
      pen.lineTo(x + reach, y)
      pen.moveTo(x, y - reach)
      pen.lineTo(x, y + reach)
      pen.stroke()
    }
  }
}

function grid(pen: Pen, everyUnits: number): void {
  pen.beginPath()
  for (let at = -squareHalf; at <= squareHalf; at += everyUnits) {
    pen.moveTo(at, -squareHalf)
    pen.lineTo(at, squareHalf)
    pen.moveTo(-squareHalf, at)
    pen.lineTo(squareHalf, at)
  }
  pen.stroke()
}

/** Names on the floor that players can call to each other. */
function paintSectors(pen: Pen): void {
  pen.fillStyle = 'rgba(150,185,255,0.13)'
  pen.font =
    '700 22px "Avenir Next Condensed", "Roboto Condensed", "Liberation Sans Narrow", "Arial Narrow", sans-serif'
  pen.textBaseline = 'top'
  for (let column = 0; column < 8; column++) {
    for (let row = 0; row < 8; row++) {
      const x = -groundUnits / 2 + column * sectorUnits + 16
      const y = -groundUnits / 2 + row * sectorUnits + 18
      pen.fillText(`${sectorNames[column]}${row + 1}`, x, y)
    }
  }
}

function paintEmblem(pen: Pen): void {
  pen.save()
  pen.globalCompositeOperation = 'lighter'
  pen.shadowColor = rgba(wallColours.rim, 1)
  pen.shadowBlur = 16
  pen.strokeStyle = rgba(wallColours.rim, 0.42)
  for (const [radius, width, dash] of [
    [258, 1.2, [1, 6]],
    [244, 1.6, []],
    [226, 7, [66, 36]],
    [138, 1.4, []],
    [126, 5, [16, 14]],
  ] as const) {
    pen.lineWidth = width
    pen.setLineDash([...dash])
    pen.beginPath()
    pen.arc(0, 0, radius, 0, Math.PI * 2)
    pen.stroke()
  }
  pen.setLineDash([])
  pen.fillStyle = rgba(wallColours.rim, 0.42)
  for (let i = 0; i < 4; i++) {
    pen.rotate(Math.PI / 2)
    pen.beginPath()
    pen.moveTo(196, -17)
    pen.lineTo(166, 0)
    pen.lineTo(196, 17)
    pen.lineTo(186, 0)
    pen.fill()
  }
  pen.restore()
}

/** A dark plate with a rim, in which a pad sits. */
function paintSocket(pen: Pen, x: number, y: number, colour: number): void {
  pen.fillStyle = 'rgba(3,5,18,0.75)'
  pen.beginPath()
  pen.arc(x, y, 34, 0, Math.PI * 2)
  pen.fill()
  pen.lineWidth = 2
  pen.strokeStyle = rgba(colour, 0.35)
  pen.stroke()
  pen.lineWidth = 4
  pen.strokeStyle = 'rgba(150,170,255,0.16)'
  pen.setLineDash([8, 9.8])
  pen.beginPath()
  pen.arc(x, y, 40, 0, Math.PI * 2)
  pen.stroke()
  pen.setLineDash([])
}

function paintShadow(pen: Pen, { left, top, right, bottom }: Wall): void {
  pen.save()
  pen.shadowColor = 'rgba(0,0,8,0.95)'
  pen.fillStyle = 'rgba(0,0,8,0.9)'
  for (const blur of [60, 26]) {
    pen.shadowBlur = blur
    pen.shadowOffsetX = blur / 4
    pen.shadowOffsetY = blur / 3
    pen.fillRect(left, top, right - left, bottom - top)
  }
  pen.restore()
}

/** The light that a wall's edge throws on the floor around its foot. */
function paintFootLight(pen: Pen, wall: Wall): void {
  const { left, top, right, bottom } = wall
  const colour = colourOfWall(wall)
  pen.save()
  pen.globalCompositeOperation = 'lighter'
  pen.shadowColor = rgba(colour, 1)
  for (const [blur, alpha] of [
    [70, 0.3],
    [26, 0.35],
  ] as const) {
    pen.globalAlpha = alpha
    pen.shadowBlur = blur
    pen.strokeStyle = rgba(colour, 0.9)
    pen.lineWidth = 1.6
    pen.strokeRect(left, top, right - left, bottom - top)
  }
  pen.restore()
}

function paintRimLight(pen: Pen): void {
  pen.save()
  pen.globalCompositeOperation = 'lighter'
  pen.shadowColor = cssColour(wallColours.rim)
  pen.strokeStyle = rgba(wallColours.rim, 0.8)
  pen.lineWidth = 3
  for (const blur of [120, 50]) {
    pen.shadowBlur = blur
    pen.globalAlpha = 0.5
    pen.strokeRect(-squareHalf, -squareHalf, 2 * squareHalf, 2 * squareHalf)
  }
  pen.restore()
}

function rgba(colour: number, alpha: number): string {
  return `rgba(${(colour >> 16) & 255},${(colour >> 8) & 255},${colour & 255},${alpha})`
}
