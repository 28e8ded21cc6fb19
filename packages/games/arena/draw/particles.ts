import { Container, Sprite, type Texture } from 'pixi.js'

/** At most this many at once; the oldest makes room. A battle of eight shows about 200. */
const particlesMax = 420

export interface ParticleBirth {
  texture: Texture
  x: number
  y: number
  tint: number
  lifeMs: number
  /** Units across at birth and at the end. */
  sizeFrom: number
  sizeTo: number
  /** Height as a share of the width. */
  flatness?: number
  alpha?: number
  velocityX?: number
  velocityY?: number
  /** Share of the speed lost in a second, as an exponent. */
  drag?: number
  rotation?: number
  spin?: number
  blend?: 'add' | 'normal'
}

interface Particle {
  sprite: Sprite
  birth: ParticleBirth
  ageMs: number
  velocityX: number
  velocityY: number
}

/** Short-lived sprites: sparks, smoke, flashes, rings. Sprites are reused, so that a fight makes no garbage. */
export class Particles {
  readonly container = new Container()
  /** Share of the particles asked for that are made. */
  density = 1
  #alive: Particle[] = []
  #spare: Particle[] = []
  #owed = 0

  add(birth: ParticleBirth): void {
    const particle =
      this.#spare.pop() ?? (this.#alive.length < particlesMax ? this.#create() : this.#alive.shift())
    if (!particle) return
    const { sprite } = particle
    particle.birth = birth
    particle.ageMs = 0
    particle.velocityX = birth.velocityX ?? 0
    particle.velocityY = birth.velocityY ?? 0
    sprite.texture = birth.texture
    sprite.tint = birth.tint
    sprite.blendMode = birth.blend ?? 'add'
    sprite.position.set(birth.x, birth.y)
    sprite.rotation = birth.rotation ?? 0
    sprite.visible = true
    this.#alive.push(particle)
    this.#show(particle)
  }

  /** Adds `count` of them, or what the density leaves of that. */
  burst(count: number, birth: () => ParticleBirth): void {
    this.#owed += count * this.density
    for (; this.#owed >= 1; this.#owed--) this.add(birth())
  }

  draw(milliseconds: number): void {
    const seconds = milliseconds / 1000
    const alive: Particle[] = []
    for (const particle of this.#alive) {
      particle.ageMs += milliseconds
      if (particle.ageMs >= particle.birth.lifeMs) {
        particle.sprite.visible = false
        this.#spare.push(particle)
        continue
      }
      const keep = Math.exp(-(particle.birth.drag ?? 0) * seconds)
      particle.velocityX *= keep
      particle.velocityY *= keep
      particle.sprite.x += particle.velocityX * seconds
      particle.sprite.y += particle.velocityY * seconds
      particle.sprite.rotation += (particle.birth.spin ?? 0) * seconds
      this.#show(particle)
      alive.push(particle)
    }
    this.#alive = alive
  }

  #show({ sprite, birth, ageMs }: Particle): void {
    const share = ageMs / birth.lifeMs
    // Grows fast and then settles; fades slowly and then goes: reads as a burst.
    const size = birth.sizeFrom + (birth.sizeTo - birth.sizeFrom) * (1 - (1 - share) * (1 - share))
    sprite.setSize(size, size * (birth.flatness ?? 1))
    sprite.alpha = (birth.alpha ?? 1) * (1 - share * share)
  }

  #create(): Particle {
    const sprite = new Sprite()
    sprite.anchor.set(0.5)
    this.container.addChild(sprite)
    return { sprite, birth: {} as ParticleBirth, ageMs: 0, velocityX: 0, velocityY: 0 }
  }
}
