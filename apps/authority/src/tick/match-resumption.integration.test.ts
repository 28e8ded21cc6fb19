import { randomUUID } from 'node:crypto'
import { Phase } from '@gameserver/protocol/generated/gameserver/v1/wire_pb'
import { scratchRedis } from '@gameserver/services/scratch'
import { MatchJournals } from '@gameserver/storage/match-journals'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { leftByFormerOwner } from '../placement/former-owner.ts'
import { eventually, race } from '../testing.ts'
import { type OwnedMatch, participant, patienceMs, TestOwner } from './test-owner.ts'

/** In the usual database authorities of other tests take what they find. */
const { url: redisUrl } = await scratchRedis()

let journals: MatchJournals
let owners: TestOwner[] = []

beforeAll(async () => {
  journals = new MatchJournals(redisUrl, { commandTimeoutMs: patienceMs })
  await eventually(() => expect(journals.isConnected).toBe(true))
})
afterEach(() => {
  for (const owner of owners) owner.die()
  owners = []
})
afterAll(() => journals.close())

const matchOf = (players: number, terms: Partial<OwnedMatch> = {}): OwnedMatch => {
  return { id: randomUUID(), playerIds: ['ada', 'bob', 'eve', 'dan'].slice(0, players), ...terms }
}

/** The one before, if there is one, dies without a word. */
async function owned(match: OwnedMatch): Promise<TestOwner> {
  owners.at(-1)?.die()
  const owner = await TestOwner.claim(journals, match, owners.length + 1)
  owners.push(owner)
  return owner
}

