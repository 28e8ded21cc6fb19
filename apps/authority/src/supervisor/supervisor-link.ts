import { type Answers, beatEveryMs, type FromProcess, type Subject, type ToProcess } from './messages.ts'

export interface SupervisorLinkOptions {
  promote(): void
  drain(): void
  /** The supervisor is dead. */
  orphaned(): void
  /** Asked when the process is ready. */
  answers: { [S in Subject]: () => Promise<Answers[S]> | Answers[S] }
}

/** A process's side of the talk with its supervisor. It beats from its event loop, so that one that hangs falls silent. */
export class SupervisorLink {
  readonly #options: SupervisorLinkOptions
  #isBeatUnderWay = false

  constructor(options: SupervisorLinkOptions) {
    this.#options = options
    process.on('message', (message: ToProcess) => this.#hear(message))
    const beats = setInterval(() => this.#beat(), beatEveryMs)
    process.on('disconnect', () => {
      clearInterval(beats)
      options.orphaned()
    })
    this.#beat()
  }

  ready(games: readonly string[]): void {
    send({ type: 'ready', games })
  }

  /** Resolves when it is told. */
  refuse(message: string): Promise<void> {
    return new Promise((resolve) => send({ type: 'refusal', message }, resolve))
  }

  #hear(message: ToProcess): void {
    if (message.type === 'promote') this.#options.promote()
    else if (message.type === 'drain') this.#options.drain()
    else void this.#answer(message.question, message.subject)
  }

  async #answer(question: number, subject: Subject): Promise<void> {
    send({ type: 'answer', question, answer: await this.#options.answers[subject]() })
  }

  /** One at a time: a supervisor that has been stopped does not find thousands. */
  #beat(): void {
    if (this.#isBeatUnderWay) return
    this.#isBeatUnderWay = true
    const { user, system } = process.cpuUsage()
    const beat = {
      type: 'beat',
      rssBytes: process.memoryUsage.rss(),
      cpuSeconds: (user + system) / 1e6,
    } as const
    send(beat, () => {
      this.#isBeatUnderWay = false
    })
  }
}

function send(message: FromProcess, sent: () => void = () => {}): void {
  // A dead supervisor is told of by 'disconnect'.
  if (process.connected) process.send?.(message, undefined, undefined, () => sent())
}
