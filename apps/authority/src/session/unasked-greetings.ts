import type { Member } from './roster.ts'

/** After each other. Most answers take less than the first, and an answer to the second still comes before the players' inputs are given up. */
const pausesMs = [120, 120, 400, 800]

/**
 * Greets players whose match has been taken over. What is said to somebody whom LiveKit has not told yet of who says it is lost, and
 * so may be anything in a connection's first moments: who does not speak under the new epoch is greeted again.
 */
export class UnaskedGreetings {
  readonly #greet: (member: Member) => void
  readonly #silent: Set<Member>
  #timer: NodeJS.Timeout | undefined

  constructor(members: Iterable<Member>, greet: (member: Member) => void) {
    this.#greet = greet
    this.#silent = new Set(members)
    this.#round(0)
  }

  /** The player has said something that only who was greeted can say. */
  heard(member: Member): void {
    this.#silent.delete(member)
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  #round(round: number): void {
    for (const member of this.#silent) {
      if (member.session.state === 'connected') this.#greet(member)
      else this.#silent.delete(member)
    }
    const pauseMs = pausesMs[round]
    if (pauseMs === undefined || this.#silent.size === 0) return
    this.#timer = setTimeout(() => this.#round(round + 1), pauseMs)
  }
}
