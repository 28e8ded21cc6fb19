import type { AnyGame, MatchAuthority } from '@gameserver/engine'
import type { MatchEffects } from '../tick/match-effects.ts'
import type { Dialogue } from './dialogue.ts'
import { leavingFault } from './leaving-fault.ts'
import type { Member, Roster } from './roster.ts'
import { isLive } from './session.ts'

type Surroundings = Pick<MatchEffects, 'broughtBy' | 'owns' | 'playerLeft'>

/** Brings players into the world and out of it again, and tells everybody. */
export class Seating {
  /** By slot: what those who left had reached. */
  readonly departedScores: Map<number, number>
  readonly #roster: Roster
  readonly #play: MatchAuthority<AnyGame>
  readonly #dialogue: Dialogue
  readonly #surroundings: Surroundings
  readonly #isAllKnown: boolean
  readonly #hasBegun: () => boolean

  constructor(options: {
    roster: Roster
    play: MatchAuthority<AnyGame>
    dialogue: Dialogue
    surroundings: Surroundings
    /** By slot: what those had reached who left under former owners. */
    departedScores: ReadonlyMap<number, number>
    /** Whether anything is unknown of what was under former owners. */
    isAllKnown: boolean
    hasBegun: () => boolean
  }) {
    this.departedScores = new Map(options.departedScores)
    this.#roster = options.roster
    this.#play = options.play
    this.#dialogue = options.dialogue
    this.#surroundings = options.surroundings
    this.#isAllKnown = options.isAllKnown
    this.#hasBegun = options.hasBegun
  }

  /** The player has said Hello: for the first time, or after a break. */
  welcome(member: Member, answer: () => void, nowMs: number): void {
    if (!member.hasPlayed) this.#join(member)
    member.hasPlayed = true
    const hasChanged = this.#roster.apply(member, 'hello', nowMs)
    answer()
    if (hasChanged) this.#dialogue.tellRoster()
  }

  /** LiveKit may report a departure late, or one that was a change of connections: a packet proves presence. */
  heard(member: Member, nowMs: number): void {
    if (this.#roster.apply(member, 'packet', nowMs)) this.#dialogue.tellRoster()
  }

  disconnected(playerId: string, nowMs: number): void {
    const member = this.#roster.byPlayer(playerId)
    if (member && this.#roster.apply(member, 'disconnect', nowMs)) this.#dialogue.tellRoster()
  }

  /** The player's part in the match is over; the score so far stays. */
  depart(member: Member, how: 'leave' | 'remove', nowMs: number): void {
    const match = { isAllKnown: this.#isAllKnown, hasBegun: this.#hasBegun() }
    const fault = leavingFault(member, this.#roster.members, match)
    if (!this.#roster.apply(member, how, nowMs)) return
    member.fault = fault
    if (member.hasPlayed) {
      const score = this.#play.scores().find(({ slot }) => slot === member.slot)?.score
      if (score !== undefined) this.departedScores.set(member.slot, score)
      this.#keep(member)
      this.#play.leave(member.slot)
    }
    this.#surroundings.playerLeft(member.playerId, fault)
    this.#dialogue.tellRoster()
  }

  /**
   * After a takeover: of who has left according to the match's row or to its journal, the other is told. A former owner died
   * between the two. `expected` are those who have not left, by the row.
   */
  reconcile(expected: ReadonlySet<string>, nowMs: number): void {
    for (const member of this.#roster.members) {
      const { playerId, session, fault } = member
      if (!isLive(session) && expected.has(playerId)) this.#surroundings.playerLeft(playerId, fault)
      else if (isLive(session) && !expected.has(playerId)) this.depart(member, 'leave', nowMs)
    }
  }

  /** Says what each player who takes part owns now. */
  keepAll(): void {
    for (const member of this.#roster.members) {
      if (member.hasPlayed && isLive(member.session)) this.#keep(member)
    }
  }

  #join({ slot, playerId, team, role }: Member): void {
    this.#play.join(slot, { team, role: role ?? undefined, ...this.#surroundings.broughtBy(playerId) })
  }

  #keep({ slot, playerId }: Member): void {
    const kept: unknown = this.#play.kept(slot)
    if (kept !== undefined) this.#surroundings.owns(playerId, kept)
  }
}
