import { u8 } from '@gameserver/engine'
import type { ArenaWorld } from '@gameserver/games/arena/arena.ts'
import { expect, test } from 'vitest'
import '../load-games.ts'
import { type PlayableGame, playableGame, playableGames } from '../games.ts'
import type { Ended } from '../play/playable-match.ts'
import { PracticeMatch } from './practice-match.ts'

const pictureMs = 1000 / 60
const bots = 3
const playedMs = 30_000

test.each(playableGames().map((playable) => ({ id: playable.game.id, playable })))(
  '$id can be practised against bots, to its end if that comes soon',
  { timeout: 60_000 },
  ({ playable }) => {
    const { players } = playable.game
    const match = new PracticeMatch({ playable, playerName: 'Ada', bots, seconds: 10, seed: 5 })
    const seats = Math.min(players.max, Math.max(players.min, bots + 1))
    expect(match.roster).toHaveLength(seats)
    expect(match.roster[0]?.name).toBe('Ada')
    let ended: Ended | undefined
    match.on('ended', (value) => {
      ended = value
    })
    for (let nowMs = 0; !ended && nowMs < playedMs; nowMs += pictureMs) {
      match.advanceWithoutPlayer(nowMs)
      match.view(nowMs)
    }
    if (!ended) return expect(match.phase).toBe('running')
    expect(ended.standings.map(({ slot }) => slot).sort((a, b) => a - b)).toEqual(
      Array.from({ length: seats }, (_, slot) => slot),
    )
    expect(ended.standings[0]?.rank).toBe(1)
  },
)

/** A copy: replacing rules changes the game in place. */
function arena(): PlayableGame {
  const playable = playableGame('arena') as PlayableGame
  return { ...playable, game: { ...playable.game } }
}

test('a version with the same schemas goes on by its rules from where the match is', () => {
  const match = new PracticeMatch({ playable: arena(), playerName: 'Ada', bots, seconds: 60, seed: 5 })
  for (let nowMs = 0; nowMs < 1_000; nowMs += pictureMs) match.advanceWithoutPlayer(nowMs)
  const { tick } = match.view(1_000)
  const isOver = () => true
  expect(match.adopt({ ...arena(), game: { ...match.game, isOver } })).toBe('rules')
  match.advanceWithoutPlayer(1_000 + pictureMs)
  expect(tick).toBeGreaterThan(30)
  expect(match.phase).toBe('ended')
})

test('a version with other schemas goes on at the same tick, with what it knows of the state', () => {
  const match = new PracticeMatch({ playable: arena(), playerName: 'Ada', bots, seconds: 60, seed: 5 })
  let nowMs = 0
  const playUntil = (endMs: number) => {
    for (; nowMs < endMs; nowMs += pictureMs) match.advanceWithoutPlayer(nowMs)
    return match.view(nowMs) as { world: ArenaWorld; tick: number }
  }
  const before = playUntil(2_000)
  const state = { ...match.game.state, weather: u8 }
  expect(match.adopt({ ...arena(), game: { ...match.game, state } })).toBe('carried')
  const after = playUntil(2_100)
  expect(after.tick - before.tick).toBeGreaterThan(0)
  expect(after.tick - before.tick).toBeLessThan(12)
  const placeOf = ({ world }: { world: ArenaWorld }) => world.players.get(1)
  expect(Math.abs((placeOf(after)?.x ?? 0) - (placeOf(before)?.x ?? 0))).toBeLessThan(60)
  expect(after.world).toHaveProperty('weather', 0)
})

test('what the game throws stops the match until a version without the fault goes on with its state', () => {
  const match = new PracticeMatch({ playable: arena(), playerName: 'Ada', bots, seconds: 60, seed: 5 })
  let nowMs = 0
  const play = () => {
    nowMs += pictureMs
    match.advanceWithoutPlayer(nowMs)
  }
  while (nowMs < 1_000) play()
  const { tick } = match.view(nowMs)
  const { step } = match.game
  const saved = (change: typeof step) => match.adopt({ ...arena(), game: { ...match.game, step: change } })
  const throws = (text: string) => () => {
    throw new Error(text)
  }
  saved(throws('first'))
  expect(play).toThrow('first')
  expect(play).toThrow('first')
  expect(saved(throws('second'))).toBe('rules')
  expect(play).toThrow('second')
  expect(saved(step)).toBe('rules')
  while (nowMs < 2_000) play()
  expect(match.view(nowMs).tick - tick).toBeGreaterThan(20)
})
