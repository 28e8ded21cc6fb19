import { findChromium } from '@gameserver/services/chromium'
import { createProgress } from '@gameserver/services/progress'
import { chromium } from 'playwright-core'
import { expect, test } from 'vitest'
import { bundleGoldenHashes, goldenHashes } from '../simulation/golden-hashes.ts'

test('Chromium plays the same matches as Node, to the bit', async () => {
  const browser = await chromium.launch({
    executablePath: await findChromium(createProgress()),
    args: ['--headless=new', '--no-sandbox', '--disable-gpu'],
  })
  try {
    const page = await browser.newPage()
    await page.addScriptTag({ content: await bundleGoldenHashes() })
    expect(await page.evaluate('goldenHashes')).toEqual(await goldenHashes())
  } finally {
    await browser.close()
  }
})
