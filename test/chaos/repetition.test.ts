import { expect, test } from 'vitest'
import type { PlayerWindow, TallyOfPlayer } from './players/messages.ts'
import { makeRepetition } from './repetition.ts'

/** Two matches of two players; the first one was struck. */
const seats = ['a', 'b'].flatMap((matchId) =>
  [0, 1].map((slot) => ({ matchId, slot, playerId: `${matchId}${slot}` })),
)

function windows(change: (window: PlayerWindow) => Partial<PlayerWindow> = () => ({})): PlayerWindow[] {
  return seats.map((seat) => {
    const window: PlayerWindow = {
      ...seat,
      longestPauseMs: seat.matchId === 'a' ? 300 : 40,
      ticksLost: 0,
      tick: 900,
      hasGoneBack: false,
      isOver: false,
      isConnected: true,
      disconnects: 0,
      stallMs: 5,
    }
    return { ...window, ...change(window) }
  })
}

function tallies(lost: (playerId: string) => number = () => 0): TallyOfPlayer[] {
  return seats.map((seat) => ({ ...seat, lost: lost(seat.playerId), late: 0, reversed: 0 }))
}

function repetitionOf(seen: Partial<Parameters<typeof makeRepetition>[0]> = {}) {
  const usual = { injection: { matchIds: ['a'] }, before: tallies(), after: tallies(), windows: windows() }
  return makeRepetition({ ...usual, lost: new Set(), ...seen })
}

test('pauses and inputs are those of the players of matches that were struck', () => {
  const repetition = repetitionOf({
    before: tallies(() => 10),
    after: tallies((playerId) => ({ a0: 13, a1: 10, b0: 17, b1: 10 })[playerId] ?? 0),
  })
  expect(repetition).toMatchObject({ pausesMs: [300, 300], inputsLost: 3, matchesLost: 0, ticksLost: 0 })
})

test('ticks are counted once a match, by whoever saw most clearly when they were made', () => {
  const seen = windows(({ slot }) => ({ ticksLost: slot === 0 ? 4 : 5 }))
  expect(repetitionOf({ windows: seen }).ticksLost).toBe(4)
  expect(repetitionOf({ windows: seen, injection: { matchIds: ['a', 'b'] } }).ticksLost).toBe(8)
})

test('who is disconnected counts in every match', () => {
  const seen = windows(({ matchId }) => ({ disconnects: matchId === 'b' ? 1 : 0 }))
  expect(repetitionOf({ windows: seen }).playersDisconnected).toBe(2)
})

test.each([
  ['began anew', { hasGoneBack: true }],
  ['is over', { isOver: true }],
  ['has no state to tell', { ticksLost: null }],
  ['has lost a player', { isConnected: false }],
])('a match that %s is lost, once', (_, change) => {
  const lost = new Set<string>()
  const seen = windows(({ matchId }) => (matchId === 'a' ? change : {}))
  expect(repetitionOf({ windows: seen, lost })).toMatchObject({ matchesLost: 1, ticksLost: 0, inputsLost: 0 })
  expect(repetitionOf({ windows: seen, lost }).matchesLost).toBe(0)
})

test('what the fault has found is told with what was seen besides', () => {
  const injection = { matchIds: ['a'], findings: { drainMs: 700 } }
  expect(repetitionOf({ injection }).findings).toEqual({
    drainMs: 700,
    stallMs: 5,
    inputsLate: 0,
    inputsReversed: 0,
  })
})
