import { expect, test } from 'vitest'
import { InputLatency } from './input-latency.ts'

test('a sample runs from handing the input until a snapshot of its tick or a later one', () => {
  const latency = new InputLatency(2)
  latency.handed(10, 0)
  latency.handed(11, 16)
  latency.confirmed(9, 2, 20)
  expect(latency.toStateMs.total).toBe(0)
  latency.confirmed(11, 2, 40)
  expect(latency.toStateMs.total).toBe(2)
  expect(latency.toStateMs.percentileMs(0)).toBe(24.5)
  expect(latency.toStateMs.percentileMs(1)).toBe(40.5)
  expect(latency.late).toBe(0)
})

test('a late input is counted, and its sample goes on until inputs are in time again', () => {
  const latency = new InputLatency(2)
  latency.handed(10, 0)
  latency.handed(11, 16)
  latency.confirmed(11, -1, 40)
  expect(latency.late).toBe(1)
  expect(latency.toStateMs.total).toBe(1)
  latency.confirmed(13, -1, 70)
  expect(latency.toStateMs.total).toBe(1)
  latency.confirmed(15, 0, 100)
  expect(latency.late).toBe(1)
  expect(latency.toStateMs.percentileMs(1)).toBe(84.5)
})

test('an input that nothing confirms is lost, and does not flatter the percentiles', () => {
  const latency = new InputLatency(2)
  latency.handed(10, 0)
  latency.confirmed(12, -3, 500)
  latency.confirmed(80, -60, 1_200)
  expect(latency.lost).toBe(1)
  expect(latency.toStateMs.percentileMs(1)).toBeGreaterThan(1_000)
})

test('a tick sampled again keeps its first time', () => {
  const latency = new InputLatency(2)
  latency.handed(10, 0)
  latency.handed(10, 30)
  latency.confirmed(10, 0, 40)
  expect(latency.toStateMs.percentileMs(1)).toBe(40.5)
})

test('of a packet that came only just in time the first input was too late', () => {
  const latency = new InputLatency(2)
  latency.handed(9, 0)
  latency.handed(10, 16)
  latency.confirmed(10, 1, 40)
  expect(latency.late).toBe(1)
  expect(latency.toStateMs.total).toBe(2)
})
