export function white(alpha: number): string {
  return `rgba(255,255,255,${alpha})`
}

export function radial(
  pen: CanvasRenderingContext2D,
  size: number,
  stops: readonly (readonly [number, string])[],
) {
  const half = size / 2
  const gradient = pen.createRadialGradient(half, half, 0, half, half, half)
  for (const [at, colour] of stops) gradient.addColorStop(at, colour)
  pen.fillStyle = gradient
  pen.fillRect(0, 0, size, size)
}

export function polygon(pen: CanvasRenderingContext2D, points: readonly (readonly [number, number])[]) {
  pen.beginPath()
  points.forEach(([x, y], i) => {
    if (i === 0) pen.moveTo(x, y)
    else pen.lineTo(x, y)
  })
  pen.closePath()
}
