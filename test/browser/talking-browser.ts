import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findChromium } from '@gameserver/services/chromium'
import type { Progress } from '@gameserver/services/progress'
import { type Browser, chromium, type Page } from 'playwright-core'
import { speech } from './speech.ts'

/** A browser whose microphone hears somebody speak, and which asks nobody whether a page may listen. */
export async function launchTalkingBrowser(artifacts: string, progress: Progress): Promise<Browser> {
  mkdirSync(artifacts, { recursive: true })
  const speechFile = join(artifacts, 'speech.wav')
  writeFileSync(speechFile, speech())
  return chromium.launch({
    executablePath: await findChromium(progress),
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
}

/** Listens for a second to what the page plays; 1 is full scale. */
export async function loudestHeard(page: Page): Promise<number> {
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
