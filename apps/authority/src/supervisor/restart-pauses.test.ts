import { describe, expect, it } from 'vitest'
import { RestartPauses } from './restart-pauses.ts'

describe('pauses before a restart', () => {
  it('are none at first, and grow with each death up to half a minute', () => {
    const pauses = new RestartPauses()
    const all = Array.from({ length: 10 }, () => pauses.after(0))
    expect(all).toEqual([0, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000])
  })

  it('begin anew once a process has worked for a while', () => {
    const pauses = new RestartPauses()
    for (let death = 0; death < 5; death++) pauses.after(9_000)
    expect(pauses.after(10_000)).toBe(0)
    expect(pauses.after(0)).toBe(500)
  })
})
