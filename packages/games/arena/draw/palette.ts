import type { Wall } from '../arena.ts'

/** Colours of the first slots, chosen to stay apart on the dark floor; the later ones go round the colour circle. */
const chosen = [
  0x2ff3ff, 0xff3d8b, 0xffc83d, 0x8dff4f, 0xa678ff, 0xff7a33, 0x3d8bff, 0xff5ff0, 0x2effa8, 0xff4f4f,
  0xd8ff3d, 0x6fd0ff,
]
const goldenTurn = 0.618034

export const wallColours = { rim: 0x3f7bff, centre: 0xff3d9a, cover: 0x7a5cff, pillar: 0x22d3ee }
export const padColours = { health: 0x4dff9a, overcharge: 0xff4fd8 }

export function colourOfWall({ left, top, right, bottom }: Wall): number {
  const width = right - left
  const height = bottom - top
  if (width > 900 || height > 900) return wallColours.rim
  if (Math.hypot((left + right) / 2, (top + bottom) / 2) < 120) return wallColours.centre
  return Math.abs(width - height) < 10 ? wallColours.pillar : wallColours.cover
}

export function colourOf(slot: number): number {
  return chosen[slot] ?? fromHue((slot * goldenTurn) % 1)
}

export function cssColour(colour: number): string {
  return `#${colour.toString(16).padStart(6, '0')}`
}

function fromHue(hue: number): number {
  const channel = (shift: number) => {
    const k = (shift + hue * 12) % 12
    return Math.round(255 * (0.66 - 0.34 * Math.max(-1, Math.min(k - 3, 9 - k, 1))))
  }
  return channel(0) * 65536 + channel(8) * 256 + channel(4)
}
