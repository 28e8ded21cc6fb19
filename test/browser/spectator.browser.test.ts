import { join } from 'node:path'
import { closeNodeClients } from '@gameserver/client/node'
import { createProgress } from '@gameserver/services/progress'
import { type OwnStack, startOwnStack } from '@gameserver/services/stack/own-stack'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { joinArena, play } from '../player.ts'
import { launchTalkingBrowser } from './talking-browser.ts'

/** Pictures are drawn without a graphics card: smaller ones come sooner. */
const viewport = { width: 960, height: 540 }
const wait = { timeout: 60_000 }
const artifacts = join(import.meta.dirname, '../../test-artifacts/spectator')

let stack: OwnStack
let browser: Browser
const faults: string[] = []

beforeAll(async () => {
  const progress = createProgress()
  ;[browser, stack] = await Promise.all([
    launchTalkingBrowser(artifacts, progress),
    startOwnStack({
      withArcade: true,
      env: { ...process.env, GAME_SETTINGS: 'arena.seconds=600' },
      progress,
    }),
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
  await listed.waitFor(wait)
  expect(await listed.textContent()).toMatch(/(Bea, Cem|Cem, Bea).*5 s delayed/)
  await picture(page, 'menu')
  await listed.getByRole('button', { name: 'Watch' }).click()
  await shown(page)
  expect(await page.getByTestId('watch-live').textContent()).toContain('5 s delayed')
  await expect.poll(() => page.getByTestId('score-line').count(), wait).toBe(2)
  await page.waitForTimeout(2_000)
  await picture(page, 'watching')
  await page.getByTestId('watch-follow').selectOption({ label: 'Bea' })
  await page.waitForTimeout(1_000)
  await picture(page, 'following')
  await page.getByRole('button', { name: 'Leave' }).click()
  await page.getByTestId('play-button').waitFor(wait)

  await page.goto(`${stack.addresses.arcadeUrl}/?watch=${players[0]?.matchId}`)
  await shown(page)
  for (const stop of stops) stop()
  await Promise.all(players.map(({ match }) => match.leave()))
  expect(await page.getByTestId('watch-result').count()).toBe(0)
  await expect.poll(() => page.getByTestId('standing').count(), wait).toBe(2)
  await picture(page, 'result')
  await page.getByTestId('watch-result').getByRole('button', { name: 'Menu' }).click()
  await page.getByTestId('play-button').waitFor(wait)
  expect(faults).toEqual([])
})

test('a link to a match that is over says so', async () => {
  const page = await open('?watch=11111111-2222-4333-8444-555555555555')
  await expect.poll(() => page.getByTestId('complaint').textContent(), wait).toContain('no such match')
})

/** Until there is a picture. */
function shown(page: Page): Promise<void> {
  return page.locator('[data-testid=watch-screen][data-shown=true]').waitFor(wait)
}

async function open(query: string): Promise<Page> {
  const context = await browser.newContext({ viewport, reducedMotion: 'reduce' })
  const page = await context.newPage()
  page.on('pageerror', (error) => faults.push(error.message))
  await page.goto(`${stack.addresses.arcadeUrl}/${query}`)
  return page
}

async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(artifacts, `${name}.png`) })
}
