import type { AnyGame } from '@gameserver/engine'
import type { BotMind } from '@gameserver/games/bot-mind.ts'
import type { About, Drawing, DrawingOptions } from '@gameserver/games/drawing.ts'
import { useEffect, useState } from 'preact/hooks'

/** A game as this page plays it. Another object as soon as one of its files has changed. */
export interface PlayableGame {
  game: AnyGame
  about: About
  // biome-ignore lint/suspicious/noExplicitAny: the page hands worlds and inputs from the one to the other, unseen
  createDrawing(options: DrawingOptions): Promise<Drawing<any, any>>
  /** Plays for bots in practice. */
  mind: BotMind
}

/** What the page itself does with keys, in every game. */
export const pageControls: About['controls'] = [
  { keys: 'Enter', does: 'chat' },
  { keys: 'M', does: 'microphone' },
  { keys: 'Esc', does: 'menu' },
]

type Listener = (games: readonly PlayableGame[]) => void

const listeners = new Set<Listener>()
let games: readonly PlayableGame[] = []

/** In the order of the alphabet. */
export function playableGames(): readonly PlayableGame[] {
  return games
}

export function playableGame(id: string): PlayableGame | undefined {
  return games.find(({ game }) => game.id === id)
}

/** Its name if this page can play it. */
export function gameName(id: string): string {
  return playableGame(id)?.game.name ?? id
}

export function setPlayableGames(next: readonly PlayableGame[]): void {
  games = next
  for (const listener of listeners) listener(games)
}

export function onPlayableGames(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function usePlayableGames(): readonly PlayableGame[] {
  const [value, setValue] = useState(games)
  useEffect(() => onPlayableGames(setValue), [])
  return value
}
