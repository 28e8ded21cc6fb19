import { useEffect } from 'preact/hooks'
import { soundOutput } from '../sound/sound-output.ts'

/** Three rising tones, in Hz, and how far apart they are. */
const tones = [523, 659, 784]
const toneSeconds = 0.13
const loudness = 0.25

/** For who looks elsewhere: a sound, and the title of the page for as long as there is time. */
export function useMatchFoundSignal(secondsLeft: number): void {
  useEffect(() => {
    ring()
    const before = document.title
    return () => {
      document.title = before
    }
  }, [])
  useEffect(() => {
    document.title = `(${secondsLeft}) Match found!`
  }, [secondsLeft])
}

function ring(): void {
  const sounds = soundOutput()
  if (sounds?.context.state !== 'running') return
  const { context, output } = sounds
  for (const [index, frequency] of tones.entries()) {
    const startSeconds = context.currentTime + index * toneSeconds
    const volume = context.createGain()
    volume.gain.setValueAtTime(0, startSeconds)
    volume.gain.linearRampToValueAtTime(loudness, startSeconds + 0.01)
    volume.gain.exponentialRampToValueAtTime(0.001, startSeconds + 4 * toneSeconds)
    const tone = new OscillatorNode(context, { type: 'triangle', frequency })
    tone.connect(volume).connect(output)
    tone.start(startSeconds)
    tone.stop(startSeconds + 4 * toneSeconds)
  }
}
