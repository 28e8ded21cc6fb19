import { join } from 'node:path'
import { createProgress } from '@gameserver/services/progress'
import { type OwnStack, startOwnStack } from '@gameserver/services/stack/own-stack'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchTalkingBrowser } from './talking-browser.ts'

/** Of a game whose ranked queue is the usual one, whose times are the configuration's. */
const game = 'harvest'
/** Of the slowest steps: a page is loaded, a match is opened. */
const stepMsMax = 90_000
const artifacts = join(import.meta.dirname, '../../test-artifacts/offer')

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
      // Time enough for pages on a busy machine.
      env: { ...process.env, MATCH_ACCEPT_SECONDS: '60', MATCH_COOLDOWN_SECONDS: '8' },
      progress,
    }),
  ])
  context = await browser.newContext({ viewport: { width: 1100, height: 700 }, reducedMotion: 'reduce' })
})

afterAll(async () => {
  await browser?.close()
  await stack?.stop()
})

test('two windows are offered a ranked match: one declines, waits, and then both accept and play', async () => {
  const [ada, bob] = [await openArcade('Ada'), await openArcade('Bob')]
  for (const page of [ada, bob]) {
    await page.getByTestId('mode-ranked').check({ force: true })
    await page.getByTestId('play-button').click()
  }
  await Promise.all([ada, bob].map(isAsked))
  await expect.poll(() => ada.title()).toMatch(/^\(\d+\) Match found!$/)
  await ada.getByTestId('offer-accept').click()
  await expect.poll(() => bob.getByTestId('offer-accepted').textContent()).toBe('1 of 2 accepted')
  await expect.poll(() => ada.getByTestId('match-offer').textContent()).toContain('Waiting for the others')
  await Promise.all([picture(ada, 'ada-has-accepted'), picture(bob, 'bob-is-asked')])

  await bob.getByTestId('offer-decline').click()
  await expect
    .poll(() => bob.getByTestId('complaint').textContent())
    .toContain('You did not accept the match')
  await picture(bob, 'bob-has-declined')
  await expect
    .poll(() => ada.getByTestId('queue-status').textContent())
    .toMatch(/a player did not accept|needs 1 more player/)
  expect(await ada.title()).not.toMatch(/Match found/)
  await picture(ada, 'ada-waits-on')
  await expect.poll(() => bob.getByTestId('cooldown').textContent()).toBe('You can queue again now.')

  await bob.getByTestId('play-button').click()
  await Promise.all([ada, bob].map(isAsked))
  for (const page of [bob, ada]) await page.getByTestId('offer-accept').click()
  await Promise.all([ada, bob].map((page) => page.getByTestId('readout').waitFor({ timeout: stepMsMax })))
  expect(faults).toEqual([])
})

const isAsked = (page: Page) => page.getByTestId('match-offer').waitFor({ timeout: stepMsMax })

async function openArcade(name: string): Promise<Page> {
  const page = await context.newPage()
  page.on('pageerror', (error) => faults.push(`${name}: ${error.message}`))
  await page.goto(`${stack.addresses.arcadeUrl}?name=${name}&game=${game}`)
  await page.locator('[data-testid=play-button]:not([disabled])').waitFor({ timeout: stepMsMax })
  return page
}

async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(artifacts, `${name}.png`) })
}
