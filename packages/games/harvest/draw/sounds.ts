import type { GameSounds } from '../../drawing.ts'

interface Note {
  readonly type: OscillatorType
  readonly from: number
  readonly to: number
  readonly seconds: number
  readonly gain: number
  readonly delay?: number
}

const sounds = {
  sow: [{ type: 'triangle', from: 190, to: 90, seconds: 0.12, gain: 0.4 }],
  water: [
    { type: 'sine', from: 900, to: 500, seconds: 0.08, gain: 0.12 },
    { type: 'sine', from: 700, to: 1_050, seconds: 0.1, gain: 0.1, delay: 0.07 },
  ],
  gather: [
    { type: 'triangle', from: 330, to: 500, seconds: 0.1, gain: 0.3 },
    { type: 'triangle', from: 500, to: 760, seconds: 0.14, gain: 0.25, delay: 0.07 },
  ],
  coin: [
    { type: 'square', from: 988, to: 988, seconds: 0.07, gain: 0.08 },
    { type: 'square', from: 1_319, to: 1_319, seconds: 0.22, gain: 0.08, delay: 0.07 },
  ],
  card: [{ type: 'sawtooth', from: 260, to: 620, seconds: 0.12, gain: 0.08 }],
  crows: [
    { type: 'sawtooth', from: 520, to: 320, seconds: 0.18, gain: 0.14 },
    { type: 'sawtooth', from: 500, to: 290, seconds: 0.2, gain: 0.14, delay: 0.22 },
  ],
  golden: [523, 659, 784, 1_047].map((pitch, index) => {
    return { type: 'triangle' as const, from: pitch, to: pitch, seconds: 0.3, gain: 0.16, delay: index * 0.1 }
  }),
  no: [{ type: 'triangle', from: 150, to: 110, seconds: 0.12, gain: 0.3 }],
} satisfies Record<string, readonly Note[]>

export type SoundName = keyof typeof sounds

/** A few plucked tones, made on the spot. */
export class HarvestSounds {
  readonly #output: GameSounds

  constructor(output: GameSounds) {
    this.#output = output
  }

  play(name: SoundName): void {
    for (const note of sounds[name] as readonly Note[]) this.#pluck(note)
  }

  #pluck({ type, from, to, seconds, gain, delay = 0 }: Note): void {
    const { context, output } = this.#output
    const start = context.currentTime + delay
    const tone = new OscillatorNode(context, { type, frequency: from })
    const loudness = new GainNode(context, { gain })
    tone.frequency.exponentialRampToValueAtTime(to, start + seconds)
    loudness.gain.setValueAtTime(gain, start)
    loudness.gain.exponentialRampToValueAtTime(0.001, start + seconds)
    tone.connect(loudness).connect(output)
    tone.start(start)
    tone.stop(start + seconds)
  }
}
