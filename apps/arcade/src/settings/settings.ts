import type { Effects } from '@gameserver/games/drawing.ts'
import { useEffect, useState } from 'preact/hooks'
import type { Mode } from '../queue/mode-choice.tsx'

export interface Settings {
  name: string
  /** Id of the game that was chosen last. */
  game: string
  /** Of the queue that was chosen last. */
  mode: Mode
  /** Volumes from 0 to 1. */
  soundVolume: number
  voiceVolume: number
  /** Undefined: what the system asks for. */
  effects: Effects | undefined
}

const key = 'gameserver.settings'
const listeners = new Set<(settings: Settings) => void>()
let current = read()

export function settings(): Settings {
  return current
}

export function changeSettings(change: Partial<Settings>): void {
  current = { ...current, ...change }
  // A browser may forbid storage, in private windows for one: then the choice lasts as long as the page.
  try {
    localStorage.setItem(key, JSON.stringify(current))
  } catch {}
  for (const listener of listeners) listener(current)
}

export function onSettings(listener: (settings: Settings) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function useSettings(): Settings {
  const [value, setValue] = useState(current)
  useEffect(() => onSettings(setValue), [])
  return value
}

/** What was chosen; else calm for whoever asked the system for less motion. */
export function effectsOf({ effects }: Settings): Effects {
  if (effects) return effects
  return matchMedia('(prefers-reduced-motion: reduce)').matches ? 'calm' : 'full'
}

function read(): Settings {
  const defaults: Settings = {
    name: '',
    game: '',
    mode: 'quick',
    soundVolume: 0.7,
    voiceVolume: 1,
    effects: undefined,
  }
  try {
    return { ...defaults, ...JSON.parse(localStorage.getItem(key) ?? '{}') }
  } catch {
    return defaults
  }
}
