import type { Standing, StandingMember } from '@gameserver/protocol/generated/gameserver/v1/journal_pb'
import type { LeavingFault } from '@gameserver/storage/cooldowns'
import { isLive, isOverdue, next, type Seat, type Session, type SessionEvent } from './session.ts'
import { restoredSession, sessionStates, windowLeftMs } from './session-standing.ts'

export interface Member extends Seat {
  session: Session
  /** Whether the player has ever said Hello, and so has a place in the world. */
  hasPlayed: boolean
  /** Highest numbers taken from this player. */
  commandSequence: number
  chatSequence: number
  /** In what the others were let down, if the player has left. */
  fault: LeavingFault | undefined
}

/** The seats of a match. */
export class Roster {
  readonly #byPlayer = new Map<string, Member>()
  readonly #seatWindowMs: number
  #playedSeconds = 0
  #connectedSlots: readonly number[] = []
  #countedMs: number

  constructor(
    seats: readonly Seat[],
    options: { seatWindowMs: number; firstDeadlineMs: number; nowMs: number },
  ) {
    this.#seatWindowMs = options.seatWindowMs
    this.#countedMs = options.nowMs
    this.add(seats, options.firstDeadlineMs)
  }

  /** As another owner of the match left it. Who was connected is so still, until the opposite is known. */
  static restored(
    { members, playedSeconds }: Pick<Standing, 'members' | 'playedSeconds'>,
    options: { seatWindowMs: number; nowMs: number },
  ): Roster {
    const roster = new Roster([], { ...options, firstDeadlineMs: 0 })
    roster.#playedSeconds = playedSeconds
    for (const member of members) roster.#restore(member, options.nowMs)
    return roster
  }

  /** Seats to be taken until then. Returns those that are new. */
  add(seats: readonly Seat[], deadlineMs: number): Member[] {
    const added = seats
      .filter(({ playerId }) => !this.#byPlayer.has(playerId))
      .map((seat): Member => {
        const session = { state: 'expected', deadlineMs } as const
        return { ...seat, session, hasPlayed: false, commandSequence: 0, chatSequence: 0, fault: undefined }
      })
    for (const member of added) this.#byPlayer.set(member.playerId, member)
    return added
  }

  get members(): Iterable<Member> {
    return this.#byPlayer.values()
  }

  /** Of those who are connected. */
  get connectedIds(): string[] {
    return [...this.members]
      .filter(({ session }) => session.state === 'connected')
      .map(({ playerId }) => playerId)
  }

  /** Kept, since each tick asks for them. */
  get connectedSlots(): readonly number[] {
    return this.#connectedSlots
  }

  get connected(): number {
    return this.#connectedSlots.length
  }

  /** Nobody is waited for: all are there but those who left. */
  get isAllThere(): boolean {
    return (
      this.connected > 0 &&
      this.connected === [...this.members].filter(({ session }) => isLive(session)).length
    )
  }

  get hasAnybodyPlayed(): boolean {
    for (const { hasPlayed } of this.#byPlayer.values()) if (hasPlayed) return true
    return false
  }

  get isDeserted(): boolean {
    for (const { session } of this.#byPlayer.values()) if (isLive(session)) return false
    return true
  }

  bySlot(slot: number): Member | undefined {
    for (const member of this.#byPlayer.values()) if (member.slot === slot) return member
    return undefined
  }

  byPlayer(playerId: string): Member | undefined {
    return this.#byPlayer.get(playerId)
  }

  /** True when the session has changed. */
  apply(member: Member, event: SessionEvent, nowMs: number): boolean {
    const session = next(member.session, event, nowMs + this.#seatWindowMs)
    if (session === member.session) return false
    this.#count(nowMs)
    member.session = session
    this.#noteConnected()
    return true
  }

  /** For a time in which nobody could come, seats are held so much longer. */
  postpone(byMs: number): void {
    for (const member of this.#byPlayer.values()) {
      const { session } = member
      if ('deadlineMs' in session) member.session = { ...session, deadlineMs: session.deadlineMs + byMs }
    }
  }

  /** Whether the player is away, and may come back. */
  isMissing(playerId: string): boolean {
    return this.#byPlayer.get(playerId)?.session.state === 'disconnected'
  }

  overdue(nowMs: number): Member[] {
    return [...this.#byPlayer.values()].filter(({ session }) => isOverdue(session, nowMs))
  }

  /** Time that players were connected for, summed. */
  playedSeconds(nowMs: number): number {
    this.#count(nowMs)
    return this.#playedSeconds
  }

  /** For who takes the match over. */
  standing(nowMs: number) {
    return [...this.#byPlayer.values()].map(({ session, role, fault, ...member }) => {
      return {
        ...member,
        role: role ?? '',
        session: sessionStates[session.state],
        windowLeftMs: windowLeftMs(session, nowMs),
        leavingFault: fault ?? '',
      }
    })
  }

  #restore(saved: StandingMember, nowMs: number): void {
    const { slot, playerId, name, team, role, hasPlayed, commandSequence, chatSequence } = saved
    const session = restoredSession(saved, nowMs)
    const seat = { slot, playerId, name, team, role: role === '' ? null : role }
    const fault = saved.leavingFault === '' ? undefined : (saved.leavingFault as LeavingFault)
    this.#byPlayer.set(playerId, { ...seat, session, hasPlayed, commandSequence, chatSequence, fault })
    this.#noteConnected()
  }

  #noteConnected(): void {
    this.#connectedSlots = [...this.#byPlayer.values()]
      .filter(({ session }) => session.state === 'connected')
      .map(({ slot }) => slot)
  }

  #count(nowMs: number): void {
    this.#playedSeconds += (this.connected * (nowMs - this.#countedMs)) / 1_000
    this.#countedMs = nowMs
  }
}
