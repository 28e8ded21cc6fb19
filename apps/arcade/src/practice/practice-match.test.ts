import { expect, test } from 'vitest'
import { playableGames } from '../games.ts'
import type { Ended } from '../play/playable-match.ts'
import { PracticeMatch } from './practice-match.ts'

const pictureMs = 1000 / 60

test.each(playableGames.map((playable) => ({ id: playable.game.id, playable })))(
  '$id can be practised against bots to its end',
  ({ playable }) => {
    const match = new PracticeMatch({
      playable,
      playerName: 'Ada',
      bots: 3,
      settings: { seconds: 10 },
      seed: 5,
    })
    let ended: Ended | undefined
    match.on('ended', (value) => {
      ended = value
    })
    for (let nowMs = 0; !ended && nowMs < 30_000; nowMs += pictureMs) {
      match.advanceWithoutPlayer(nowMs)
      match.view(nowMs)
    }
    expect(ended?.standings.map(({ slot }) => slot).sort()).toEqual([0, 1, 2, 3])
    expect(ended?.standings.map(({ rank }) => rank)[0]).toBe(1)
    expect(match.roster[0]?.name).toBe('Ada')
  },
)
