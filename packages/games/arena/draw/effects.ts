import { Container, Sprite } from 'pixi.js'
import { Particles } from './particles.ts'
import type { ArenaTextures } from './textures.ts'

const tracerLifeMs = 190
const tracersMax = 64

interface Tracer {
  core: Sprite
  ageMs: number
}

/** What fights look like: shots, impacts, explosions, dashes. Positions are units, angles radians. */
export class Effects {
  readonly below: Container
  readonly above = new Container()
  readonly #low = new Particles()
  readonly #high = new Particles()
  readonly #tracers: Tracer[] = []
  readonly #textures: ArenaTextures

  constructor(textures: ArenaTextures) {
    this.#textures = textures
    this.below = this.#low.container
    for (let i = 0; i < tracersMax; i++) {
      const core = new Sprite(textures.beam)
      core.anchor.set(0, 0.5)
      core.blendMode = 'add'
      core.visible = false
      this.above.addChild(core)
      this.#tracers.push({ core, ageMs: tracerLifeMs })
    }
    this.above.addChild(this.#high.container)
  }

  set density(density: number) {
    this.#low.density = density
    this.#high.density = density
  }

  shot(x: number, y: number, angle: number, length: number, colour: number, isOvercharged: boolean): void {
    const tracer = this.#tracers.shift()
    if (tracer) {
      this.#tracers.push(tracer)
      tracer.ageMs = 0
      tracer.core.visible = true
      tracer.core.position.set(x, y)
      tracer.core.rotation = angle
      tracer.core.tint = colour
      tracer.core.setSize(length, isOvercharged ? 28 : 20)
    }
    const { flash, glow } = this.#textures
    const size = isOvercharged ? 62 : 46
    this.#high.add({
      texture: flash,
      x,
      y,
      tint: colour,
      lifeMs: 90,
      sizeFrom: size,
      sizeTo: size * 1.25,
      rotation: angle,
    })
    this.#high.add({
      texture: flash,
      x,
      y,
      tint: 0xffffff,
      lifeMs: 60,
      sizeFrom: 26,
      sizeTo: 20,
      rotation: angle,
    })
    this.#low.add({ texture: glow, x, y, tint: colour, lifeMs: 110, sizeFrom: 150, sizeTo: 120, alpha: 0.5 })
  }

  /** `towards` points back to where the shot came from. */
  impact(x: number, y: number, towards: number, colour: number, isOnPlayer: boolean): void {
    const { glow, spark, ring } = this.#textures
    this.#high.add({ texture: glow, x, y, tint: colour, lifeMs: 160, sizeFrom: 52, sizeTo: 20 })
    this.#high.add({ texture: glow, x, y, tint: 0xffffff, lifeMs: 90, sizeFrom: 22, sizeTo: 10 })
    if (isOnPlayer)
      this.#high.add({ texture: ring, x, y, tint: colour, lifeMs: 220, sizeFrom: 10, sizeTo: 44, alpha: 0.8 })
    this.#high.burst(isOnPlayer ? 7 : 5, () => {
      const angle = towards + (Math.random() - 0.5) * 2
      const speed = 90 + Math.random() * 240
      return {
        texture: spark,
        x,
        y,
        tint: Math.random() < 0.4 ? 0xffffff : colour,
        lifeMs: 160 + Math.random() * 200,
        sizeFrom: 20 + Math.random() * 10,
        sizeTo: 4,
        flatness: 0.25,
        velocityX: Math.cos(angle) * speed,
        velocityY: Math.sin(angle) * speed,
        drag: 5,
        rotation: angle,
      }
    })
  }

  explosion(x: number, y: number, colour: number): void {
    const { glow, ring, spark, shard, smoke, shadow } = this.#textures
    this.#low.add({
      texture: shadow,
      x,
      y,
      tint: 0xffffff,
      lifeMs: 4500,
      sizeFrom: 66,
      sizeTo: 74,
      alpha: 0.8,
      blend: 'normal',
    })
    this.#low.add({ texture: glow, x, y, tint: colour, lifeMs: 700, sizeFrom: 420, sizeTo: 200, alpha: 0.75 })
    this.#high.add({ texture: glow, x, y, tint: 0xffffff, lifeMs: 240, sizeFrom: 130, sizeTo: 60 })
    this.#high.add({ texture: glow, x, y, tint: colour, lifeMs: 480, sizeFrom: 90, sizeTo: 210, alpha: 0.9 })
    this.#high.add({ texture: ring, x, y, tint: colour, lifeMs: 520, sizeFrom: 20, sizeTo: 250 })
    this.#high.add({
      texture: ring,
      x,
      y,
      tint: 0xffffff,
      lifeMs: 320,
      sizeFrom: 10,
      sizeTo: 130,
      alpha: 0.8,
    })
    this.#high.burst(26, () => {
      const angle = Math.random() * Math.PI * 2
      const speed = 120 + Math.random() * 420
      return {
        texture: spark,
        x,
        y,
        tint: Math.random() < 0.35 ? 0xffffff : colour,
        lifeMs: 300 + Math.random() * 420,
        sizeFrom: 34 + Math.random() * 20,
        sizeTo: 6,
        flatness: 0.22,
        velocityX: Math.cos(angle) * speed,
        velocityY: Math.sin(angle) * speed,
        drag: 4,
        rotation: angle,
      }
    })
    this.#high.burst(9, () => {
      const angle = Math.random() * Math.PI * 2
      const speed = 60 + Math.random() * 190
      return {
        texture: shard,
        x,
        y,
        tint: Math.random() < 0.5 ? 0x3c4675 : colour,
        lifeMs: 700 + Math.random() * 600,
        sizeFrom: 9 + Math.random() * 6,
        sizeTo: 4,
        velocityX: Math.cos(angle) * speed,
        velocityY: Math.sin(angle) * speed,
        drag: 2.4,
        spin: (Math.random() - 0.5) * 18,
        rotation: angle,
        blend: 'normal',
      }
    })
    this.#low.burst(7, () => {
      const angle = Math.random() * Math.PI * 2
      return {
        texture: smoke,
        x,
        y,
        tint: 0x8a90c0,
        lifeMs: 900 + Math.random() * 600,
        sizeFrom: 26,
        sizeTo: 90,
        alpha: 0.28,
        velocityX: Math.cos(angle) * 50,
        velocityY: Math.sin(angle) * 50,
        drag: 1.6,
      }
    })
  }

  /** Hot gas out of the engines. `angle` is the way it flies. */
  exhaust(x: number, y: number, angle: number, colour: number, strength: number): void {
    this.#low.burst(strength, () => ({
      texture: this.#textures.dot,
      x: x + (Math.random() - 0.5) * 6,
      y: y + (Math.random() - 0.5) * 6,
      tint: colour,
      lifeMs: 260 + Math.random() * 160,
      sizeFrom: 9,
      sizeTo: 1,
      alpha: 0.65,
      velocityX: Math.cos(angle) * 70,
      velocityY: Math.sin(angle) * 70,
      drag: 3,
    }))
  }

  /** The shape that a dashing ship leaves behind. */
  afterImage(x: number, y: number, angle: number, colour: number, size: number): void {
    const { trim, glow } = this.#textures
    this.#low.add({
      texture: trim,
      x,
      y,
      tint: colour,
      lifeMs: 260,
      sizeFrom: size,
      sizeTo: size * 0.9,
      alpha: 0.6,
      rotation: angle,
    })
    this.#low.add({ texture: glow, x, y, tint: colour, lifeMs: 220, sizeFrom: 60, sizeTo: 20, alpha: 0.5 })
  }

  /** A ring of light that opens: a dash, a pad taken, a player appearing. */
  pulse(x: number, y: number, colour: number, size: number): void {
    const { ring, glow } = this.#textures
    this.#low.add({ texture: ring, x, y, tint: colour, lifeMs: 420, sizeFrom: 14, sizeTo: size })
    this.#low.add({
      texture: glow,
      x,
      y,
      tint: colour,
      lifeMs: 420,
      sizeFrom: size * 1.2,
      sizeTo: size * 0.5,
      alpha: 0.6,
    })
  }

  sparkle(x: number, y: number, colour: number): void {
    this.#high.burst(12, () => {
      const angle = Math.random() * Math.PI * 2
      return {
        texture: this.#textures.dot,
        x: x + Math.cos(angle) * 16,
        y: y + Math.sin(angle) * 16,
        tint: colour,
        lifeMs: 420 + Math.random() * 260,
        sizeFrom: 8,
        sizeTo: 1,
        velocityX: Math.cos(angle) * 36,
        velocityY: Math.sin(angle) * 36 - 40,
        drag: 1,
      }
    })
  }

  draw(milliseconds: number): void {
    this.#low.draw(milliseconds)
    this.#high.draw(milliseconds)
    for (const tracer of this.#tracers) {
      if (!tracer.core.visible) continue
      tracer.ageMs += milliseconds
      const share = tracer.ageMs / tracerLifeMs
      tracer.core.visible = share < 1
      tracer.core.alpha = (1 - share) * (1 - share)
    }
  }
}
