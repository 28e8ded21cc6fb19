import type { NamedValue } from '../../src/game/named-codec.ts'
import type { Happening } from '../../src/log/tick-record.ts'
import type { CommandPacket } from '../../src/packets.ts'
import type { CommandRejected } from '../../src/rules/command-rejected.ts'
import { requireThat } from './fault.ts'

export interface NumberedCommand {
  readonly number: number
  readonly packet: CommandPacket
}

interface SentCommand extends NumberedCommand {
  readonly contents: string
  /** Turned away before it could do anything, so that it is in no record. */
  isTurnedAway: boolean
}

/** What a player asked for, and what was done of it. */
export class CommandWatch {
  private readonly sent: SentCommand[] = []
  /** Commands that are in a record, or were turned away. */
  private doneCount = 0

  constructor(private readonly slot: number) {}

  send(packet: CommandPacket, value: NamedValue['value']): NumberedCommand {
    const command = {
      ...{ number: this.sent.length, packet, isTurnedAway: false },
      contents: JSON.stringify([packet.kind, value]),
    }
    this.sent.push(command)
    return command
  }

  /** Those that an authority which took over knows nothing of. */
  get undone(): readonly NumberedCommand[] {
    return this.sent.slice(this.doneCount)
  }

  answered(number: number, rejected: CommandRejected | undefined): void {
    if (rejected === undefined || rejected.reason === 'refused') return
    const { reason, detail } = rejected
    requireThat(reason === 'cooling_down', 'refusals', this.slot, () => `command ${number}: ${detail}`)
    ;(this.sent[number] as SentCommand).isTurnedAway = true
    this.skipTurnedAway()
  }

  recorded({ kind, value }: Extract<Happening, { type: 'command' }>): void {
    const contents = JSON.stringify([kind, value])
    this.skipTurnedAway()
    const wanted = this.sent[this.doneCount++]?.contents
    requireThat(
      contents === wanted,
      'commands',
      this.slot,
      () => `done: ${contents}, wanted: ${wanted ?? 'nothing'}`,
    )
    this.skipTurnedAway()
  }

  /** All that was sent has arrived. */
  ended(): void {
    const { undone } = this
    requireThat(undone.length === 0, 'commands', this.slot, () => `${undone.length} were never done`)
  }

  private skipTurnedAway(): void {
    while (this.sent[this.doneCount]?.isTurnedAway) this.doneCount++
  }
}
