import { hpMax, layouts, type Point } from '@gameserver/games/arena/arena.ts'
import { wayTo } from '@gameserver/games/arena/bot-ways.ts'
import { Camera } from '@gameserver/games/arena/draw/camera.ts'
import type { Page } from 'playwright-core'

/** Near enough that a ship is hit by who aims at it roughly, and far enough to stop in time on a slow machine. */
const shootingDistance = 180
/** Enough to tell that the keys do something. */
const strollDistance = 80
/** Radians beside the prey: should the ship not be quite where its page shows it, one of them hits. */
const aimsAside = [0, 0.05, -0.05, 0.1, -0.1]
/** A shot is due each 133 ms. */
const burstMs = 200
const stepMs = 60

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
    await holdKeysTowards(page, from, wayTo(layouts.small, from, to))
    await page.waitForTimeout(stepMs)
  }
  await releaseKeys(page)
}

/** Goes where the other can be seen, stops and fires, with keyboard and mouse, again and again until the match is over. */
export async function huntInto(hunter: Page, prey: Page, viewport: Viewport): Promise<void> {
  for (let burst = 0; ; ) {
    const [from, to] = await Promise.all([placeOf(hunter), placeOf(prey)])
    if (!from || !to) return
    const next = wayTo(layouts.small, from, to)
    if (next !== to || distanceBetween(from, to) > shootingDistance) {
      await holdKeysTowards(hunter, from, next)
      await hunter.waitForTimeout(stepMs)
      continue
    }
    await releaseKeys(hunter)
    const aim = Math.atan2(to.y - from.y, to.x - from.x) + (aimsAside[burst++ % aimsAside.length] ?? 0)
    const pointer = onScreen(from, aim, distanceBetween(from, to), viewport)
    await hunter.mouse.move(pointer.x, pointer.y)
    await hunter.mouse.down()
    await hunter.waitForTimeout(burstMs)
    await hunter.mouse.up()
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

async function holdKeysTowards(page: Page, from: Point, to: Point): Promise<void> {
  const distance = Math.max(1, distanceBetween(from, to))
  for (const [key, amount] of [
    ['ArrowRight', to.x - from.x],
    ['ArrowLeft', from.x - to.x],
    ['ArrowDown', to.y - from.y],
    ['ArrowUp', from.y - to.y],
  ] as const) {
    if (amount / distance > 0.38) await page.keyboard.down(key)
    else await page.keyboard.up(key)
  }
}

async function releaseKeys(page: Page): Promise<void> {
  for (const key of ['ArrowRight', 'ArrowLeft', 'ArrowDown', 'ArrowUp']) await page.keyboard.up(key)
}

function distanceBetween(a: Point, b: Point): number {
  return Math.hypot(b.x - a.x, b.y - a.y)
}
