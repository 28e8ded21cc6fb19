import type { AnyGame, CommandPacket, CommandRejected, DesyncDump, MatchAuthority } from '@gameserver/engine'
import type {
  DesyncReport,
  Hello,
  InputPacket,
  PlayerEvent,
} from '@gameserver/protocol/generated/gameserver/v1/wire_pb'
import type { Admitted } from '../input/packet-gate.ts'
import { DesyncAssembly } from '../snapshot/desync-assembly.ts'
import type { MatchPhase } from '../transport/authority-event.ts'
import type { RefusalReason } from '../transport/player-packet.ts'
import { CommandIntake } from './command-intake.ts'
import type { Dialogue } from './dialogue.ts'
import type { Member } from './roster.ts'
import type { Seating } from './seating.ts'

/** The match that players talk to. */
interface Addressee {
  phase(): MatchPhase
  /** The share of a tick that has passed since the last one was made, or became due. */
  sinceStep(nowMs: number): number
  /** Ticks that are due and wait for their inputs. */
  overdueTicks(): number
  /** A player is there, for the first time or again. */
  arrived(): void
  leaves(member: Member, nowMs: number): void
  inputCame(): void
  /** No ticks are made for now: who plays on gets ahead without being able to help it. */
  isSuspended(): boolean
  /** Something else was taken, and numbers have gone on. */
  heard(): void
  refuse(member: Member, reason: RefusalReason, nowMs: number): void
  desynced(playerId: string, dump: DesyncDump): void
}

/** What players send, once it is known to be theirs: sees to it that the right part of the match has it. */
export class Reception {
  readonly commands: CommandIntake
  readonly #epoch: number
  readonly #play: MatchAuthority<AnyGame>
  readonly #dialogue: Dialogue
  readonly #seating: Seating
  readonly #match: Addressee
  readonly #desyncs = new DesyncAssembly()

  constructor(options: {
    epoch: number
    play: MatchAuthority<AnyGame>
    dialogue: Dialogue
    seating: Seating
    match: Addressee
  }) {
    this.#epoch = options.epoch
    this.#play = options.play
    this.#dialogue = options.dialogue
    this.#seating = options.seating
    this.#match = options.match
    this.commands = new CommandIntake({
      apply: (member, packet) => this.#applyCommand(member, packet),
      tell: (member, sequence, outcome) => this.#dialogue.commandOutcome(member, sequence, outcome),
    })
  }

  take({ member, packet }: Admitted, nowMs: number): void {
    this.#seating.heard(member, nowMs)
    if (packet.topic === 'input') this.#input(member, packet.body, nowMs)
    else if (packet.topic === 'chat')
      this.#refuseIf(member, this.#dialogue.chat(member, packet.body, nowMs), nowMs)
    else this.#event(member, packet.body, nowMs)
    if (packet.topic !== 'input') this.#match.heard()
  }

  forget({ slot }: Member): void {
    this.#desyncs.forget(slot)
  }

  #input(member: Member, packet: InputPacket, nowMs: number): void {
    // What was under way when the match ended is nobody's fault.
    if (this.#match.phase() === 'ended') return
    const refusal = this.#inputRefusal(member, packet, nowMs)
    if (refusal !== 'too_far_ahead' || !this.#match.isSuspended()) this.#refuseIf(member, refusal, nowMs)
  }

  #inputRefusal(member: Member, packet: InputPacket, nowMs: number): RefusalReason | undefined {
    if (this.#match.phase() === 'waiting') return 'not_running'
    if (!member.hasPlayed) return 'not_greeted'
    const input = packet.epoch === this.#epoch ? packet : sentToFormerOwner(packet)
    const { sinceStep, overdueTicks } = this.#match
    const refusal = this.#play.receiveInput(member.slot, input, sinceStep(nowMs), overdueTicks())?.reason
    this.#match.inputCame()
    return refusal
  }

  #event(member: Member, { epoch, sequence, body }: PlayerEvent, nowMs: number): void {
    if (body.case === 'hello') this.#hello(member, body.value, epoch, nowMs)
    else if (body.case === 'keyframeRequest') this.#dialogue.keyframeRequested(member, nowMs)
    else if (body.case === 'desyncReport') this.#desync(member, body.value)
    else if (body.case === 'leave') this.#match.leaves(member, nowMs)
    else if (body.case === 'command') {
      this.#refuseIf(member, this.#commandRefusal(member, sequence, body.value, nowMs), nowMs)
    }
  }

  #hello(member: Member, hello: Hello, helloEpoch: number, nowMs: number): void {
    if (!this.#dialogue.hears(member, hello, nowMs)) return
    const answer = () => this.#dialogue.welcome(member, hello, helloEpoch)
    if (this.#match.phase() === 'ended') answer()
    else this.#seating.welcome(member, answer, nowMs)
    this.#match.arrived()
  }

  #desync(member: Member, report: DesyncReport): void {
    const state = this.#desyncs.take(member.slot, report)
    if (state === undefined) return
    const { tick, scope, sliceAndOne } = report
    const slice = sliceAndOne === 0 ? undefined : sliceAndOne - 1
    const dump = this.#play.explainDesync(member.slot, { tick, scope, slice, state })
    if (dump) this.#match.desynced(member.playerId, dump)
  }

  #commandRefusal(
    member: Member,
    sequence: number,
    packet: CommandPacket,
    nowMs: number,
  ): RefusalReason | undefined {
    return member.hasPlayed ? this.commands.take(member, sequence, packet, nowMs) : 'not_greeted'
  }

  #applyCommand({ slot }: Member, packet: CommandPacket): CommandRejected | typeof notRunning | undefined {
    return this.#match.phase() === 'running' ? this.#play.receiveCommand(slot, packet) : notRunning
  }

  #refuseIf(member: Member, reason: RefusalReason | undefined, nowMs: number): void {
    if (reason) this.#match.refuse(member, reason, nowMs)
  }
}

const notRunning = { reason: 'not_running', detail: 'The match has not begun, or is over' } as const

/** What it acknowledges is not of ours, and when it came says nothing of how it would have come to us. */
function sentToFormerOwner(packet: InputPacket): InputPacket {
  return { ...packet, snapshotTick: 0, received: 0, privateTick: 0, isAgain: true }
}
