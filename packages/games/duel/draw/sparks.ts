interface Spark {
  x: number
  y: number
  velocityX: number
  velocityY: number
  leftMs: number
  readonly lifeMs: number
  readonly rgb: string
  readonly size: number
}

const sparksMax = 240
const gravity = 900

/** What flies off when something lands, in units of the stage; y points up. */
export class Sparks {
  readonly #sparks: Spark[] = []

  burst(x: number, y: number, count: number, rgb: string, speed: number): void {
    for (let index = 0; index < count; index++) {
      const angle = Math.random() * 2 * Math.PI
      const push = speed * (0.3 + Math.random())
      const lifeMs = 180 + Math.random() * 320
      this.#sparks.push({
        ...{ x, y, rgb, lifeMs, leftMs: lifeMs, size: 2 + Math.random() * 4 },
        ...{ velocityX: Math.cos(angle) * push, velocityY: Math.sin(angle) * push + speed * 0.3 },
      })
    }
    this.#sparks.splice(0, this.#sparks.length - sparksMax)
  }

  draw(context: CanvasRenderingContext2D, elapsedMs: number): void {
    const seconds = elapsedMs / 1000
    context.globalCompositeOperation = 'lighter'
    for (const spark of this.#sparks) {
      spark.leftMs -= elapsedMs
      spark.velocityY -= gravity * seconds
      spark.x += spark.velocityX * seconds
      spark.y += spark.velocityY * seconds
      const share = Math.max(0, spark.leftMs / spark.lifeMs)
      context.beginPath()
      context.moveTo(spark.x, -spark.y)
      context.lineTo(spark.x - spark.velocityX * 0.03, -(spark.y - spark.velocityY * 0.03))
      context.lineWidth = spark.size * share
      context.strokeStyle = `rgba(${spark.rgb}, ${share})`
      context.stroke()
    }
    context.globalCompositeOperation = 'source-over'
    for (let index = this.#sparks.length - 1; index >= 0; index--)
      if ((this.#sparks[index] as Spark).leftMs <= 0) this.#sparks.splice(index, 1)
  }
}
