import { join } from 'node:path'
import { createProgress } from '@gameserver/services/progress'
import { type OwnStack, startOwnStack } from '@gameserver/services/stack/own-stack'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { harmSeen, huntInto, placeOf, strollTowards } from './hunt.ts'
import { launchTalkingBrowser, loudestHeard } from './talking-browser.ts'

/** Time to find each other, talk and shoot, on a busy machine that draws two pages without a graphics card. */
const matchSeconds = 60
/** Of the slowest steps: a match is opened, a page is loaded, a voice is heard, a match ends. */
const stepMsMax = 90_000
const artifacts = join(import.meta.dirname, '../../test-artifacts/two-windows')
const viewport = { width: 960, height: 540 }

let stack: OwnStack
let browser: Browser
let context: BrowserContext
const faults: string[] = []

beforeAll(async () => {
  const progress = createProgress()
  ;[browser, stack] = await Promise.all([
    launchTalkingBrowser(artifacts, progress),
    startOwnStack({
      withArcade: true,
      env: { ...process.env, GAME_SETTINGS: `arena.seconds=${matchSeconds}` },
      progress,
    }),
  ])
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
  await Promise.all([ada, bob].map((page) => page.getByTestId('readout').waitFor({ timeout: stepMsMax })))

  const startPlaces = await Promise.all([ada, bob].map(placeOf))
  expect(startPlaces[0]).not.toEqual(startPlaces[1])

  await ada.getByTestId('chat-input').fill('hello Bob')
  await ada.getByTestId('chat-input').press('Enter')
  await expect.poll(() => bob.getByTestId('chat-log').textContent()).toBe('Adahello Bob')
  await ada.getByTestId('mic-button').click()
  await expect.poll(() => ada.getByTestId('mic-button').getAttribute('aria-pressed')).toBe('true')

  // From here on Ada's mouse is busy.
  const harm = harmSeen([ada, bob])
  const hunt = strollTowards(bob, ada).then(() => huntInto(ada, bob, viewport))
  // Should the test fail first, they lose their pages.
  for (const work of [harm, hunt]) work.catch(() => {})
  await expect.poll(() => loudestHeard(bob), { timeout: stepMsMax }).toBeGreaterThan(0.02)
  await expect.poll(() => speakersShown(bob), { timeout: stepMsMax }).toEqual(['Ada'])
  await picture(bob, 'hears')

  expect(await harm).toBe(true)
  for (const [i, page] of [ada, bob].entries()) {
    const place = await placeOf(page)
    expect(place).toBeDefined()
    expect(place).not.toEqual(startPlaces[i])
  }
  await Promise.all([picture(ada, 'ada-plays'), picture(bob, 'bob-plays')])

  for (const page of [ada, bob]) await page.getByTestId('result-screen').waitFor({ timeout: stepMsMax })
  await hunt
  const standings = await Promise.all(
    [ada, bob].map((page) => page.getByTestId('standing').allTextContents()),
  )
  expect(standings[0]).toEqual(standings[1])
  expect(standings[0]).toHaveLength(2)
  for (const page of [ada, bob]) {
    await expect
      .poll(() => page.getByTestId('leaderboard').textContent())
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
  await page.locator('[data-testid=play-button]:not([disabled])').waitFor({ timeout: stepMsMax })
  return page
}

async function speakersShown(page: Page): Promise<string[]> {
  return page.locator('[data-testid=score-line][data-speaking=true] .scores-name').allTextContents()
}

async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(artifacts, `${name}.png`) })
}
