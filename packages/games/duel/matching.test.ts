import { type Proposal, propose } from '@gameserver/matchmaking/propose'
import { queueRules } from '@gameserver/matchmaking/queue-rules'
import { expect, test } from 'vitest'
import type { MatchingTicket } from '../matching.ts'
import duel from './duel.ts'
import matching from './matching.ts'

const shape = { kind: 'teams', count: 2, size: 1 } as const
const rules = queueRules<MatchingTicket>({ shape, custom: matching.ranked })

let next = 0
function player(properties: MatchingTicket['properties'], queuedAtMs = 0): MatchingTicket {
  const id = `${++next}`
  const members = [{ playerId: `p${id}`, mu: 25, sigma: 5, roles: [] }]
  return { id, partyId: null, members, properties, queuedAtMs }
}

const areMatched = ({ matches }: Proposal<MatchingTicket>) =>
  matches.map(({ tickets }) => tickets.map(({ properties }) => properties.device))

test('the declared queue is what these tests look at', () => {
  expect(duel.queues?.ranked?.shape).toEqual(shape)
})

test('fighters meet those with the same device first, and others after a while', () => {
  const four = ['keyboard', 'touch', 'touch', 'keyboard'].map((device) => player({ device }))
  expect(areMatched(propose(rules, four, [], 1_000))).toEqual([
    ['keyboard', 'keyboard'],
    ['touch', 'touch'],
  ])
  const two = [player({ device: 'keyboard' }), player({ device: 'touch' })]
  expect(areMatched(propose(rules, two, [], 1_000))).toEqual([])
  expect(areMatched(propose(rules, two, [], 30_000))).toEqual([['keyboard', 'touch']])
})

test('who wants no other device never meets one, and reads why', () => {
  const [own, other] = [player({ device: 'touch', crossPlay: false }), player({ device: 'pad' })]
  const hour = 3_600_000
  const { matches, waiting } = propose(rules, [own, other], [], hour)
  expect(matches).toEqual([])
  const why = { code: 'rule', text: 'waiting for somebody who fights with the same device' }
  expect(waiting.get(own.id)).toMatchObject(why)
  expect(areMatched(propose(rules, [own, other, player({ device: 'touch' })], [], hour))).toEqual([
    ['touch', 'touch'],
  ])
})

test('who says nothing, or nonsense, has a device like any other', () => {
  const odd: MatchingTicket['properties'][] = [{}, { device: 7 }, { device: 'toaster' }, { device: null }]
  for (const properties of odd)
    expect(propose(rules, [player(properties), player({ device: 'pad' })], [], 1_000).matches).toHaveLength(1)
})
