import { join } from 'node:path'
import { createProgress } from '@gameserver/services/progress'
import { type Seeded, seed } from '@gameserver/services/seed/seed'
import { type OwnStack, startOwnStack } from '@gameserver/services/stack/own-stack'
import { connectPostgres } from '@gameserver/storage/postgres'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchTalkingBrowser } from './talking-browser.ts'

/** Of the slowest steps: a page is loaded. */
const stepMsMax = 60_000
const artifacts = join(import.meta.dirname, '../../test-artifacts/competition')
const desktop = { width: 1280, height: 720 }
const phone = { width: 390, height: 844 }

let stack: OwnStack
let browser: Browser
let seeded: Seeded
const faults: string[] = []

beforeAll(async () => {
  const progress = createProgress()
  ;[browser, stack] = await Promise.all([
    launchTalkingBrowser(artifacts, progress),
    startOwnStack({ withArcade: true, progress }),
  ])
  const sql = connectPostgres(stack.addresses.databaseUrl, { timeoutMs: 0 })
  seeded = await seed(sql, { players: 40, matches: 120 })
  await sql.end()
})

afterAll(async () => {
  await browser?.close()
  await stack?.stop()
})

test('a player looks at leaderboards of now and before, at an opponent, and at the matches that made the ratings', async () => {
  const page = await openAs(0)
  await page.getByTestId('nav-leaderboards').click()
  await expect.poll(() => rowsOn(page), wait).toHaveLength(20)
  const best = await rowsOn(page)
  await page.getByTestId('pager').getByText('Next').click()
  await expect.poll(async () => (await ranksOn(page))[0], wait).toBe('21')
  await expect
    .poll(() => page.getByTestId('own-rank').textContent(), wait)
    .toMatch(/^\d+You, of \d+ · .*\d+$/)
  await picture(page, 'leaderboard')

  await page.getByTestId('view-around').click()
  await expect.poll(() => rowsOn(page), wait).toContain('Ada')
  await page.getByTestId('view-friends').click()
  await expect.poll(async () => (await rowsOn(page)).length, wait).toBeGreaterThan(5)

  await page.getByTestId('board-arena-week').click()
  await page.getByTestId('view-everyone').click()
  await expect.poll(() => page.getByTestId('season-7').textContent(), wait).toMatch(/Now.*ends in/)
  await page.getByTestId('season-3').click()
  await expect.poll(() => page.url(), wait).toContain('season=3')
  await expect.poll(() => page.getByTestId('own-rewards').textContent(), wait).toMatch(/Season \d.*badge/)
  await picture(page, 'past-season')
  await page.goBack()
  await expect.poll(() => page.url(), wait).not.toContain('season=3')

  await page.getByTestId('board-arena').click()
  await expect.poll(() => rowsOn(page), wait).toEqual(best)
  await page
    .getByTestId('player-link')
    .nth(best[0] === 'Ada' ? 1 : 0)
    .click()
  const other = best.find((name) => name !== 'Ada') as string
  await expect.poll(() => page.locator('h1').textContent(), wait).toBe(other)
  await expect.poll(() => page.getByTestId('history-match').count(), wait).toBeGreaterThan(0)
  await page.getByTestId('nav-profile').click()
  await expect.poll(() => page.locator('h1').textContent(), wait).toBe('Ada')

  const curve = page.getByTestId('rating-curve')
  const lastMatch = await matchOnCurve(page)
  await curve.press('ArrowLeft')
  await expect.poll(() => matchOnCurve(page), wait).not.toBe(lastMatch)
  const box = await curve.boundingBox()
  await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) - 5, (box?.y ?? 0) + 50)
  await expect.poll(() => matchOnCurve(page), wait).toBe(lastMatch)
  await expect.poll(() => page.getByTestId('curve-match').textContent(), wait).toMatch(/with \w+/)
  await picture(page, 'profile')

  await expect.poll(() => page.getByTestId('history-match').count(), wait).toBe(10)
  const [newest] = await historyOn(page)
  await page.getByTestId('history').getByText('Older').click()
  await expect.poll(async () => (await historyOn(page))[0], wait).not.toBe(newest)
  await page.getByTestId('filter-game').selectOption('duel')
  await expect
    .poll(async () => (await historyOn(page)).every((text) => text.includes('Duel')), wait)
    .toBe(true)
  await expect.poll(() => page.getByTestId('achievements').textContent(), wait).toContain('First blood')

  await page.setViewportSize(phone)
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth), wait).toBe(phone.width)
  await picture(page, 'profile-on-a-phone')
  await page.keyboard.press('Escape')
  await page.getByTestId('play-button').waitFor({ timeout: stepMsMax })
  expect(faults).toEqual([])
})

test('a screen says when the server is away, and goes on when it is back', async () => {
  const page = await openAs(1)
  await page.route('**/v1/leaderboards/**', (route) => route.abort())
  await page.getByTestId('nav-leaderboards').click()
  await expect.poll(() => page.getByTestId('board').textContent(), wait).toContain('The game server is away')
  await page.unroute('**/v1/leaderboards/**')
  await expect.poll(() => rowsOn(page), wait).toHaveLength(20)
  await expect.poll(() => page.getByTestId('complaint').count(), wait).toBe(0)
})

const wait = { timeout: 30_000 }

async function openAs(index: number): Promise<Page> {
  const context = await browser.newContext({ viewport: desktop, reducedMotion: 'reduce' })
  const page = await context.newPage()
  page.on('pageerror', (error) => faults.push(error.message))
  await page.goto(`${stack.addresses.arcadeUrl}#guest=${seeded.players[index]?.deviceId}`)
  await page.locator('[data-testid=play-button]:not([disabled])').waitFor({ timeout: stepMsMax })
  expect(page.url()).not.toContain('guest')
  return page
}

function rowsOn(page: Page): Promise<string[]> {
  return page.locator('[data-testid=board-row] .leaderboard-name').allTextContents()
}

function ranksOn(page: Page): Promise<string[]> {
  return page.locator('[data-testid=board-row] .leaderboard-rank').allTextContents()
}

function historyOn(page: Page): Promise<string[]> {
  return page.getByTestId('history-match').allTextContents()
}

function matchOnCurve(page: Page): Promise<string | null> {
  return page.getByTestId('curve-match').getAttribute('data-match')
}

async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(artifacts, `${name}.png`) })
}
