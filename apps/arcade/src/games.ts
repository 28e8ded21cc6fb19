import type { AnyGame } from '@gameserver/engine'
import { about } from '@gameserver/games/arena/about.ts'
import arena from '@gameserver/games/arena/arena.ts'
import { think } from '@gameserver/games/arena/bot.ts'
import type { About, Drawing, DrawingOptions } from '@gameserver/games/drawing.ts'

/** A game as this page plays it. */
export interface PlayableGame {
  game: AnyGame
  about: About
  // biome-ignore lint/suspicious/noExplicitAny: the page hands worlds and inputs from the one to the other, unseen
  createDrawing(options: DrawingOptions): Promise<Drawing<any, any>>
  /** Plays for a bot in practice. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  think(world: any, slot: number, tick: number, random: () => number): any
}

/** What the page itself does with keys, in every game. */
export const pageControls: About['controls'] = [
  { keys: 'Enter', does: 'chat' },
  { keys: 'M', does: 'microphone' },
  { keys: 'Esc', does: 'menu' },
]

export const playableGames: readonly PlayableGame[] = [
  {
    game: arena,
    about,
    async createDrawing(options) {
      const { createDrawing } = await import('@gameserver/games/arena/draw.ts')
      return createDrawing(options)
    },
    think,
  },
]

export function playableGame(id: string): PlayableGame | undefined {
  return playableGames.find(({ game }) => game.id === id)
}
