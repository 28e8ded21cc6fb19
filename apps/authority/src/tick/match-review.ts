import type { AnyGame, MatchAuthority } from '@gameserver/engine'
import { BreachCount } from '../input/breach-count.ts'
import type { PacketGate } from '../input/packet-gate.ts'
import type { Member, Roster } from '../session/roster.ts'
import type { MatchPhase } from '../transport/authority-event.ts'

/** What a player owns is written so often: so much a match loses that nobody can go on with. */
const saveOwnedEveryMs = 10_000

interface Reviewed {
  phase(): MatchPhase
  overdue(member: Member, nowMs: number): void
  opened(isOpen: boolean): void
  saveOwned(): void
  joinWindowOver(): void
}

/** What a match looks after now and then, since nobody tells it: seats, silences, windows, breaches of the game's rules. */
export class MatchReview {
  /** As its row has it. */
  isOpen: boolean | undefined
  readonly #game: AnyGame
  readonly #play: MatchAuthority<AnyGame>
  readonly #roster: Roster
  readonly #gate: PacketGate
  readonly #match: Reviewed
  readonly #breaches: BreachCount
  #joinDeadlineMs: number
  #savedOwnedMs: number

  constructor(options: {
    game: AnyGame
    play: MatchAuthority<AnyGame>
    roster: Roster
    gate: PacketGate
    match: Reviewed
    isOpen: boolean | undefined
    joinDeadlineMs: number
    nowMs: number
  }) {
    this.isOpen = options.isOpen
    this.#game = options.game
    this.#play = options.play
    this.#roster = options.roster
    this.#gate = options.gate
    this.#match = options.match
    this.#breaches = new BreachCount(options.game.mode)
    this.#joinDeadlineMs = options.joinDeadlineMs
    this.#savedOwnedMs = options.nowMs
  }

  look(nowMs: number): void {
    this.#gate.review(nowMs)
    if (this.#match.phase() === 'ended') return
    this.#lookAtBreaches(nowMs)
    for (const member of this.#roster.overdue(nowMs)) this.#match.overdue(member, nowMs)
    if (nowMs - this.#savedOwnedMs >= saveOwnedEveryMs) {
      this.#savedOwnedMs = nowMs
      this.#match.saveOwned()
    }
    if (this.#match.phase() === 'running') this.#lookAtOpenness()
    if (this.#match.phase() === 'waiting' && nowMs >= this.#joinDeadlineMs) this.#match.joinWindowOver()
  }

  /** For a time in which nobody could come. */
  postpone(byMs: number): void {
    this.#joinDeadlineMs += byMs
    this.#roster.postpone(byMs)
  }

  joinWindowLeftMs(nowMs: number): number {
    return Math.max(0, Math.ceil(this.#joinDeadlineMs - nowMs))
  }

  #lookAtOpenness(): void {
    const isOpen = this.#play.isOpen()
    if (isOpen === this.isOpen) return
    this.isOpen = isOpen
    this.#match.opened(isOpen)
  }

  /** What the game's rules corrected since the last look. Where players decide for themselves it is only noted. */
  #lookAtBreaches(nowMs: number): void {
    for (const { slot, playerId } of this.#roster.members) {
      for (const reason of this.#breaches.since(slot, this.#play.rejectionsOf(slot))) {
        if (this.#game.mode === 'observer') this.#gate.note(reason)
        else this.#gate.refuse(playerId, reason, nowMs)
      }
    }
  }
}
