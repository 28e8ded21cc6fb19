import { describe, expect, test } from 'vitest'
import { type Checkpoint, checkpointAfter } from '../../packages/engine/src/index.ts'
import { type Hands, handsFor, randomFrom, wildHands } from '../../packages/engine/test/simulation/hands.ts'
import { SessionState } from '../../packages/protocol/src/generated/gameserver/v1/journal_pb.ts'
import { allGames } from './found-games.ts'
import { type Move, WrittenMatch, type WrittenTerms } from './written-match.ts'

const ticksAfter = 200
const games = await allGames()

/** Ends with a keyframe, or with entries after one; and with something that came after the last tick, or not. */
function playAWhile(match: WrittenMatch, round: number, random: () => number): void {
  for (let left = 20 + Math.floor(random() * 40); left > 0; left--) {
    for (const move of match.moves()) {
      match.play(move)
      if (random() < 0.5) match.write()
    }
    match.play(match.step())
    if (random() < 0.5) match.write()
  }
  if (round % 4 < 2) match.play(match.comeAndGo())
  match.write(round % 2 === 0)
}

/** What all do for a while, and what must come of it. */
function playOn(match: WrittenMatch, ticks: number): { moves: Move[]; hash: number }[] {
  return Array.from({ length: ticks }, () => {
    const moves = [...match.moves(), match.step()]
    // What one move has done decides on none of the others.
    for (const move of moves) match.play(move)
    return { moves, hash: match.authority.stateHash() }
  })
}

function requireSame(terms: WrittenTerms, rounds: number): void {
  const chance = randomFrom(terms.seed)
  const random = () => chance.float()
  let match = new WrittenMatch(terms)
  let entries = 0
  for (let round = 0; round < rounds; round++) {
    if (match.authority.isOver()) match = new WrittenMatch({ ...terms, seed: terms.seed + round })
    playAWhile(match, round, random)
    const restored = match.restore()
    const { checkpoint } = restored
    const { authority, slots, records, entryCount } = match
    entries += entryCount
    expect(checkpoint.tick).toBe(authority.tick)
    expect(checkpoint.state.hash()).toBe(authority.stateHash())
    expect(checkpoint.happenings).toEqual(authority.happened)
    expect(checkpoint.emitted).toEqual(authority.checkpoint().emitted)
    const there = restored.standing.members.filter(({ session }) => session === SessionState.CONNECTED)
    expect(new Set(there.map(({ slot }) => slot))).toEqual(slots)
    if (entryCount === 0) expect(plain(checkpoint)).toEqual(plain(authority.checkpoint()))
    const successor = entryCount === 0 ? match.successor(restored) : undefined
    const before = records.length
    const expected = playOn(match, ticksAfter)
    if (successor) requireSameMoves(successor, expected)
    requireSameRecords(terms, restored, records.slice(before), expected)
  }
  expect(entries).toBeGreaterThan(0)
}

function requireSameMoves(successor: WrittenMatch['authority'], expected: ReturnType<typeof playOn>): void {
  for (const { moves, hash } of expected) {
    for (const move of moves) move(successor)
    expect(successor.stateHash()).toBe(hash)
  }
}

/** What it remembers of who pressed what when is not exact after ticks that the log alone knows of; the state is. */
function requireSameRecords(
  { game }: WrittenTerms,
  { checkpoint, settings, seats }: ReturnType<WrittenMatch['restore']>,
  records: WrittenMatch['records'],
  expected: readonly { readonly hash: number }[],
): void {
  let now = checkpoint
  for (let at = 0; at < records.length; at += 20) {
    const chunk = records.slice(at, at + 20)
    now = checkpointAfter(game, { settings, seats }, now, chunk)
    expect(now.state.hash()).toBe(expected[at + chunk.length - 1]?.hash)
  }
}

/** Tapes have room that means nothing. */
function plain(checkpoint: Checkpoint): unknown {
  const wordsOf = ({ words, length }: Checkpoint['state']) => words.slice(0, length)
  const sent = checkpoint.sent.map(({ tick, state }) => ({ tick, words: wordsOf(state) }))
  return { ...checkpoint, state: wordsOf(checkpoint.state), sent }
}

describe('from what was written down', () => {
  test.each(games.map((found) => [found.game.id, found] as const))(
    '%s goes on as it would have',
    { timeout: 120_000 },
    (_id, { game, mind }) => {
      const players = Math.min(game.players.max, 4)
      const hands = Array.from({ length: players }, (_, slot) => handsFor(game, mind, slot + 1))
      requireSame({ game, seed: 11, hands }, 8)
    },
  )

  test.each(games.map((found) => [found.game.id, found] as const))(
    '%s goes on as it would have, whatever players press',
    { timeout: 120_000 },
    (_id, { game }) => {
      const hands = Array.from({ length: game.players.min }, (_, slot): Hands => wildHands(game, slot + 1))
      requireSame({ game, seed: 12, hands }, 8)
    },
  )

  test('an arena of a hundred goes on as it would have', { timeout: 120_000 }, () => {
    const { game, mind } = games.find((found) => found.game.id === 'arena') as (typeof games)[number]
    const hands = Array.from({ length: 100 }, (_, slot) => handsFor(game, mind, slot + 1))
    requireSame({ game, seed: 13, hands }, 2)
  })
})