describe('a match that is taken over', () => {
  it('has the state that it had, the scores of those who left, and each command once', async () => {
    const match = matchOf(3)
    const first = await owned(match)
    for (const playerId of match.playerIds) first.hello(playerId)
    await first.reached(20)
    first.boost('ada', 100, 1)
    first.boost('ada', 0, 2)
    first.boost('eve', 7, 1)
    first.say('eve', { case: 'leave', value: {} })
    first.line('bob', 'hello', 1)
    await eventually(() => expect(first.chat).toHaveLength(1))
    await first.reached(first.match.tick + 20)

    const second = await owned(match)
    expect(second.tick).toBeGreaterThan(20)
    expect(second.hash).toBe(first.hashes.get(second.tick))
    expect(second.points).toEqual([100, 0, undefined, undefined])
    await eventually(() => expect(second.told('ada', 'welcome')).toHaveLength(1))
    expect(second.told('ada', 'welcome')).toMatchObject([
      {
        phase: Phase.RUNNING,
        numbersSinceEpoch: 1,
        toldChatSequence: 1,
        toldEventSequence: Math.max(...first.numbers),
      },
    ])
    expect(second.told('ada', 'acknowledgement')).toMatchObject([{ commandSequence: 2 }])
    expect(second.told('eve', 'welcome')).toEqual([])
    for (const [points, sequence] of [
      [100, 1],
      [0, 2],
      [11, 3],
    ] as const)
      second.boost('ada', points, sequence)
    await eventually(() => expect(second.told('ada', 'commandOutcome')).toHaveLength(3))
    expect(second.told('ada', 'commandOutcome')).toMatchObject([
      { commandSequence: 1, refusalReason: '' },
      { commandSequence: 2, refusalReason: 'refused', refusalDetail: 'a boost of nothing' },
      { commandSequence: 3, refusalReason: '' },
    ])
    await second.reached(second.tick + 10)
    for (const playerId of ['ada', 'bob']) second.say(playerId, { case: 'leave', value: {} })
    expect(second.ending).toMatchObject({
      reason: 'players_left',
      standings: [
        { slot: 0, score: 111 },
        { slot: 2, score: 7 },
        { slot: 1, score: 0 },
      ],
    })
  })

  it('goes on with its numbers, tells again what was told, and relays no line twice', async () => {
    const match = matchOf(2)
    const first = await owned(match)
    for (const playerId of match.playerIds) first.hello(playerId)
    await first.reached(10)
    for (const [index, text] of ['one', 'two'].entries()) first.line('ada', text, index + 1)
    await eventually(() => expect(first.chat).toHaveLength(2))
    const told = Math.max(...first.numbers)

    await owned(match)
    const third = await owned(match)
    third.line('ada', 'two', 2)
    third.line('ada', 'three', 3)
    await eventually(() =>
      expect(third.chat.map(({ text, sequence, epoch }) => [text, sequence, epoch])).toEqual([
        ['three', 3, 3],
      ]),
    )
    third.match.left('bob')
    third.say('bob', {
      case: 'hello',
      value: {
        protocolVersion: 1,
        gameId: race.id,
        schemaHash: 0,
        wantsDescription: true,
        receivedEventSequence: told - 1,
        receivedChatSequence: 1,
      },
    })
    await eventually(() => expect(third.chat).toHaveLength(3))
    expect(third.chat.slice(1).map(({ text, epoch }) => [text, epoch])).toEqual([
      ['two', 3],
      ['three', 3],
    ])
    const again = third.events.filter(({ to, event }) => to === 'bob' && event.sequence > 0)
    expect(again[0]?.event).toMatchObject({ sequence: told, epoch: 3 })
    const news = third.events.filter(({ to, event }) => to === undefined && event.sequence > 0)
    expect(news[0]?.event.sequence).toBe(told + 1)
  })

  it('waits for its players as before, and tells then who has come', async () => {
    const match = matchOf(2)
    const first = await owned(match)
    first.hello('ada')
    await eventually(() => expect(first.told('ada', 'keyframe')).not.toEqual([]))

    const second = await owned(match)
    expect(second.match.phase).toBe('waiting')
    second.hello('bob')
    await second.reached(10)
    await eventually(() => expect(second.told(undefined, 'gameEvents')).toHaveLength(1))
    expect(second.told(undefined, 'gameEvents')).toMatchObject([{ events: [{}, {}] }])
    expect(second.points).toEqual([0, 0, undefined, undefined])
  })

  it('ends as it had ended, if its result was not written', async () => {
    const match = matchOf(1, { settings: { ticks: 30 } })
    const first = await owned(match)
    first.hello('ada')
    await eventually(() => expect(first.ending).toBeDefined())
    await first.written()

    const second = await owned(match)
    expect(second.tick).toBe(30)
    expect(second.ending).toMatchObject({ outcome: 'result', reason: 'finished' })
    expect(second.ending).toEqual(first.ending)
    second.match.tellEnding(second.ending as NonNullable<TestOwner['ending']>)
    await eventually(() => expect(second.told(undefined, 'matchEnded')).toHaveLength(1))
  })

  it('is still without those who were removed', async () => {
    const match = matchOf(2)
    const first = await owned(match)
    for (const playerId of match.playerIds) first.hello(playerId)
    await first.reached(10)
    // Who can't be silenced is removed.
    await eventually(() => {
      for (let count = 0; count < 20; count++) first.send('bob', 'nonsense', new Uint8Array(9))
      expect(first.removed).toEqual(['bob'])
    })
    await first.reached(first.match.tick + 5)

    const second = await owned(match)
    second.match.joined(participant('bob'))
    expect(second.removed).toEqual(['bob'])
    second.hello('bob')
    expect(second.told('bob', 'welcome')).toEqual([])
    expect(second.match.gate.refusals.get('seat_given_up')).toBe(1)
  })

  it('waits no longer for seats than it would have, and knows who has never come', async () => {
    const match = matchOf(3, { joinWindowMs: 500, seatWindowMs: 1_500 })
    const first = await owned(match)
    for (const playerId of ['ada', 'bob']) first.hello(playerId)
    await first.reached(5)
    first.match.left('bob')
    await first.reached(first.match.tick + 5)

    const second = await owned(match)
    await eventually(() => expect(second.left).toHaveLength(2))
    expect(second.left).toContainEqual({ playerId: 'eve', fault: 'no_show' })
    expect(second.left).toContainEqual({ playerId: 'bob', fault: 'left' })
  })

  it('is told of who has left by its row, and tells its row of who has left by its journal', async () => {
    const match = matchOf(3)
    const first = await owned(match)
    for (const playerId of match.playerIds) first.hello(playerId)
    await first.reached(5)
    first.say('eve', { case: 'leave', value: {} })
    await first.reached(first.match.tick + 5)

    // Of bob the row alone knows, of eve the journal alone.
    const second = await owned({ ...match, playerIds: ['ada', 'eve', 'eve'] })
    expect(second.left).toContainEqual({ playerId: 'eve', fault: 'left' })
    expect(second.left.map(({ playerId }) => playerId).sort()).toEqual(['bob', 'eve'])
  })
})

describe('a match that can not be taken over', () => {
  it('is left alone by who comes too late', async () => {
    const match = matchOf(1)
    await owned(match)
    await owned(match)
    const key = { matchId: match.id, epoch: 1 }
    expect(await journals.open(key)).toBe('stale_epoch')
  })

  it('of another game is refused, and not begun anew', async () => {
    const match = matchOf(1)
    const first = await owned(match)
    first.hello('ada')
    await first.reached(5)
    const other = { ...race, state: { ...race.state, more: race.state.isFlagged } }
    const left = await leftByFormerOwner(journals, { matchId: match.id, epoch: 2 }, other as never)
    expect(left).toMatchObject({ reason: expect.any(String), detail: expect.any(String) })
  })

  it('is tried again elsewhere or later, while Redis does not answer', async () => {
    const away = new MatchJournals('redis://127.0.0.1:1')
    await expect(leftByFormerOwner(away, { matchId: randomUUID(), epoch: 2 }, race)).rejects.toThrow()
    away.close()
  })
})
