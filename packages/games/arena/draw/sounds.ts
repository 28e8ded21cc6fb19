import type { GameSounds } from '../../drawing.ts'

/** Beyond this many units nothing is heard. */
const earshot = 620
/** Starts of the same sound closer together than this would only add up to noise. */
const gapMs = 28

interface Tone {
  type: OscillatorType
  from: number
  to: number
  seconds: number
  gain: number
  delay?: number
}

interface Noise {
  filter: BiquadFilterType
  from: number
  to: number
  seconds: number
  gain: number
  q?: number
}

interface Place {
  x: number
  y: number
}

/** Every sound is made on the spot from tones and noise: nothing to load, nothing to license. */
export class ArenaSounds {
  ear: Place = { x: 0, y: 0 }
  readonly #context: AudioContext
  readonly #output: AudioNode
  readonly #noise: AudioBuffer
  readonly #startedAtMs = new Map<string, number>()

  constructor({ context, output }: GameSounds) {
    this.#context = context
    this.#output = output
    this.#noise = context.createBuffer(1, context.sampleRate, context.sampleRate)
    const samples = this.#noise.getChannelData(0)
    for (let i = 0; i < samples.length; i++) samples[i] = Math.random() * 2 - 1
  }

  shot(at: Place, isOwn: boolean, isOvercharged: boolean): void {
    const pitch = (isOvercharged ? 1.35 : 1) * (0.96 + Math.random() * 0.08)
    const gain = isOwn ? 0.3 : 0.2
    this.#play(
      isOwn ? 'own-shot' : 'shot',
      at,
      [
        { type: 'sawtooth', from: 1150 * pitch, to: 130 * pitch, seconds: 0.11, gain: gain * 0.55 },
        { type: 'square', from: 560 * pitch, to: 70, seconds: 0.09, gain: gain * 0.4 },
      ],
      [{ filter: 'highpass', from: 3200, to: 1200, seconds: 0.05, gain: gain * 0.7 }],
    )
  }

  impact(at: Place): void {
    this.#play(
      'impact',
      at,
      [],
      [{ filter: 'bandpass', from: 2600, to: 900, seconds: 0.06, gain: 0.14, q: 2 }],
    )
  }

  hit(isKill: boolean): void {
    this.#play('hit', this.ear, [
      { type: 'triangle', from: 1500, to: 1350, seconds: 0.05, gain: 0.28 },
      ...(isKill
        ? ([
            { type: 'triangle', from: 880, to: 880, seconds: 0.1, gain: 0.26, delay: 0.05 },
            { type: 'triangle', from: 1320, to: 1320, seconds: 0.22, gain: 0.26, delay: 0.12 },
          ] as const)
        : []),
    ])
  }

  hurt(): void {
    this.#play(
      'hurt',
      this.ear,
      [{ type: 'sine', from: 190, to: 60, seconds: 0.16, gain: 0.5 }],
      [{ filter: 'lowpass', from: 1400, to: 200, seconds: 0.12, gain: 0.3 }],
    )
  }

  explosion(at: Place): void {
    this.#play(
      'explosion',
      at,
      [{ type: 'sine', from: 150, to: 28, seconds: 0.6, gain: 0.8 }],
      [
        { filter: 'lowpass', from: 2600, to: 90, seconds: 0.75, gain: 0.65 },
        { filter: 'highpass', from: 2500, to: 5000, seconds: 0.16, gain: 0.16 },
      ],
    )
  }

  dash(at: Place): void {
    this.#play(
      'dash',
      at,
      [],
      [{ filter: 'bandpass', from: 500, to: 2800, seconds: 0.2, gain: 0.34, q: 1.4 }],
    )
  }

  pickup(at: Place, isOvercharge: boolean): void {
    const notes = isOvercharge ? [392, 587, 784, 1175] : [523, 659, 784]
    this.#play(
      'pickup',
      at,
      notes.map((note, i) => ({
        type: isOvercharge ? 'sawtooth' : 'triangle',
        from: note,
        to: note,
        seconds: 0.14,
        gain: isOvercharge ? 0.12 : 0.24,
        delay: i * 0.06,
      })),
    )
  }

  appear(at: Place): void {
    this.#play('appear', at, [{ type: 'sine', from: 240, to: 960, seconds: 0.3, gain: 0.2 }])
  }

  countdown(isLast: boolean): void {
    const note = isLast ? 1047 : 523
    this.#play('countdown', this.ear, [
      { type: 'triangle', from: note, to: note, seconds: isLast ? 0.5 : 0.14, gain: 0.34 },
      { type: 'square', from: note / 2, to: note / 2, seconds: isLast ? 0.3 : 0.1, gain: 0.06 },
    ])
  }

  over(): void {
    this.#play(
      'over',
      this.ear,
      [392, 523, 659, 784].map((note, i) => ({
        type: 'triangle',
        from: note,
        to: note,
        seconds: 0.7,
        gain: 0.2,
        delay: i * 0.11,
      })),
    )
  }

  #play(name: string, at: Place, tones: readonly Tone[], noises: readonly Noise[] = []): void {
    const nowMs = this.#context.currentTime * 1000
    if (nowMs - (this.#startedAtMs.get(name) ?? Number.NEGATIVE_INFINITY) < gapMs) return
    const distance = Math.hypot(at.x - this.ear.x, at.y - this.ear.y)
    if (this.#context.state !== 'running' || distance > earshot) return
    this.#startedAtMs.set(name, nowMs)
    const pan = this.#context.createStereoPanner()
    pan.pan.value = Math.max(-0.8, Math.min(0.8, (at.x - this.ear.x) / 420))
    const near = 1 - distance / earshot
    const volume = this.#context.createGain()
    volume.gain.value = near * near
    pan.connect(volume).connect(this.#output)
    for (const tone of tones) this.#tone(tone, pan)
    for (const noise of noises) this.#hiss(noise, pan)
  }

  #tone({ type, from, to, seconds, gain, delay = 0 }: Tone, output: AudioNode): void {
    const start = this.#context.currentTime + delay
    const oscillator = this.#context.createOscillator()
    oscillator.type = type
    oscillator.frequency.setValueAtTime(from, start)
    oscillator.frequency.exponentialRampToValueAtTime(to, start + seconds)
    oscillator.connect(this.#envelope(gain, start, seconds)).connect(output)
    oscillator.start(start)
    oscillator.stop(start + seconds)
  }

  #hiss({ filter, from, to, seconds, gain, q = 0.7 }: Noise, output: AudioNode): void {
    const start = this.#context.currentTime
    const source = this.#context.createBufferSource()
    source.buffer = this.#noise
    const shape = this.#context.createBiquadFilter()
    shape.type = filter
    shape.Q.value = q
    shape.frequency.setValueAtTime(from, start)
    shape.frequency.exponentialRampToValueAtTime(to, start + seconds)
    source
      .connect(shape)
      .connect(this.#envelope(gain, start, seconds))
      .connect(output)
    source.start(start, Math.random() * 0.2, seconds)
  }

  #envelope(gain: number, start: number, seconds: number): GainNode {
    const envelope = this.#context.createGain()
    envelope.gain.setValueAtTime(0.0001, start)
    envelope.gain.exponentialRampToValueAtTime(gain, start + 0.004)
    envelope.gain.exponentialRampToValueAtTime(0.0001, start + seconds)
    return envelope
  }
}
