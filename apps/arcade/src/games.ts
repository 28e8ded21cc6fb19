import type { AnyGame } from '@gameserver/engine'
import { arena } from '@gameserver/games/arena/arena.ts'
import { think } from '@gameserver/games/arena/bot.ts'
import type { Drawing, DrawingOptions } from '@gameserver/games/drawing.ts'

/** A game as this page plays it. */
export interface PlayableGame {
  game: AnyGame
  /** What the menu says below the name. */
  tagline: string
  controls: readonly { keys: string; does: string }[]
  // biome-ignore lint/suspicious/noExplicitAny: the page hands worlds and inputs from the one to the other, unseen
  createDrawing(options: DrawingOptions): Promise<Drawing<any, any>>
  /** Plays for a bot in practice. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  think(world: any, slot: number, tick: number, random: () => number): any
}

export const playableGames: readonly PlayableGame[] = [
  {
    game: arena,
    tagline: 'Everybody against everybody. Three minutes. Keep moving.',
    controls: [
      { keys: 'W A S D', does: 'move' },
      { keys: 'Mouse', does: 'aim' },
      { keys: 'Click', does: 'fire' },
      { keys: 'Space', does: 'dash' },
      { keys: 'Enter', does: 'chat' },
      { keys: 'M', does: 'microphone' },
      { keys: 'Esc', does: 'menu' },
    ],
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
