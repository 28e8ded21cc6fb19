import { join } from 'node:path'
import { closeNodeClients } from '@gameserver/client/node'
import { createProgress } from '@gameserver/services/progress'
import { type OwnStack, startOwnStack } from '@gameserver/services/stack/own-stack'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { joinArena, play } from '../player.ts'
import { launchTalkingBrowser } from './talking-browser.ts'

const wait = { timeout: 60_000 }
const artifacts = join(import.meta.dirname, '../../test-artifacts/spectator')

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
  await closeNodeClients()
  await stack?.stop()
})

test('a visitor finds a match on the menu, watches it late, follows a player, and sees the result', async () => {
  const bounds = { playersMin: 2, playersMax: 2 }
  const players = await Promise.all(
    ['Bea', 'Cem'].map((name) => joinArena(stack.addresses.apiUrl, name, bounds)),
  )
  const stops = players.map(({ match }) => play(match))

  const page = await open('?name=Visitor')
  const listed = page.getByTestId('live-match')
  await expect.poll(() => listed.count(), wait).toBe(1)
  expect(await listed.textContent()).toMatch(/(Bea, Cem|Cem, Bea).*5 s delayed/)
  await picture(page, 'menu')
  await listed.getByRole('button', { name: 'Watch' }).click()
  const screen = page.getByTestId('watch-screen')
  await expect.poll(() => screen.getAttribute('data-shown'), wait).toBe('true')
  expect(await page.getByTestId('watch-live').textContent()).toContain('5 s delayed')
  await expect.poll(() => page.getByTestId('score-line').allTextContents(), wait).toHaveLength(2)
  await expect.poll(() => screen.getAttribute('data-phase'), wait).toBe('running')
  await page.waitForTimeout(4_000)
  await picture(page, 'watching')
  await page.getByTestId('watch-follow').selectOption({ label: 'Bea' })
  await page.waitForTimeout(1_000)
  await picture(page, 'following')

  const link = await open(`?name=Guest&watch=${players[0]?.matchId}`)
  await expect.poll(() => link.getByTestId('watch-screen').getAttribute('data-shown'), wait).toBe('true')
  await link.getByRole('button', { name: 'Leave' }).click()
  await expect.poll(() => link.getByTestId('play-button').count(), wait).toBe(1)

  for (const stop of stops) stop()
  await Promise.all(players.map(({ match }) => match.leave()))
  expect(await page.getByTestId('watch-result').count()).toBe(0)
  await expect.poll(() => page.getByTestId('standing').count(), wait).toBe(2)
  await picture(page, 'result')
  await page.getByTestId('watch-result').getByRole('button', { name: 'Menu' }).click()
  await expect.poll(() => page.getByTestId('play-button').count(), wait).toBe(1)
  expect(faults).toEqual([])
})

test('a link to a match that is over says so', async () => {
  const page = await open('?watch=11111111-2222-4333-8444-555555555555')
  await expect.poll(() => page.getByTestId('complaint').textContent(), wait).toContain('no such match')
})

async function open(query: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 } })
  const page = await context.newPage()
  page.on('pageerror', (error) => faults.push(error.message))
  await page.goto(`${stack.addresses.arcadeUrl}/${query}`)
  return page
}

async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(artifacts, `${name}.png`) })
}
