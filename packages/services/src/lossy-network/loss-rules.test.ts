import { expect, test } from 'vitest'
import { lossRules } from './loss-rules.ts'

test('packets that are lost one by one', () => {
  const rules = lossRules('outside', { percent: 2, burst: 1 })
  expect(rules).toContain('numgen random mod 1000000 < 20000 jump begin_burst')
  expect(rules).toContain('numgen random mod 1000000 < 999999 drop')
})

test('longer bursts begin more rarely, so that as many packets are lost in all', () => {
  // 3 of the 3 + 57 packets from one burst to the next are lost: 5 %. A burst begins after one of the 58 that could be first.
  const rules = lossRules('outside', { percent: 5, burst: 3 })
  expect(rules).toContain(`< ${Math.round(1e6 / 58)} jump begin_burst`)
  expect(rules).toContain('< 333333 delete @bursts')
})
