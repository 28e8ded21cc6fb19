import { attacks, type Fighter } from '../duel.ts'
import { drawFigure, knotsOf } from './figure.ts'
import { inOneColour, type Look, lookOf } from './looks.ts'
import { between, type Point, type Pose, poseOf } from './poses.ts'
import { Ribbon } from './ribbon.ts'

/** How fast a figure takes on another posture, per second; striking it is almost at once. */
const easePerSecond = { posture: 26, strike: 70 }
const breathMs = 1_300
const flashMs = 70
const echoEveryMs = 34
const echoLifeMs = 190
/** Where the sun stands, for who looks right. */
const light: Point = [0.5, 0.75]

interface Moment {
  readonly nowMs: number
  readonly elapsedMs: number
  /** How many units to the side the figure trembles in the stop of a blow. */
  readonly jitter: number
  readonly hasEchoes: boolean
}

interface Echo {
  readonly pose: Pose
  readonly fighter: Pick<Fighter, 'x' | 'y' | 'facesRight'>
  readonly atMs: number
}

/** One fighter on the stage: the posture between postures, what trails behind, and what is left in the eye. */
export class Actor {
  readonly #look: Look
  readonly #breath: number
  readonly #bands: readonly Ribbon[]
  readonly #belt = new Ribbon(3, 8)
  readonly #echoes: Echo[] = []
  readonly #white: Look
  readonly #glowing: Look
  #pose: Pose | undefined
  #flashUntilMs = 0
  #squashUntilMs = 0

  constructor(slot: number) {
    this.#look = lookOf(slot)
    this.#breath = slot * 0.37
    this.#bands =
      this.#look.head === 'mask'
        ? [new Ribbon(6, 10), new Ribbon(5, 9)]
        : [new Ribbon(5, 8), new Ribbon(4, 8)]
    this.#white = inOneColour(this.#look, '#fff')
    this.#glowing = inOneColour(this.#look, `rgb(${this.#look.glow})`)
  }

  flash(nowMs: number): void {
    this.#flashUntilMs = nowMs + flashMs
  }

  squash(nowMs: number): void {
    this.#squashUntilMs = nowMs + 110
  }

  draw(
    context: CanvasRenderingContext2D,
    fighter: Fighter,
    { nowMs, elapsedMs, jitter, hasEchoes }: Moment,
  ): void {
    const seconds = elapsedMs / 1000
    const pose = this.#ease(fighter, nowMs, seconds)
    if (hasEchoes) this.#drawEchoes(context, fighter, pose, nowMs)
    this.#trail(context, fighter, pose, seconds, nowMs)
    context.save()
    context.translate(fighter.x + jitter, -fighter.y)
    if (!fighter.facesRight) context.scale(-1, 1)
    if (nowMs < this.#squashUntilMs) context.scale(1.06, 0.93)
    if (attacks[fighter.move]?.meterCost !== undefined) this.#glow(context)
    const look = nowMs < this.#flashUntilMs ? this.#white : this.#look
    const isHurt = fighter.move === 'hurt' || fighter.move === 'launched' || fighter.move === 'down'
    drawFigure(context, pose, look, { light: fighter.facesRight ? light : [-light[0], light[1]], isHurt })
    context.restore()
  }

  #ease(fighter: Fighter, nowMs: number, seconds: number): Pose {
    const wanted = poseOf(fighter, (nowMs / breathMs + this.#breath) % 1)
    const speed = attacks[fighter.move] ? easePerSecond.strike : easePerSecond.posture
    this.#pose = this.#pose ? between(this.#pose, wanted, 1 - Math.exp(-seconds * speed)) : wanted
    return this.#pose
  }

  /** Ribbons live on the stage, not on the figure: they stay behind when it turns and leaps. */
  #trail(
    context: CanvasRenderingContext2D,
    fighter: Fighter,
    pose: Pose,
    seconds: number,
    nowMs: number,
  ): void {
    const side = fighter.facesRight ? 1 : -1
    const { head, belt } = knotsOf(pose)
    const onStage = ([forward, up]: Point): Point => [fighter.x + forward * side, fighter.y + up]
    const { band, belt: beltCss, outline } = this.#look
    const from = this.#look.head === 'mask' ? onStage([pose.chest[0] - 6, pose.chest[1] + 8]) : onStage(head)
    for (const [index, ribbon] of this.#bands.entries()) {
      const wind = -side * (260 + Math.sin(nowMs / 340 + index * 2) * 160)
      ribbon.follow([from[0], from[1] - index * 3], wind, seconds)
      ribbon.draw(context, this.#look.head === 'mask' ? 8 - index * 2 : 4.5, band, outline)
    }
    this.#belt.follow(onStage(belt), 0, seconds)
    this.#belt.draw(context, 4.5, beltCss, outline)
  }

  #drawEchoes(context: CanvasRenderingContext2D, fighter: Fighter, pose: Pose, nowMs: number): void {
    const isFast = fighter.move === 'lunge' || fighter.move === 'dash' || fighter.move === 'uppercut'
    const { x, y, facesRight } = fighter
    if (isFast && nowMs - (this.#echoes.at(-1)?.atMs ?? 0) > echoEveryMs)
      this.#echoes.push({ pose, fighter: { x, y, facesRight }, atMs: nowMs })
    while (this.#echoes.length > 0 && nowMs - (this.#echoes[0] as Echo).atMs > echoLifeMs)
      this.#echoes.shift()
    for (const echo of this.#echoes) {
      context.save()
      context.globalAlpha = 0.3 * (1 - (nowMs - echo.atMs) / echoLifeMs)
      context.translate(echo.fighter.x, -echo.fighter.y)
      if (!echo.fighter.facesRight) context.scale(-1, 1)
      drawFigure(context, echo.pose, this.#glowing, { light, isHurt: false })
      context.restore()
    }
  }

  #glow(context: CanvasRenderingContext2D): void {
    const shine = context.createRadialGradient(0, -70, 10, 0, -70, 105)
    shine.addColorStop(0, `rgba(${this.#look.glow}, 0.55)`)
    shine.addColorStop(1, `rgba(${this.#look.glow}, 0)`)
    context.fillStyle = shine
    context.fillRect(-110, -180, 220, 220)
  }
}
