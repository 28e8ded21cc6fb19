import { type AnyGame, type Checkpoint, MatchAuthority, type TickRecord } from '@gameserver/engine'
import type { Offence, Standing } from '@gameserver/protocol/generated/gameserver/v1/journal_pb'
import type { ToldMessage } from '@gameserver/storage/match-journals'
import type { ClaimedMatch } from '@gameserver/storage/matches'
import type { EarlierPart } from '../replay/earlier-ticks.ts'
import { type EarlierTold, earlierTold } from '../session/earlier-told.ts'
import { Roster } from '../session/roster.ts'
import { isLive } from '../session/session.ts'
import { type MatchPhase, phases } from '../transport/authority-event.ts'
import type { MatchWindows } from './match-effects.ts'

/** Where another owner stood, read from its journal. */
export interface Resumed {
  readonly checkpoint: Checkpoint
  readonly standing: Standing
  readonly told: readonly ToldMessage[]
  /** As the match was begun with. */
  readonly settings: Readonly<Record<string, number>>
  readonly seats: number
  /** When its last tick was due, by the clock of our ticks. */
  readonly madeMs: number
  /** What the former owner's replay may lack, if one was written. */
  readonly recorded?: EarlierPart | undefined
}

/** What a match begins with. */
export interface MatchOrigin extends EarlierTold {
  readonly phase: MatchPhase
  readonly roster: Roster
  readonly joinDeadlineMs: number
  /** 0: it has not begun. */
  readonly startedMs: number
  readonly ticksSkipped: number
  /** As its row has it. */
  readonly isOpen: boolean | undefined
  readonly departedScores: ReadonlyMap<number, number>
  readonly numbersSinceEpoch: number
  readonly offences: readonly Pick<Offence, 'slot' | 'reason' | 'count'>[]
  /** False: it had an owner of whom nothing is known. */
  readonly isAllKnown: boolean
}

export function originOf(
  claimed: Pick<ClaimedMatch, 'epoch' | 'players'>,
  windows: MatchWindows,
  resumed: Resumed | undefined,
  nowMs: number,
): MatchOrigin {
  if (resumed) return resumedOrigin(resumed, claimed.epoch, windows, nowMs)
  const { seatWindowMs, joinWindowMs } = windows
  const joinDeadlineMs = nowMs + joinWindowMs
  const firstDeadlineMs = joinDeadlineMs + seatWindowMs
  return {
    phase: 'waiting',
    roster: new Roster(claimed.players, { seatWindowMs, firstDeadlineMs, nowMs }),
    joinDeadlineMs,
    startedMs: 0,
    ticksSkipped: 0,
    isOpen: claimed.epoch === 1 ? true : undefined,
    departedScores: new Map(),
    numbersSinceEpoch: claimed.epoch,
    told: [],
    ended: undefined,
    offences: [],
    isAllKnown: claimed.epoch === 1,
  }
}

function resumedOrigin(
  { standing, told, madeMs }: Resumed,
  epoch: number,
  { seatWindowMs }: MatchWindows,
  nowMs: number,
): MatchOrigin {
  const { ranMs, joinWindowLeftMs, departedScores, numbersSinceEpoch } = standing
  return {
    phase: standing.phase === phases.running ? 'running' : 'waiting',
    roster: Roster.restored(standing, { seatWindowMs, nowMs }),
    joinDeadlineMs: nowMs + joinWindowLeftMs,
    startedMs: ranMs === 0 ? 0 : madeMs - ranMs,
    ticksSkipped: standing.ticksSkipped,
    isOpen: standing.isOpen,
    departedScores: new Map(departedScores.map(({ slot, score }) => [slot, score])),
    numbersSinceEpoch,
    ...earlierTold(told, epoch),
    offences: standing.offences,
    isAllKnown: numbersSinceEpoch === 1,
  }
}

/** Throws what the game throws when it is set up. */
export function playFrom(
  match: { game: AnyGame; seed: number; settings: Readonly<Record<string, number>>; seats: number },
  roster: Roster,
  checkpoint: Checkpoint | undefined,
  record: (record: TickRecord) => void,
): MatchAuthority<AnyGame> {
  const playing = [...roster.members].filter(({ hasPlayed, session }) => hasPlayed && isLive(session))
  const takenOver = checkpoint && { ...checkpoint, slots: playing.map(({ slot }) => slot) }
  return new MatchAuthority({ ...match, takenOver, record })
}
