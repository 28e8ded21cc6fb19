import { describe, expect, it } from 'vitest'
import { Ownership } from './ownership.ts'

describe('ownership', () => {
  const leaseMs = 800
  function begin() {
    const clock = { ms: 10_000 }
    const ownership = new Ownership(leaseMs, () => clock.ms)
    ownership.confirmed(clock.ms)
    const ran: string[] = []
    const ask = (name: string) => ownership.whenSure(() => ran.push(name))
    return { clock, ownership, ran, ask }
  }

  it('is sure for a lease from when the beat was sent', () => {
    const { clock, ownership } = begin()
    clock.ms += leaseMs - 1
    expect(ownership.isSure).toBe(true)
    clock.ms += 1
    expect(ownership.isSure).toBe(false)
    ownership.confirmed(clock.ms - 100)
    clock.ms += leaseMs - 101
    expect(ownership.isSure).toBe(true)
    clock.ms += 1
    expect(ownership.isSure).toBe(false)
  })

  it('stays sure while Redis is away', () => {
    const { clock, ownership } = begin()
    for (let beat = 0; beat < 50; beat += 1) {
      clock.ms += 500
      expect(ownership.isSure).toBe(true)
      ownership.unanswered()
    }
  })

  it('after a stall waits for an answer, or until Redis has long been silent', () => {
    const { clock, ownership } = begin()
    clock.ms += 10_000
    ownership.unanswered()
    clock.ms += 50
    ownership.unanswered()
    expect(ownership.isSure).toBe(false)
    clock.ms += 900
    ownership.unanswered()
    expect(ownership.isSure).toBe(false)
    clock.ms += 100
    ownership.unanswered()
    expect(ownership.isSure).toBe(true)
  })

  it('an answer from before a stall says nothing', () => {
    const { clock, ownership, ran, ask } = begin()
    const sentMs = clock.ms
    clock.ms += 5_000
    ask('packet')
    ownership.confirmed(sentMs)
    expect(ownership.isSure).toBe(false)
    expect(ran).toEqual([])
  })

  it('keeps what came meanwhile, in order', () => {
    const { clock, ownership, ran, ask } = begin()
    ask('at once')
    expect(ran).toEqual(['at once'])
    clock.ms += leaseMs
    ask('first')
    ask('second')
    expect(ran).toEqual(['at once'])
    ownership.confirmed(clock.ms)
    ask('third')
    expect(ran).toEqual(['at once', 'first', 'second', 'third'])
  })
})
