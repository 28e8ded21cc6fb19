import { expect, test } from 'vitest'
import '../load-games.ts'
import { playableGames } from '../games.ts'
import type { Ended } from '../play/playable-match.ts'
import { PracticeMatch } from './practice-match.ts'

const pictureMs = 1000 / 60
const bots = 3
const playedMs = 30_000

test.each(playableGames().map((playable) => ({ id: playable.game.id, playable })))(
  '$id can be practised against bots, to its end if that comes soon',
  ({ playable }) => {
    const { players, settings } = playable.game
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
    if (!ended)
      return expect(settings?.seconds?.min ?? Number.POSITIVE_INFINITY).toBeGreaterThan(playedMs / 1000)
    expect(ended.standings.map(({ slot }) => slot).sort((a, b) => a - b)).toEqual(
      Array.from({ length: seats }, (_, slot) => slot),
    )
    expect(ended.standings[0]?.rank).toBe(1)
  },
)
