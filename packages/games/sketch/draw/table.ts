/** What never moves, painted once for a size of the page: the table, and the sheets that lie on it. */

/** Where the uppermost sheet lies on the page, in CSS pixels. */
export interface Sheet {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

export const paperCss = '#fffdf6'
const boardHeight = 96
const crayons = [
  ...[
    { x: 0.045, y: 0.62, turn: 0.5, css: '#e0574b' },
    { x: 0.075, y: 0.7, turn: 0.62, css: '#f2b705' },
  ],
  ...[
    { x: 0.93, y: 0.55, turn: -0.7, css: '#3f9e4d' },
    { x: 0.955, y: 0.47, turn: -0.45, css: '#2f6fde' },
  ],
] as const
/** On a page narrower than this there is no room for things beside the paper. */
const broadPage = 1000

export function paintTable(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  sheet: Sheet,
): void {
  for (let board = 0; board * boardHeight < height; board++) paintBoard(context, width, board)
  const light = context.createRadialGradient(
    ...[width * 0.5, height * 0.36, 80],
    ...([width * 0.5, height * 0.5, Math.max(width, height) * 0.72] as const),
  )
  light.addColorStop(0, 'rgba(255, 214, 160, 0.2)')
  light.addColorStop(0.45, 'rgba(40, 16, 30, 0.1)')
  light.addColorStop(1, 'rgba(14, 6, 22, 0.78)')
  context.fillStyle = light
  context.fillRect(0, 0, width, height)
  if (width >= broadPage) for (const crayon of crayons) paintCrayon(context, width, height, crayon)
  paintSheet(context, sheet, -0.022, '#e6dfd0')
  paintSheet(context, sheet, 0.013, '#f2ecdf')
  paintSheet(context, sheet, 0, paperCss)
  paintTape(context, sheet.left, sheet.top, -0.7)
  paintTape(context, sheet.left + sheet.width, sheet.top, 0.7)
}

function paintBoard(context: CanvasRenderingContext2D, width: number, board: number): void {
  const top = board * boardHeight
  const shade = 34 + ((board * 7) % 3) * 4
  context.fillStyle = `hsl(${16 + (board % 2) * 4} 38% ${shade * 0.62}%)`
  context.fillRect(0, top, width, boardHeight)
  context.fillStyle = 'rgba(20, 6, 10, 0.5)'
  context.fillRect(0, top, width, 2)
  context.lineWidth = 1
  for (let grain = 0; grain < 7; grain++) {
    const y = top + 10 + grain * 12.5
    context.strokeStyle = `rgba(20, 6, 10, ${0.1 + (grain % 3) * 0.06})`
    context.beginPath()
    context.moveTo(0, y)
    for (let x = 0; x <= width; x += 90)
      context.quadraticCurveTo(x + 45, y + Math.sin(x * 0.013 + grain * 2 + board) * 7, x + 90, y)
    context.stroke()
  }
}

function paintCrayon(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  { x, y, turn, css }: (typeof crayons)[number],
): void {
  context.save()
  context.translate(width * x, height * y)
  context.rotate(turn)
  context.shadowColor = 'rgba(0, 0, 0, 0.5)'
  context.shadowBlur = 10
  context.shadowOffsetY = 5
  context.fillStyle = css
  context.fillRect(-9, -62, 18, 112)
  context.shadowColor = 'transparent'
  context.beginPath()
  context.moveTo(-9, -62)
  context.lineTo(-3, -84)
  context.lineTo(3, -84)
  context.lineTo(9, -62)
  context.fill()
  context.fillStyle = 'rgba(255, 255, 255, 0.28)'
  context.fillRect(-6, -62, 4, 112)
  context.fillStyle = 'rgba(20, 10, 20, 0.45)'
  context.fillRect(-9, -50, 18, 5)
  context.fillRect(-9, 34, 18, 5)
  context.restore()
}

function paintSheet(context: CanvasRenderingContext2D, sheet: Sheet, turn: number, css: string): void {
  const { left, top, width, height } = sheet
  context.save()
  context.translate(left + width / 2, top + height / 2)
  context.rotate(turn)
  context.shadowColor = 'rgba(8, 2, 10, 0.5)'
  context.shadowBlur = 26
  context.shadowOffsetY = 9
  context.fillStyle = css
  context.fillRect(-width / 2, -height / 2, width, height)
  context.restore()
}

function paintTape(context: CanvasRenderingContext2D, x: number, y: number, turn: number): void {
  context.save()
  context.translate(x, y)
  context.rotate(turn)
  context.fillStyle = 'rgba(255, 214, 120, 0.72)'
  context.fillRect(-34, -11, 68, 22)
  context.restore()
}
