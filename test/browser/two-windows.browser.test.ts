import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { layouts } from '@gameserver/games/arena/arena.ts'
import { wayTo } from '@gameserver/games/arena/bot-ways.ts'
import { findChromium } from '@gameserver/services/chromium'
import { createProgress } from '@gameserver/services/progress'
import { type OwnStack, startOwnStack } from '@gameserver/services/stack/own-stack'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { speech } from './speech.ts'

/** Time to find each other, talk and shoot, on a machine that draws two pages without a graphics card. */
const matchSeconds = 45
const artifacts = join(import.meta.dirname, '../../test-artifacts/two-windows')
const speechFile = join(artifacts, 'speech.wav')
const viewport = { width: 960, height: 540 }

let stack: OwnStack
let browser: Browser
let context: BrowserContext
const faults: string[] = []

beforeAll(async () => {
  mkdirSync(artifacts, { recursive: true })
  writeFileSync(speechFile, speech())
  const progress = createProgress()
  const [executablePath, started] = await Promise.all([
    findChromium(progress),
    startOwnStack({
      withArcade: true,
      env: { ...process.env, GAME_SETTINGS: `arena.seconds=${matchSeconds}` },
      progress,
    }),
  ])
  stack = started
  browser = await chromium.launch({
    executablePath,
    args: [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--use-angle=swiftshader',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-audio-capture=${speechFile}`,
    ],
  })
  // One profile: two windows of the same browser must be two players all the same.
  context = await browser.newContext({ viewport })
})

afterAll(async () => {
  await browser?.close()
  await stack?.stop()
})

test('two windows log in, play each other, talk, and see the result', async () => {
  const ada = await openArcade('Ada')
  const bob = await openArcade('Bob')

  await ada.getByTestId('play-button').click()
  await expect.poll(() => ada.getByTestId('queue-status').textContent()).toMatch(/needs 1 more player/i)
  await picture(ada, 'queue')
  await bob.getByTestId('play-button').click()
  await Promise.all([ada, bob].map((page) => page.getByTestId('readout').waitFor({ timeout: 60_000 })))

  const startPlaces = await Promise.all([ada, bob].map(placeOf))
  expect(startPlaces[0]).not.toEqual(startPlaces[1])
  const hunts = Promise.all([hunt(ada, bob), hunt(bob, ada)])
  // Should the test fail first, the hunters lose their pages.
  hunts.catch(() => {})

  await ada.getByTestId('chat-input').fill('hello Bob')
  await ada.getByTestId('chat-input').press('Enter')
  await expect.poll(() => bob.getByTestId('chat-log').textContent(), { timeout: 10_000 }).toBe('Adahello Bob')

  await ada.getByTestId('mic-button').click()
  await expect.poll(() => ada.getByTestId('mic-button').getAttribute('aria-pressed')).toBe('true')
  await expect.poll(() => loudestHeard(bob), { timeout: 20_000 }).toBeGreaterThan(0.02)
  await expect.poll(() => speakersShown(bob), { timeout: 20_000 }).toEqual(['Ada'])
  await picture(bob, 'hears')

  for (const [i, page] of [ada, bob].entries()) expect(await placeOf(page)).not.toEqual(startPlaces[i])
  await expect.poll(() => harmDone([ada, bob]), { timeout: 40_000, interval: 250 }).toBe(true)
  await Promise.all([picture(ada, 'ada-plays'), picture(bob, 'bob-plays')])

  for (const page of [ada, bob]) await page.getByTestId('result-screen').waitFor({ timeout: 60_000 })
  await hunts
  const standings = await Promise.all(
    [ada, bob].map((page) => page.getByTestId('standing').allTextContents()),
  )
  expect(standings[0]).toEqual(standings[1])
  expect(standings[0]).toHaveLength(2)
  for (const page of [ada, bob]) {
    await expect
      .poll(() => page.getByTestId('leaderboard').textContent(), { timeout: 15_000 })
      .toMatch(/(Ada.*Bob|Bob.*Ada).*Your best: \d+, rank \d of 2/)
  }
  await picture(ada, 'result')
  expect(faults).toEqual([])
})

async function openArcade(name: string): Promise<Page> {
  const page = await context.newPage()
  page.on('pageerror', (error) => faults.push(`${name}: ${error.message}`))
  await page.goto(stack.addresses.arcadeUrl as string)
  await page.getByTestId('name-input').fill(name)
  await page.locator('[data-testid=play-button]:not([disabled])').waitFor({ timeout: 60_000 })
  return page
}

interface Place {
  x: number
  y: number
}

/** Undefined when the page does not show the game any more. */
async function placeOf(page: Page): Promise<Place | undefined> {
  const readout = page.getByTestId('readout')
  if ((await readout.count()) === 0) return undefined
  const [x, y] = await Promise.all(
    ['data-x', 'data-y'].map((name) => readout.getAttribute(name).catch(() => null)),
  )
  return x === null || y === null ? undefined : { x: Number(x), y: Number(y) }
}

/** Runs after the other with keyboard and mouse, firing, until the match is over. */
async function hunt(hunter: Page, prey: Page): Promise<void> {
  await hunter.mouse.move(viewport.width / 2, viewport.height / 4)
  await hunter.mouse.down()
  for (;;) {
    const [from, to] = await Promise.all([placeOf(hunter), placeOf(prey)])
    if (!from || !to) return
    const next = wayTo(layouts.small, from, to)
    await press(hunter, next.x - from.x, next.y - from.y)
    const distance = Math.max(1, Math.hypot(to.x - from.x, to.y - from.y))
    await hunter.mouse.move(
      viewport.width / 2 + ((to.x - from.x) / distance) * 220,
      viewport.height / 2 + ((to.y - from.y) / distance) * 220,
    )
    await hunter.waitForTimeout(60)
  }
}

async function press(page: Page, x: number, y: number): Promise<void> {
  const length = Math.max(1, Math.hypot(x, y))
  const isFar = length > 60
  for (const [key, amount] of [
    ['ArrowRight', x],
    ['ArrowLeft', -x],
    ['ArrowDown', y],
    ['ArrowUp', -y],
  ] as const) {
    if (isFar && amount / length > 0.38) await page.keyboard.down(key)
    else await page.keyboard.up(key)
  }
}

async function harmDone(pages: Page[]): Promise<boolean> {
  for (const page of pages) {
    const score = await page.getByTestId('hud-score').textContent({ timeout: 1_000 })
    const hp = await page.getByTestId('hud-hp').getAttribute('data-value', { timeout: 1_000 })
    if (Number(score) > 0 || Number(hp) < 100) return true
  }
  return false
}

async function speakersShown(page: Page): Promise<string[]> {
  return page.locator('[data-testid=score-line][data-speaking=true] .scores-name').allTextContents()
}

/** Listens for a second to what the page plays; 1 is full scale. */
async function loudestHeard(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const context = new AudioContext()
    const analyser = context.createAnalyser()
    for (const element of document.querySelectorAll('audio')) {
      if (element.srcObject instanceof MediaStream) {
        context.createMediaStreamSource(element.srcObject).connect(analyser)
      }
    }
    const samples = new Float32Array(analyser.fftSize)
    let loudest = 0
    for (let i = 0; i < 40; i++) {
      await new Promise((resolve) => setTimeout(resolve, 25))
      analyser.getFloatTimeDomainData(samples)
      loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), loudest)
    }
    await context.close()
    return loudest
  })
}

async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(artifacts, `${name}.png`) })
}
