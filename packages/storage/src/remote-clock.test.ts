import { expect, it } from 'vitest'
import { RemoteClock } from './remote-clock.ts'

it('knows nothing before it was read', () => {
  expect(new RemoteClock().at(5)).toBeUndefined()
})

it('takes what was said for the middle of the trip', () => {
  const clock = new RemoteClock()
  clock.read(1_000, 50_005, 1_010)
  expect(clock.at(2_000)).toBe(51_000)
})

it('believes the quickest answer', () => {
  const clock = new RemoteClock()
  clock.read(1_000, 50_001, 1_002)
  clock.read(1_100, 50_190, 1_200)
  expect(clock.at(2_000)).toBe(51_000)
})

it('believes a slower one when the quickest is old', () => {
  const clock = new RemoteClock()
  clock.read(1_000, 50_001, 1_002)
  clock.read(61_000, 110_020, 61_020)
  expect(clock.at(62_000)).toBe(111_010)
})

it('begins anew with another clock', () => {
  const clock = new RemoteClock()
  clock.read(1_000, 50_001, 1_002)
  clock.forget()
  clock.read(1_100, 7_050, 1_200)
  expect(clock.at(1_200)).toBe(7_100)
})
