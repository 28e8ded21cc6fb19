import type { CommandPacket } from '@gameserver/engine'
import { CommandError } from './command-error.ts'

/** Commands waiting for their outcome; beyond this the player is told that nothing gets through. */
const unansweredMax = 32

export interface NumberedCommand extends CommandPacket {
  readonly sequence: number
}

interface Waiting {
  command: NumberedCommand
  done(): void
  refused(error: CommandError): void
}

/** Commands until the authority has told what became of them: they are sent again, and it does each once by its number. */
export class CommandOutbox {
  #waiting: Waiting[] = []
  #lastSequence = 0

  /** In the order in which they are to be done. */
  get unanswered(): readonly NumberedCommand[] {
    return this.#waiting.map(({ command }) => command)
  }

  /** `outcome` rejects with a CommandError. `command` is to be sent; undefined when too many wait. */
  add({ kind, payload }: CommandPacket): { command?: NumberedCommand; outcome: Promise<void> } {
    if (this.#waiting.length >= unansweredMax) {
      const error = new CommandError('command_rate', 'Too much at once: the server has not answered yet')
      return { outcome: Promise.reject(error) }
    }
    const command = { sequence: ++this.#lastSequence, kind, payload }
    const outcome = new Promise<void>((done, refused) => this.#waiting.push({ command, done, refused }))
    return { command, outcome }
  }

  answered(sequence: number, refusal: CommandError | undefined): void {
    const waiting = this.#waiting.find(({ command }) => command.sequence === sequence)
    if (!waiting) return
    this.#waiting = this.#waiting.filter((other) => other !== waiting)
    if (refusal) waiting.refused(refusal)
    else waiting.done()
  }

  /**
   * The authority has taken the commands up to `sequence`. A higher number than was given out here is of an earlier visit (the
   * page was loaded anew), and numbering goes on from it. A new owner may know of fewer: it takes what waits as its next.
   */
  resume(sequence: number): void {
    const [first] = this.#waiting
    if (first && first.command.sequence <= sequence + 1) return
    this.#waiting = this.#waiting.map((waiting, index) => {
      return { ...waiting, command: { ...waiting.command, sequence: sequence + 1 + index } }
    })
    this.#lastSequence = sequence + this.#waiting.length
  }

  /** No answer will come any more. */
  close(): void {
    const error = new CommandError('closed', 'The match was left before an answer came')
    for (const { refused } of this.#waiting.splice(0)) refused(error)
  }
}
