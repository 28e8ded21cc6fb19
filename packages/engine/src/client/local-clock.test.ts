import { describe, expect, test } from 'vitest'
import { depthsPerTick, noInputDepth } from '../input/input-queue.ts'
import { ArrivalTimeline } from './arrival-timeline.ts'
import { LocalClock, predictedTicksMax } from './local-clock.ts'

const tickMs = 1000 / 60

/** A clock, and an authority that measures the depth of the inputs it sends, over a line without jitter. */
class Setting {
  readonly timeline = new ArrivalTimeline(60)
  readonly clock = new LocalClock(60, 2, this.timeline)
  nowMs = 0
  private readonly flying: { readonly arrivesMs: number; readonly newestTick: number }[] = []
  private depth = noInputDepth
  private sentTick = 0

  constructor(
    readonly oneWayMs: number,
    readonly hasSnapshots: () => boolean = () => true,
  ) {}

  run(forMs: number, isAwake = true): void {
    for (const endMs = this.nowMs + forMs; this.nowMs < endMs; this.nowMs++) {
      const authorityTicks = this.nowMs / tickMs
      while (this.flying[0] && this.flying[0].arrivesMs <= this.nowMs) {
        const { newestTick } = this.flying.shift() as { newestTick: number }
        this.depth = Math.floor((newestTick - authorityTicks) * depthsPerTick)
      }
      const snapshotMs = this.nowMs - this.oneWayMs
      const snapshotTick = Math.floor(snapshotMs / tickMs)
      const isNew = Math.floor((snapshotMs - 1) / tickMs) < snapshotTick
      if (this.hasSnapshots() && snapshotTick > 0 && isNew && snapshotTick % 2 === 0) {
        this.timeline.observe(snapshotTick, this.nowMs)
        this.clock.observe(snapshotTick, this.depth, this.nowMs)
      }
      if (isAwake) this.advance()
    }
  }

  /** Time from an input's arrival until it is needed, in ticks. */
  get slackTicks(): number {
    return this.clock.now + this.oneWayMs / -tickMs - this.nowMs / tickMs - 1
  }

  private advance(): void {
    this.clock.advance(this.nowMs)
    const tick = Math.floor(this.clock.now)
    if (!this.clock.isRunning || tick <= this.sentTick || tick % 2 !== 0) return
    this.sentTick = tick
    this.flying.push({ arrivesMs: this.nowMs + this.oneWayMs, newestTick: tick })
  }
}

describe('local clock', () => {
  test.each([0, 1, 5, 20, 60, 120, 200])(
    'at %i ms one way, inputs come just in time within two seconds',
    (oneWayMs) => {
      const setting = new Setting(oneWayMs)
      setting.run(2000)
      for (let sample = 0; sample < 50; sample++) {
        setting.run(100)
        expect(setting.slackTicks).toBeGreaterThan(-0.1)
        expect(setting.slackTicks).toBeLessThan(2)
      }
    },
  )

  test('knows the round trip', () => {
    const setting = new Setting(60)
    setting.run(5000)
    expect(Math.abs(setting.clock.rttMs - 120)).toBeLessThan(tickMs)
  })

  test('once settled, never runs more than 5 % off', () => {
    const setting = new Setting(40)
    setting.run(3000)
    for (let sample = 0; sample < 100; sample++) {
      const before = setting.clock.now
      setting.run(50)
      const rate = (setting.clock.now - before) / (50 / tickMs)
      expect(rate).toBeGreaterThan(0.949)
      expect(rate).toBeLessThan(1.051)
    }
  })

  test('after minutes of sleep it is back at once', () => {
    const setting = new Setting(40)
    setting.run(5000)
    setting.run(180_000, false)
    setting.run(20)
    expect(Math.abs(setting.slackTicks)).toBeLessThan(3)
  })

  test('stops where the authority stands still, and goes on with it', () => {
    let hasSnapshots = true
    const setting = new Setting(20, () => hasSnapshots)
    setting.run(3000)
    const before = setting.clock.now
    hasSnapshots = false
    setting.run(3000)
    expect(setting.clock.now - before).toBeLessThan(20)
    hasSnapshots = true
    setting.run(3000)
    expect(Math.abs(setting.slackTicks)).toBeLessThan(2)
  })

  test('time that runs backwards stands still', () => {
    const setting = new Setting(20)
    setting.run(3000)
    const before = setting.clock.now
    setting.clock.advance(1000)
    expect(setting.clock.now).toBe(before)
    setting.clock.advance(setting.nowMs + 10)
    expect(setting.clock.now).toBeGreaterThan(before)
  })

  test('never runs further ahead of the newest snapshot than the authority takes inputs', () => {
    const setting = new Setting(900)
    setting.run(20_000)
    const newestSnapshotTick = Math.floor((setting.nowMs - 900) / tickMs)
    expect(setting.clock.now - newestSnapshotTick).toBeLessThanOrEqual(predictedTicksMax + 2)
  })
})
