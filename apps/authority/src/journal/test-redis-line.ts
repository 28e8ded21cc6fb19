import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, Socket } from 'node:net'

/** A line to a Redis that can be held up and cut. */
export class TestRedisLine {
  readonly #target: URL
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #port = 0
  #isHeld = false
  #isCut = false

  private constructor(target: string) {
    this.#target = new URL(target)
    this.#server = createServer((near) => this.#connect(near))
  }

  static async to(target: string): Promise<TestRedisLine> {
    const line = new TestRedisLine(target)
    line.#server.listen(0, '127.0.0.1')
    await once(line.#server, 'listening')
    line.#port = (line.#server.address() as AddressInfo).port
    return line
  }

  get url(): string {
    const url = new URL(this.#target)
    url.host = `127.0.0.1:${this.#port}`
    return url.href
  }

  /** What is sent arrives when it is released. */
  hold(): void {
    this.#isHeld = true
    for (const socket of this.#sockets) socket.pause()
  }

  release(): void {
    this.#isHeld = false
    for (const socket of this.#sockets) socket.resume()
  }

  cut(): void {
    this.#isCut = true
    for (const socket of this.#sockets) socket.destroy()
  }

  mend(): void {
    this.#isCut = false
  }

  close(): void {
    this.cut()
    this.#server.close()
  }

  #connect(near: Socket): void {
    if (this.#isCut) {
      near.destroy()
      return
    }
    const far = new Socket()
    far.connect(Number(this.#target.port), this.#target.hostname)
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(from)
      from.on('data', (bytes) => to.write(bytes))
      from.on('error', () => {})
      from.on('close', () => {
        this.#sockets.delete(from)
        to.destroy()
      })
      if (this.#isHeld) from.pause()
    }
  }
}
