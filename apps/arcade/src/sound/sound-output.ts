import type { GameSounds } from '@gameserver/games/drawing.ts'
import { onSettings, settings } from '../settings/settings.ts'

let sounds: (GameSounds & { output: GainNode }) | undefined

/** One output for all sounds of the page. Browsers keep it silent until the first click or key press. */
export function soundOutput(): GameSounds | undefined {
  if (sounds) return sounds
  if (!('AudioContext' in globalThis)) return undefined
  const context = new AudioContext({ latencyHint: 'interactive' })
  const output = context.createGain()
  // Ten explosions at once must not clip.
  const compressor = context.createDynamicsCompressor()
  output.connect(compressor).connect(context.destination)
  sounds = { context, output }
  setVolume(settings().soundVolume)
  onSettings(({ soundVolume }) => setVolume(soundVolume))
  wakeOnGesture(context)
  return sounds
}

function setVolume(volume: number): void {
  // Loudness is felt in steps of ratio: squaring makes the slider even.
  sounds?.output.gain.setTargetAtTime(volume * volume, sounds.context.currentTime, 0.02)
}

function wakeOnGesture(context: AudioContext): void {
  const wake = () => {
    void context.resume()
    if (context.state !== 'running') return
    for (const type of gestures) removeEventListener(type, wake)
  }
  for (const type of gestures) addEventListener(type, wake)
}

const gestures = ['pointerdown', 'pointerup', 'keydown'] as const
