interface Particle {
  x: number
  y: number
  velocityX: number
  velocityY: number
  leftMs: number
  readonly lifeMs: number
  readonly rgb: string
  readonly size: number
  readonly kind: 'spark' | 'dust' | 'ring' | 'star'
  /** Which way a star looks, in radians. */
  readonly turn: number
}

/** More are not told apart, and cost time. */
const particlesMax = 260
const gravity = 900
const dustRgb = '236, 205, 188'

/** What flies off when something lands or is hit, in units of the stage; y points up. */
export class Particles {
  readonly #particles: Particle[] = []

  /** Streaks in all directions, most of them towards `way` (-1: left, 1: right, 0: none). */
  sparks(x: number, y: number, count: number, rgb: string, speed: number, way = 0): void {
    for (let index = 0; index < count; index++) {
      const angle = Math.random() * 2 * Math.PI
      const push = speed * (0.3 + Math.random())
      this.#add('spark', {
        ...{ x, y, rgb, lifeMs: 160 + Math.random() * 320, size: 2 + Math.random() * 4 },
        velocityX: Math.cos(angle) * push + way * speed * 0.7,
        velocityY: Math.sin(angle) * push + speed * 0.3,
      })
    }
  }

  /** Puffs along the floor; `way` as above. */
  dust(x: number, count: number, way = 0): void {
    for (let index = 0; index < count; index++) {
      const side = way === 0 ? (index % 2 === 0 ? 1 : -1) : way
      this.#add('dust', {
        ...{ x: x + side * Math.random() * 16, y: 2 + Math.random() * 4, rgb: dustRgb },
        ...{ lifeMs: 320 + Math.random() * 320, size: 7 + Math.random() * 9 },
        ...{ velocityX: side * (30 + Math.random() * 120), velocityY: 18 + Math.random() * 42 },
      })
    }
  }

  /** The moment of a blow: a star, and a ring that grows around it. */
  impact(x: number, y: number, size: number, rgb: string): void {
    const still = { x, y, rgb, velocityX: 0, velocityY: 0 }
    this.#add('star', { ...still, lifeMs: 110, size })
    this.#add('ring', { ...still, lifeMs: 240, size: size * 1.5 })
  }

  ring(x: number, y: number, size: number, rgb: string): void {
    this.#add('ring', { x, y, rgb, velocityX: 0, velocityY: 0, lifeMs: 300, size })
  }

  draw(context: CanvasRenderingContext2D, elapsedMs: number): void {
    context.save()
    for (const particle of this.#particles) {
      this.#fly(particle, elapsedMs / 1000)
      particle.leftMs -= elapsedMs
      const share = Math.max(0, particle.leftMs / particle.lifeMs)
      context.globalCompositeOperation = particle.kind === 'dust' ? 'source-over' : 'lighter'
      painters[particle.kind](context, particle, share)
    }
    context.restore()
    for (let index = this.#particles.length - 1; index >= 0; index--)
      if ((this.#particles[index] as Particle).leftMs <= 0) this.#particles.splice(index, 1)
  }

  #fly(particle: Particle, seconds: number): void {
    if (particle.kind === 'spark') particle.velocityY -= gravity * seconds
    else if (particle.kind === 'dust') particle.velocityX *= 0.04 ** seconds
    particle.x += particle.velocityX * seconds
    particle.y = Math.max(0, particle.y + particle.velocityY * seconds)
  }

  #add(kind: Particle['kind'], particle: Omit<Particle, 'kind' | 'leftMs' | 'turn'>): void {
    this.#particles.push({
      ...particle,
      kind,
      leftMs: particle.lifeMs,
      turn: Math.random() * Math.PI,
    })
    if (this.#particles.length > particlesMax) this.#particles.shift()
  }
}

type Paint = (context: CanvasRenderingContext2D, particle: Particle, share: number) => void

const painters: Readonly<Record<Particle['kind'], Paint>> = {
  spark(context, { x, y, velocityX, velocityY, size, rgb }, share) {
    context.beginPath()
    context.moveTo(x, -y)
    context.lineTo(x - velocityX * 0.03, -(y - velocityY * 0.03))
    context.lineWidth = size * share
    context.strokeStyle = `rgba(${rgb}, ${share})`
    context.stroke()
  },
  dust(context, { x, y, size, rgb }, share) {
    context.beginPath()
    context.arc(x, -y, size * (1.5 - share * 0.8), 0, 2 * Math.PI)
    context.fillStyle = `rgba(${rgb}, ${share * 0.34})`
    context.fill()
  },
  ring(context, { x, y, size, rgb }, share) {
    context.beginPath()
    context.arc(x, -y, size * (1.1 - share * 0.8), 0, 2 * Math.PI)
    context.lineWidth = 1 + 7 * share
    context.strokeStyle = `rgba(${rgb}, ${share * 0.9})`
    context.stroke()
  },
  star(context, { x, y, size, rgb, turn }, share) {
    context.beginPath()
    for (let corner = 0; corner < 16; corner++) {
      const angle = turn + (corner * Math.PI) / 8
      const reach = size * (corner % 2 === 0 ? 1.05 - (corner % 3) * 0.22 : 0.34) * (0.5 + share * 0.6)
      context.lineTo(x + Math.cos(angle) * reach, -y + Math.sin(angle) * reach)
    }
    context.closePath()
    context.fillStyle = `rgba(${rgb}, ${share})`
    context.fill()
    context.beginPath()
    context.arc(x, -y, size * 0.34 * (0.5 + share * 0.6), 0, 2 * Math.PI)
    context.fillStyle = `rgba(255, 255, 255, ${share})`
    context.fill()
  },
}
