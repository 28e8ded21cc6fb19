import type { GameSounds } from '../../drawing.ts'

/** Whiffs nearer to each other than this are one: two who swing at the air are not to hiss. */
const whiffGapMs = 120

/** Blows, made of noise and a falling tone. */
export class DuelSounds {
  readonly #sounds: GameSounds | undefined
  #noise: AudioBuffer | undefined
  #whiffedMs = 0

  constructor(sounds: GameSounds | undefined) {
    this.#sounds = sounds
  }

  hit(weight: number): void {
    this.#burst(0.09 + weight * 0.12, 900 - weight * 500, 0.5)
    this.#tone(190 - weight * 80, 46, 0.16 + weight * 0.12, 0.5)
  }

  block(): void {
    this.#burst(0.05, 1_900, 0.2)
    this.#tone(320, 210, 0.09, 0.14)
  }

  whiff(): void {
    const nowMs = performance.now()
    if (nowMs - this.#whiffedMs < whiffGapMs) return
    this.#whiffedMs = nowMs
    this.#burst(0.08, 1_300, 0.06)
  }

  land(): void {
    this.#burst(0.07, 240, 0.22)
  }

  dash(): void {
    this.#burst(0.16, 700, 0.1)
  }

  bolt(): void {
    this.#tone(260, 620, 0.22, 0.14)
    this.#burst(0.18, 1_100, 0.08)
  }

  knockOut(): void {
    this.#tone(130, 30, 0.9, 0.6)
    this.#burst(0.5, 300, 0.5)
  }

  bell(): void {
    this.#tone(880, 860, 0.7, 0.2)
    this.#tone(1_320, 1_300, 0.5, 0.1)
  }

  #tone(fromHertz: number, toHertz: number, seconds: number, loudness: number): void {
    if (!this.#sounds) return
    const { context, output } = this.#sounds
    const tone = context.createOscillator()
    const gain = context.createGain()
    const now = context.currentTime
    tone.frequency.setValueAtTime(fromHertz, now)
    tone.frequency.exponentialRampToValueAtTime(Math.max(20, toHertz), now + seconds)
    gain.gain.setValueAtTime(loudness, now)
    gain.gain.exponentialRampToValueAtTime(0.001, now + seconds)
    tone.connect(gain).connect(output)
    tone.start(now)
    tone.stop(now + seconds)
  }

  #burst(seconds: number, hertz: number, loudness: number): void {
    if (!this.#sounds) return
    const { context, output } = this.#sounds
    const source = context.createBufferSource()
    source.buffer = this.#noiseOf(context)
    const filter = context.createBiquadFilter()
    filter.type = 'bandpass'
    filter.frequency.value = Math.max(80, hertz)
    const gain = context.createGain()
    const now = context.currentTime
    gain.gain.setValueAtTime(loudness, now)
    gain.gain.exponentialRampToValueAtTime(0.001, now + seconds)
    source.connect(filter).connect(gain).connect(output)
    source.start(now)
    source.stop(now + seconds)
  }

  #noiseOf(context: AudioContext): AudioBuffer {
    if (this.#noise) return this.#noise
    const noise = context.createBuffer(1, context.sampleRate / 2, context.sampleRate)
    const samples = noise.getChannelData(0)
    for (let index = 0; index < samples.length; index++) samples[index] = Math.random() * 2 - 1
    this.#noise = noise
    return noise
  }
}
