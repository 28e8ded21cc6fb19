import { hpMax, layouts, type Point, speedMax } from '@gameserver/games/arena/arena.ts'
import { wayTo } from '@gameserver/games/arena/bot-ways.ts'
import { Camera } from '@gameserver/games/arena/draw/camera.ts'
import type { Page } from 'playwright-core'

/** Near enough that a ship is hit by who aims at it roughly. */
const shootingDistance = 250
/** Enough to tell that the keys do something. */
const strollDistance = 80
/** Radians beside the prey: should the ship not be quite where its page shows it, one of them hits. */
const aimsAside = [0, 0.05, -0.05, 0.1, -0.1]
/** A shot is due each 133 ms. */
const burstMs = 200
const stepMs = 60
/** Of a walk between two looks at where it has led: on a slow machine keys are let go later than meant. */
const walkMsMax = 300
/** Who has not been hit by then may be behind a corner that shots meet and the eye does not. */
const burstsFromOnePlace = 10
const restMs = 100

/** The camera's, in `draw.ts` of the arena: how far it looks ahead, and a time after which it has come to rest. */
const lookAheadShare = 0.3
const lookAheadMax = 95
const settledSeconds = 10

interface Viewport {
  width: number
  height: number
}

/** Walks a little, and stands still then: what moves is judged by where its hunter saw it, which another page can't tell. */
export async function strollTowards(page: Page, other: Page): Promise<void> {
  const start = await placeOf(page)
  for (;;) {
    const [from, to] = await Promise.all([placeOf(page), placeOf(other)])
    if (!start || !from || !to || distanceBetween(start, from) > strollDistance) break
    await walk(page, from, wayTo(layouts.small, from, to))
  }
}

/** Goes where the other can be seen, stops and fires, with keyboard and mouse, again and again until the match is over. */
export async function huntInto(hunter: Page, prey: Page, viewport: Viewport): Promise<void> {
  // Takes the keyboard from whatever button was pressed last.
  await hunter.mouse.click(viewport.width / 2, viewport.height / 3)
  let before: Point | undefined
  for (let bursts = 0; ; ) {
    const [from, to] = await Promise.all([placeOf(hunter), placeOf(prey)])
    if (!from || !to) return
    const next = wayTo(layouts.small, from, to)
    if (next !== to || distanceBetween(from, to) > shootingDistance) {
      const isStuck = before !== undefined && distanceBetween(before, from) < 2
      await walk(hunter, from, isStuck ? anywhereNear(from) : next)
      before = from
      continue
    }
    const aim = Math.atan2(to.y - from.y, to.x - from.x) + (aimsAside[bursts % aimsAside.length] ?? 0)
    const pointer = onScreen(from, aim, distanceBetween(from, to), viewport)
    await hunter.mouse.move(pointer.x, pointer.y)
    await hunter.mouse.down()
    await hunter.waitForTimeout(burstMs)
    await hunter.mouse.up()
    if (++bursts % burstsFromOnePlace === 0) await walk(hunter, from, anywhereNear(from))
  }
}

/** Whether anybody scores or is hurt before the match is over. */
export async function harmSeen(pages: readonly Page[]): Promise<boolean> {
  for (;;) {
    const readings = await Promise.all(pages.map(readingOf))
    if (readings.some((reading) => reading && (reading.score > 0 || reading.hp < hpMax))) return true
    if (readings.every((reading) => reading === undefined)) return false
    await pages[0]?.waitForTimeout(stepMs)
  }
}

/** Undefined when the page does not show the game any more. */
export async function placeOf(page: Page): Promise<Point | undefined> {
  const reading = await readingOf(page)
  return reading && { x: reading.x, y: reading.y }
}

/** All of one moment. */
function readingOf(page: Page) {
  return page.evaluate(() => {
    const read = (id: string, attribute: string) => {
      const value = document.querySelector(`[data-testid=${id}]`)?.getAttribute(attribute)
      return value ? Number(value) : undefined
    }
    const [x, y] = [read('readout', 'data-x'), read('readout', 'data-y')]
    const hp = read('hud-hp', 'data-value')
    if (x === undefined || y === undefined || hp === undefined) return undefined
    const scores = [...document.querySelectorAll('[data-testid=hud-score]')]
    return { x, y, hp, score: Math.max(0, ...scores.map(({ textContent }) => Number(textContent))) }
  })
}

/** Where on the hunter's screen something is: the camera looks ahead to the pointer, and stops at the rim. */
function onScreen(own: Point, aim: number, distance: number, { width, height }: Viewport): Point {
  const camera = new Camera()
  camera.resize(width, height)
  const [x, y] = [Math.cos(aim), Math.sin(aim)]
  let pointer = { x: width / 2, y: height / 2 }
  for (let round = 0; round < 5; round++) {
    const reach = Math.hypot(pointer.x - width / 2, pointer.y - height / 2) / camera.zoom
    const ahead = Math.min(lookAheadMax, lookAheadShare * reach)
    camera.follow(own.x + x * ahead, own.y + y * ahead, settledSeconds)
    pointer = camera.toScreen(own.x + x * distance, own.y + y * distance)
  }
  return pointer
}

/** Off a corner that is in the way: places are shown in whole units, and walls and shots are met in fractions. */
function anywhereNear({ x, y }: Point): Point {
  const angle = Math.random() * 2 * Math.PI
  return { x: x + Math.cos(angle) * 100, y: y + Math.sin(angle) * 100 }
}

/** Goes some of the way, and stops. */
async function walk(page: Page, from: Point, to: Point): Promise<void> {
  const distance = Math.max(1, distanceBetween(from, to))
  const [x, y] = [(to.x - from.x) / distance, (to.y - from.y) / distance]
  const keys = [
    ...(Math.abs(x) > 0.38 ? [x > 0 ? 'ArrowRight' : 'ArrowLeft'] : []),
    ...(Math.abs(y) > 0.38 ? [y > 0 ? 'ArrowDown' : 'ArrowUp'] : []),
  ]
  for (const key of keys) await page.keyboard.down(key)
  await page.waitForTimeout(Math.min(walkMsMax, (distance / speedMax) * 1_000))
  for (const key of keys) await page.keyboard.up(key)
  await page.waitForTimeout(restMs)
}

function distanceBetween(a: Point, b: Point): number {
  return Math.hypot(b.x - a.x, b.y - a.y)
}
