import { propose } from '@gameserver/matchmaking/propose'
import { type CustomRule, queueRules } from '@gameserver/matchmaking/queue-rules'
import type { QueuedTicket } from '@gameserver/storage/queue-pass'
import { expect, test, vi } from 'vitest'
import { GuardedRule, type RuleError, switchedOffMs } from './matching-rules-guard.ts'

const duels = queueRules<QueuedTicket>({ shape: { kind: 'teams', count: 2, size: 1 } })

const tickets = Array.from({ length: 6 }, (_, at): QueuedTicket => {
  const member = { playerId: `p${at}`, mu: 25, sigma: 5, roles: [] }
  const bounds = { playersMin: 2, playersMax: 2, queuedAtMs: at, reason: '' }
  return { id: `${at}`, partyId: null, members: [member], properties: { team: at % 2 }, ...bounds }
})

function guarded(rule: CustomRule<QueuedTicket>) {
  const failures: RuleError[] = []
  const guard = new GuardedRule(rule, (error) => failures.push(error))
  const pass = () => guard.pass((custom) => propose({ ...duels, custom }, tickets, [], 10))
  return { guard, failures, pass }
}

const sameTeam = ([first, ...others]: readonly QueuedTicket[]) =>
  others.every(({ properties }) => properties.team === first?.properties.team) || 'waiting for your own'

test('a rule that does what it should is what the pass goes by', () => {
  const { failures, pass } = guarded({ accepts: sameTeam, distance: () => 0 })
  const { matches, waiting } = pass() ?? {}
  expect(matches?.map(({ tickets }) => tickets.map(({ id }) => id))).toEqual([
    ['0', '2'],
    ['1', '3'],
  ])
  expect(waiting?.get('4')).toMatchObject({ code: 'rule', text: 'waiting for your own' })
  expect(failures).toEqual([])
})

const odd = (value: unknown) => () => value as true
const oddPoints = (value: unknown) => () => value as number

test.each<[string, CustomRule<QueuedTicket>, string, RegExp]>([
  [
    'throws',
    {
      accepts() {
        throw new TypeError('no map')
      },
    },
    'threw',
    /TypeError: no map/,
  ],
  ['says nothing', { accepts: odd(undefined) }, 'nonsense', /not undefined/],
  ['says false', { accepts: odd(false) }, 'nonsense', /not false/],
  ['gives no reason', { accepts: odd('') }, 'nonsense', /no text/],
  ['tells a novel', { accepts: odd('x'.repeat(201)) }, 'nonsense', /a text of 201/],
  ['promises', { accepts: odd(Promise.resolve(true)) }, 'nonsense', /an object/],
  ['measures backwards', { distance: oddPoints(-1) }, 'nonsense', /-1/],
  ['measures nothing', { distance: oddPoints(Number.NaN) }, 'nonsense', /NaN/],
])('a rule that %s is switched off, and the pass goes on without', (_what, rule, why, message) => {
  const { guard, failures, pass } = guarded(rule)
  expect(pass()?.matches).toHaveLength(3)
  expect(guard.isOff).toBe(true)
  expect(pass()?.matches).toHaveLength(3)
  expect(failures.map((error) => error.why)).toEqual([why])
  expect(failures[0]?.message).toMatch(message)
})

test('a rule that was switched off is tried again after a while', () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  try {
    let throws = true
    const { guard, failures, pass } = guarded({
      accepts: (chosen) => {
        if (throws) throw new Error('odd ticket')
        return sameTeam(chosen)
      },
    })
    pass()
    throws = false
    vi.advanceTimersByTime(switchedOffMs - 1)
    expect(pass()?.matches).toHaveLength(3)
    vi.advanceTimersByTime(1)
    expect(guard.isOff).toBe(false)
    expect(pass()?.matches).toHaveLength(2)
    expect(failures).toHaveLength(1)
  } finally {
    vi.useRealTimers()
  }
})

/** Of the processor's time, however busy others keep it. */
function work(ms: number): void {
  const started = process.cpuUsage()
  for (;;) {
    const { user, system } = process.cpuUsage(started)
    if ((user + system) / 1000 >= ms) return
  }
}

test('slow passes decide nothing; after three in a row the rule is switched off', () => {
  let callMs = 330
  const { failures, pass } = guarded({
    accepts: () => {
      work(callMs)
      return true
    },
  })
  expect([pass(), pass()]).toEqual([undefined, undefined])
  callMs = 0
  expect(pass()?.matches).toHaveLength(3)
  callMs = 330
  expect([pass(), pass()]).toEqual([undefined, undefined])
  expect(failures).toEqual([])
  expect(pass()?.matches).toHaveLength(3)
  expect(failures.map(({ why }) => why)).toEqual(['slow'])
})

test('a machine that stands still is not put down to the rule', () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  try {
    const { failures, pass } = guarded({
      accepts: () => {
        vi.advanceTimersByTime(400)
        return true
      },
    })
    for (let at = 0; at < 4; at++) expect(pass()?.matches).toHaveLength(3)
    expect(failures).toEqual([])
  } finally {
    vi.useRealTimers()
  }
})

test('what is wrong elsewhere is not put down to the rule', () => {
  const { guard, failures } = guarded({ accepts: sameTeam })
  const pass = () =>
    guard.pass(() => {
      throw new Error('a bug of ours')
    })
  expect(pass).toThrow('a bug of ours')
  expect([guard.isOff, failures]).toEqual([false, []])
})
