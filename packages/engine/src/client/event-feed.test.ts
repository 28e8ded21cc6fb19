import { describe, expect, test } from 'vitest'
import { brawlOf } from '../../test/brawl.ts'
import { codersOf } from '../game/game-coders.ts'
import { NamedCodec } from '../game/named-codec.ts'
import { EventFeed } from './event-feed.ts'

const game = brawlOf()
const { events, contextCount } = codersOf(game)
const codec = new NamedCodec(events, contextCount)
const hit = (target: number) => ({ name: 'hit' as const, value: { by: 0, target, power: 7 } })
const arrival = { name: 'arrival' as const, value: { slot: 1 } }

function taken(feed: EventFeed<typeof game>) {
  return feed.take().map(({ name, tick, isPredicted }) => [name, tick, isPredicted ? 'predicted' : 'told'])
}

describe('events', () => {
  test('that the game predicts are shown at once, and not again when ticks are made again or the authority tells', () => {
    const feed = new EventFeed(game)
    feed.predicted(10, hit(1))
    expect(taken(feed)).toEqual([['hit', 10, 'predicted']])
    feed.rolledBack(8)
    feed.predicted(10, hit(1))
    expect(feed.told(10, [codec.encode(hit(1))])).toBe(0)
    feed.rolledBack(9)
    feed.predicted(10, hit(1))
    expect(taken(feed)).toEqual([])
  })

  test('are the same when a correction moves them by a few ticks, and others when by many', () => {
    const feed = new EventFeed(game)
    feed.predicted(10, hit(1))
    feed.rolledBack(5)
    feed.predicted(13, hit(1))
    feed.told(14, [codec.encode(hit(1))])
    feed.told(30, [codec.encode(hit(1))])
    expect(taken(feed)).toEqual([
      ['hit', 10, 'predicted'],
      ['hit', 30, 'told'],
    ])
  })

  test('that are still to come after a correction are those shown before; what comes in a new tick is another one', () => {
    const feed = new EventFeed(game)
    feed.predicted(10, hit(1))
    feed.corrected(11, 14)
    feed.predicted(13, hit(1))
    expect(taken(feed)).toEqual([['hit', 10, 'predicted']])
    feed.corrected(13, 15)
    feed.predicted(16, hit(1))
    expect(taken(feed)).toEqual([['hit', 16, 'predicted']])
  })

  test('are told apart by contents and number', () => {
    const feed = new EventFeed(game)
    feed.predicted(10, hit(1))
    feed.predicted(10, hit(2))
    feed.predicted(12, hit(1))
    feed.told(10, [codec.encode(hit(1)), codec.encode(hit(3))])
    feed.told(12, [codec.encode(hit(1)), codec.encode(hit(1))])
    expect(taken(feed)).toEqual([
      ['hit', 10, 'predicted'],
      ['hit', 10, 'predicted'],
      ['hit', 12, 'predicted'],
      ['hit', 10, 'told'],
      ['hit', 12, 'told'],
    ])
  })

  test('that are told before they are predicted are shown once', () => {
    const feed = new EventFeed(game)
    feed.told(10, [codec.encode(hit(1))])
    feed.predicted(10, hit(1))
    expect(taken(feed)).toEqual([['hit', 10, 'told']])
  })

  test('that the game does not predict wait for the authority', () => {
    const feed = new EventFeed(game)
    feed.predicted(10, arrival)
    expect(taken(feed)).toEqual([])
    feed.told(10, [codec.encode(arrival)])
    expect(taken(feed)).toEqual([['arrival', 10, 'told']])
  })
})
