import { join } from 'node:path'
import { createProgress } from '@gameserver/services/progress'
import { type OwnStack, startOwnStack } from '@gameserver/services/stack/own-stack'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchTalkingBrowser, loudestHeard } from './talking-browser.ts'

/** Of the slowest steps: a page is loaded, a voice is heard, a match is opened. */
const stepMsMax = 60_000
const artifacts = join(import.meta.dirname, '../../test-artifacts/party')
const desktop = { width: 1280, height: 800 }
const phone = { width: 390, height: 844 }

let stack: OwnStack
let browser: Browser
let context: BrowserContext
const faults: string[] = []

beforeAll(async () => {
  const progress = createProgress()
  ;[browser, stack] = await Promise.all([
    launchTalkingBrowser(artifacts, progress),
    startOwnStack({ withArcade: true, progress }),
  ])
  // Bots that play behind the menu would take the machine's time.
  context = await browser.newContext({ viewport: desktop, reducedMotion: 'reduce' })
})

afterAll(async () => {
  await browser?.close()
  await stack?.stop()
})

test('two windows meet in a party by a link, talk, get ready, outlast a reload, and play one match', async () => {
  const ada = await openArcade('Ada', '?name=Ada')
  await ada.getByTestId('party-create').click()
  const link = await ada.getByTestId('party-copy').getAttribute('data-link')
  const bob = await openArcade('Bob', `${new URL(link as string).search}&name=Bob`)
  for (const page of [ada, bob]) await expect.poll(() => membersOn(page)).toEqual(['Ada', 'Bob'])
  expect(new URL(bob.url()).searchParams.has('party')).toBe(false)
  for (const page of [ada, bob]) {
    await expect.poll(() => page.getByTestId('party').getAttribute('data-room')).toBe('connected')
  }

  await ada.getByTestId('party-mic-button').click()
  await expect.poll(() => loudestHeard(bob), { timeout: stepMsMax }).toBeGreaterThan(0.02)
  await expect.poll(() => membersOn(bob, '[data-speaking=true]'), { timeout: stepMsMax }).toEqual(['Ada'])
  await bob.getByTestId('party-chat-input').fill('hello Ada')
  await bob.getByTestId('party-chat-input').press('Enter')
  await expect.poll(() => ada.getByTestId('party-chat-log').textContent()).toBe('Bob hello Ada')

  await ada.getByTestId('party-ready-check').click()
  await expect.poll(() => bob.getByTestId('party').textContent()).toContain('Are you ready?')
  await Promise.all([picture(ada, 'ada-desktop'), picture(bob, 'bob-asked')])
  await bob.getByTestId('party-ready').click()
  await expect.poll(() => ada.getByTestId('party').textContent()).toContain('2 of 2 ready')

  await bob.reload()
  await expect.poll(() => membersOn(bob)).toEqual(['Ada', 'Bob'])
  await ada.getByTestId('party-promote').click()
  await bob.setViewportSize(phone)
  await bob.getByTestId('party-ready-check').waitFor({ timeout: stepMsMax })
  await bob.getByTestId('party-mic-button').waitFor({ timeout: stepMsMax })
  await picture(bob, 'bob-leads-on-a-phone')

  await bob.getByTestId('party-kick').click()
  await ada.getByTestId('party-create').waitFor({ timeout: stepMsMax })
  await bob.getByTestId('party-invite').click()
  await ada.getByTestId('party-toast').waitFor({ timeout: stepMsMax })
  await picture(ada, 'ada-invited')
  await ada.getByTestId('party-accept').click()
  for (const page of [ada, bob]) await expect.poll(() => membersOn(page)).toEqual(['Bob', 'Ada'])

  await bob.getByTestId('party-ready-check').click()
  await ada.getByTestId('party-ready').click()
  await expect.poll(() => bob.getByTestId('party').textContent()).toContain('2 of 2 ready')
  await bob.getByTestId('play-button').click()
  await Promise.all([ada, bob].map((page) => page.getByTestId('readout').waitFor({ timeout: stepMsMax })))
  await picture(ada, 'ada-came-along')
  expect(faults).toEqual([])
})

async function openArcade(name: string, search: string): Promise<Page> {
  const page = await context.newPage()
  page.on('pageerror', (error) => faults.push(`${name}: ${error.message}`))
  await page.goto(stack.addresses.arcadeUrl + search)
  await page.locator('[data-testid=play-button]:not([disabled])').waitFor({ timeout: stepMsMax })
  return page
}

async function membersOn(page: Page, of = ''): Promise<string[]> {
  const names = await page.locator(`[data-testid=party-member]${of} .party-name`).allTextContents()
  return names.map((name) => name.replace(/ (you|away)/g, ''))
}

async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(artifacts, `${name}.png`) })
}
