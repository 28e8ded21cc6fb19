import type { AnyGame, MatchAuthority } from '@gameserver/engine'
import type { Sanction } from '../input/discipline.ts'
import { PacketGate } from '../input/packet-gate.ts'
import { MatchRecording } from '../replay/match-recording.ts'
import { Dialogue, type Subject } from '../session/dialogue.ts'
import { Reception } from '../session/reception.ts'
import type { Member, Roster } from '../session/roster.ts'
import { Seating } from '../session/seating.ts'
import { SnapshotSending } from '../snapshot/snapshot-sending.ts'
import type { AuthorityEventBody } from '../transport/authority-event.ts'
import type { Journal } from './journal.ts'
import type { MatchOptions } from './match.ts'
import { type MatchOrigin, playFrom } from './match-origin.ts'
import { MatchReview } from './match-review.ts'
import { standingOf } from './match-standing.ts'
import { MatchTicks } from './match-ticks.ts'

/** What its parts ask of a match. */
export interface MatchCore extends Subject {
  readonly epoch: number
  readonly isSuspended: boolean
  sanction(identity: string, sanction: Sanction): void
  overheard(body: NonNullable<AuthorityEventBody>): void
  arrived(): void
  departs(member: Member, how: 'leave' | 'remove', nowMs: number): void
  snapshotDue(): void
  saveOwned(): void
  joinWindowOver(): void
  finished(): void
  failed(error: unknown): void
}

export interface MatchParts {
  readonly roster: Roster
  readonly play: MatchAuthority<AnyGame>
  readonly recording: MatchRecording | undefined
  readonly journal: Journal
  readonly gate: PacketGate
  readonly dialogue: Dialogue
  readonly seating: Seating
  readonly reception: Reception
  readonly snapshots: SnapshotSending
  readonly ticks: MatchTicks
  readonly review: MatchReview
}

/** Throws what the game throws when it is set up. */
export function assemble(match: MatchCore, origin: MatchOrigin, options: MatchOptions): MatchParts {
  const { game, seats, settings, epoch } = match
  const { clock, claimed, effects, resumed } = options
  const { roster } = origin
  const terms = { game, seed: claimed.seed, settings, seats }
  const play = playFrom(terms, roster, resumed?.checkpoint, (record) => {
    recording?.record(record)
    journal.record(record)
  })
  const recording = recordingOf(match, play, origin, options)
  const journal = options.journal({
    play,
    settings,
    seats,
    told: origin.told,
    recorded: recording,
    earlierRecorded: resumed?.recorded,
    tickAgeMs: () => (match.isSuspended ? 0 : parts.ticks.ageMs(clock.nowMs())),
    standing: () => standingOf(match, parts, origin, clock.nowMs()),
  })
  const gate = new PacketGate({
    epoch,
    inputsSinceEpoch: resumed ? origin.numbersSinceEpoch : epoch,
    roster,
    sendRate: game.sendRate,
    escalation: game.rules?.escalation,
    sanction(identity, sanction) {
      journal.standingChanged()
      match.sanction(identity, sanction)
    },
  })
  const dialogue = new Dialogue({
    epoch,
    outlet: {
      say: (topic, payload, to) => journal.after(() => effects.publish(topic, payload, to)),
      noted: (told) => journal.told(told),
    },
    roster,
    subject: match,
    earlier: origin,
    overheard(body) {
      if (body.case !== 'gameEvents') journal.standingChanged()
      match.overheard(body)
    },
  })
  const seating = new Seating({
    roster,
    play,
    dialogue,
    surroundings: effects,
    departedScores: origin.departedScores,
    isAllKnown: origin.isAllKnown,
    hasBegun: () => match.phase !== 'waiting',
  })
  const reception = new Reception({
    epoch,
    play,
    dialogue,
    seating,
    match: {
      phase: () => match.phase,
      sinceStep: (nowMs) => ticks.sinceStep(nowMs),
      overdueTicks: () => ticks.overdueTicks,
      arrived: () => match.arrived(),
      leaves: (member, nowMs) => match.departs(member, 'leave', nowMs),
      inputCame: () => ticks.inputCame(),
      isSuspended: () => match.isSuspended,
      heard: () => journal.standingChanged(),
      refuse: ({ playerId }, reason, nowMs) => gate.refuse(playerId, reason, nowMs),
      desynced: (playerId, dump) => effects.desynced(playerId, dump),
    },
  })
  const snapshots = new SnapshotSending({
    epoch,
    game,
    play,
    roster,
    outlet: {
      publishEach: (packets) => effects.publishEach('state', packets),
      after: (send) => journal.after(send),
    },
  })
  const ticks = new MatchTicks({
    game,
    play,
    roster,
    snapshots,
    clock,
    startedMs: origin.startedMs,
    skipped: origin.ticksSkipped,
    work: options.work,
    match: {
      phase: () => match.phase,
      snapshotDue() {
        match.snapshotDue()
        journal.flush()
      },
      emitted: (events) => dialogue.broadcast({ case: 'gameEvents', value: { events: [...events] } }),
      wentOn: (ticks, waitedMs) => effects.wentOn(ticks, waitedMs),
      finished: () => match.finished(),
      failed: (error) => match.failed(error),
    },
  })
  const review = new MatchReview({
    game,
    play,
    roster,
    gate,
    isOpen: origin.isOpen,
    joinDeadlineMs: origin.joinDeadlineMs,
    nowMs: clock.nowMs(),
    match: {
      phase: () => match.phase,
      overdue: (member, nowMs) => match.departs(member, 'leave', nowMs),
      opened(isOpen) {
        effects.opened(isOpen)
        journal.standingChanged()
      },
      saveOwned: () => match.saveOwned(),
      joinWindowOver: () => match.joinWindowOver(),
    },
  })
  if (resumed) {
    gate.restore(resumed.standing, clock.nowMs())
    reception.commands.restore(resumed.standing)
  }
  const parts = {
    roster,
    play,
    recording,
    journal,
    gate,
    dialogue,
    seating,
    reception,
    snapshots,
    ticks,
    review,
  }
  return parts
}

/** In a file of its own, which goes on where the former owner's ends. */
function recordingOf(
  { game, matchId, settings, seats, epoch }: MatchCore,
  play: MatchAuthority<AnyGame>,
  { roster }: MatchOrigin,
  { claimed, recording, resumed }: MatchOptions,
): MatchRecording | undefined {
  if (recording === undefined) return undefined
  const match = {
    game,
    seed: claimed.seed,
    settings,
    seats,
    authority: play,
    matchId,
    epoch,
    startedAt: new Date().toISOString(),
    players: [...roster.members],
  }
  return new MatchRecording({ ...recording, match, earlier: resumed?.recorded })
}
