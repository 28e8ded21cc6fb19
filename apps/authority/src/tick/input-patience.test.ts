import { describe, expect, it } from 'vitest'
import { InputPatience } from './input-patience.ts'

/** A match of four that has made its 100th tick, for which all had sent an input. */
function fixture({ connectedSlots = [0, 1, 2, 3], absent = [] as number[] } = {}) {
  const heard = new Set(connectedSlots.filter((slot) => !absent.includes(slot)).map((slot) => `${slot}:100`))
  const match = {
    tick: 100,
    connectedSlots,
    now: 0,
    nowMs: () => match.now,
    hasInput: (slot: number, tick: number) => heard.has(`${slot}:${tick}`),
  }
  const hear = (slot: number, from: number, to = from) => {
    for (let tick = from; tick <= to; tick++) heard.add(`${slot}:${tick}`)
  }
  return { match, hear, patience: new InputPatience(match) }
}

describe('ticks', () => {
  it('wait for nobody whose own line is slow', () => {
    const { patience, hear } = fixture()
    hear(2, 101)
    expect(patience.waits(1)).toBe(false)
  })

  it('wait when the inputs of all are late, until all are there', () => {
    const { match, patience, hear } = fixture()
    expect(patience.waits(1)).toBe(true)
    match.now = 80
    expect(patience.waits(5)).toBe(true)
    for (const slot of [0, 1, 2, 3]) {
      expect(patience.waits(5)).toBe(true)
      hear(slot, 101, 105)
    }
    expect(patience.waits(5)).toBe(false)
  })

  it('wait for the rest a moment longer when the first are there', () => {
    const { match, patience, hear } = fixture()
    expect(patience.waits(1)).toBe(true)
    match.now = 50
    hear(0, 101, 110)
    expect(patience.waits(4)).toBe(true)
    match.now = 109
    expect(patience.waits(7)).toBe(true)
    match.now = 110
    expect(patience.waits(7)).toBe(false)
  })

  it('do not wait for who has not sent anything before', () => {
    const { patience, hear } = fixture({ absent: [1, 3] })
    for (const slot of [0, 2]) hear(slot, 101)
    expect(patience.waits(1)).toBe(false)
    const { patience: ofNobody } = fixture({ absent: [0, 1, 2, 3] })
    expect(ofNobody.waits(1)).toBe(false)
  })

  it('wait after a standstill of the process for each one who is missing', () => {
    const { match, patience, hear } = fixture()
    for (const slot of [0, 1, 2]) hear(slot, 101, 106)
    expect(patience.waits(6)).toBe(true)
    match.now = 10
    hear(3, 101, 106)
    expect(patience.waits(6)).toBe(false)
  })

  it('wait for each one who is missing for a moment after a takeover', () => {
    const { match, patience, hear } = fixture()
    patience.wasDisturbed()
    for (const slot of [0, 1, 2]) hear(slot, 101, 110)
    match.now = 500
    expect(patience.waits(1)).toBe(true)
    match.now = 559
    expect(patience.waits(3)).toBe(true)
    match.now = 560
    expect(patience.waits(3)).toBe(false)
    match.now = 2_000
    expect(patience.waits(1)).toBe(false)
  })

  it('are made after 200 ms, and hardly wait again soon', () => {
    const { match, patience } = fixture()
    expect(patience.waits(1)).toBe(true)
    match.now = 199
    expect(patience.waits(12)).toBe(true)
    match.now = 200
    expect(patience.waits(12)).toBe(false)
    match.now = 800
    expect(patience.waits(1)).toBe(false)
    match.now = 1_300
    expect(patience.waits(1)).toBe(true)
    match.now = 1_411
    expect(patience.waits(7)).toBe(false)
  })
})
