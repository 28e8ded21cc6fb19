import { join } from 'node:path'
import { createProgress } from '@gameserver/services/progress'
import { type OwnStack, startOwnStack } from '@gameserver/services/stack/own-stack'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchTalkingBrowser } from './talking-browser.ts'

/** Of the slowest steps: a page is loaded, a match is opened. */
const stepMsMax = 90_000
const artifacts = join(import.meta.dirname, '../../test-artifacts/room')
const desktop = { width: 1280, height: 720 }
const phone = { width: 390, height: 844 }
const wait = { timeout: stepMsMax }

let stack: OwnStack
let browser: Browser
const faults: string[] = []

beforeAll(async () => {
  const progress = createProgress()
  ;[browser, stack] = await Promise.all([
    launchTalkingBrowser(artifacts, progress),
    startOwnStack({ withArcade: true, progress }),
  ])
})

afterAll(async () => {
  await browser?.close()
  await stack?.stop()
})

test('players meet by a room’s code, in spite of its password, get ready and play; another one watches', async () => {
  const ada = await openArcade('Ada', desktop)
  await ada.getByTestId('nav-rooms').click()
  await ada.getByTestId('room-create').click(wait)
  await ada.getByTestId('room-name').fill('Ten past six')
  await ada.getByLabel('Password').fill('tea')
  await ada.getByTestId('room-make').click()
  const code = (await ada.getByTestId('room-code').textContent(wait)) as string
  await expect.poll(() => ada.getByTestId('room-state').textContent(), wait).toBe('1 more player is needed')

  const bob = await openArcade('Bob', phone)
  await bob.getByTestId('nav-rooms').click()
  await expect.poll(() => bob.getByTestId('room-line').textContent(), wait).toContain('Ten past six')
  await bob.getByTestId('room-code-input').fill(code.toLowerCase())
  await bob.getByTestId('room-join').click()
  await bob.getByTestId('room-password').fill('coffee', wait)
  await bob.getByTestId('room-password').press('Enter')
  await bob.getByTestId('room-complaint').waitFor(wait)
  await picture(bob, 'wrong-password-on-a-phone')
  await bob.getByTestId('room-password').fill('tea')
  await bob.getByTestId('room-password').press('Enter')
  for (const page of [ada, bob]) await expect.poll(() => membersOn(page), wait).toEqual(['Ada', 'Bob'])

  const cleo = await openArcade('Cleo', desktop)
  await cleo.getByTestId('nav-rooms').click()
  await cleo.getByTestId('room-line').getByText('Watch').click(wait)
  await cleo.getByTestId('room-password').fill('tea', wait)
  await cleo.getByTestId('room-password').press('Enter')
  await expect.poll(() => membersOn(ada), wait).toEqual(['Ada', 'Bob', 'Cleo'])

  for (const page of [ada, bob])
    await expect.poll(() => page.getByTestId('room').getAttribute('data-room'), wait).toBe('connected')
  await bob.getByTestId('room-chat-input').fill('hello Ada')
  await bob.getByTestId('room-chat-input').press('Enter')
  await expect.poll(() => ada.getByTestId('room-chat-log').textContent(), wait).toBe('Bob hello Ada')

  await ada.getByTestId('room-ready-check').click()
  await expect
    .poll(() => bob.getByTestId('room-state').textContent(), wait)
    .toMatch(/Are you ready\? · \d+ s/)
  await Promise.all([picture(ada, 'host'), picture(bob, 'asked-on-a-phone')])
  await bob.getByTestId('room-ready').click()
  await Promise.all([ada, bob].map((page) => page.getByTestId('readout').waitFor(wait)))
  expect(new URL(ada.url()).search).toBe('')
  await cleo.getByTestId('watch-screen').waitFor(wait)
  await Promise.all([picture(ada, 'plays'), picture(cleo, 'watches')])
  expect(faults).toEqual([])
})

async function openArcade(name: string, viewport: typeof desktop): Promise<Page> {
  const context = await browser.newContext({ viewport, reducedMotion: 'reduce' })
  const page = await context.newPage()
  page.on('pageerror', (error) => faults.push(`${name}: ${error.message}`))
  // The name is what the page has kept from before.
  await page.addInitScript(`localStorage.setItem('gameserver.settings', JSON.stringify({ name: '${name}' }))`)
  await page.goto(stack.addresses.arcadeUrl as string)
  await page.locator('[data-testid=play-button]:not([disabled])').waitFor(wait)
  return page
}

async function membersOn(page: Page): Promise<string[]> {
  const names = await page.locator('[data-testid=room-member] .party-name').allTextContents()
  return names.map((name) => name.replace(/ (you|away)/g, ''))
}

async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(artifacts, `${name}.png`) })
}
