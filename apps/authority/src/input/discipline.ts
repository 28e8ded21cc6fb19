import type { MessageInitShape } from '@bufbuild/protobuf'
import type { Escalation } from '@gameserver/engine'
import {
  type ConductSchema,
  ConductStep,
  type Standing,
} from '@gameserver/protocol/generated/gameserver/v1/journal_pb'
import type { RefusalReason } from '../transport/player-packet.ts'

/**
 * What becomes of those whose packets are refused. Each refusal weighs something, and the sum fades. The first step is a
 * notice; the second silences the sender in LiveKit itself, so that its packets cost nobody anything; whoever goes on
 * after the silence has ended is removed, for good.
 */
export type Sanction = 'warn' | 'silence' | 'unsilence' | 'remove'

/** What an honest client may cause now and then weighs little, and what none ever sends much. */
const weights: Record<RefusalReason, number> = {
  stale_epoch: 0,
  not_greeted: 0,
  not_running: 0,
  duplicate: 0,
  over_rate: 1,
  not_a_player: 1,
  seat_given_up: 1,
  unknown_topic: 5,
  malformed: 5,
  oversized: 20,
  empty_chat: 1,
  chat_too_long: 5,
  chat_rate: 0,
  out_of_order: 0,
  command_rate: 1,
  unknown_command: 1,
  cooling_down: 1,
  refused: 0,
  unknown_slot: 0,
  too_old: 0,
  too_far_ahead: 1,
  too_many: 5,
  out_of_range: 5,
  bad_acknowledgement: 5,
  against_rules: 1,
  // A page loaded anew may do it once.
  contradictory: 2,
  // It had no effect, and fingers are quick.
  too_frequent: 0,
  too_fast: 2,
  teleported: 5,
}

/** Where a game says but one of the two, the other is in proportion: so many times as many points lead to silence as to a warning. */
const silencePerWarning = 3
/** Where the game does not say otherwise. A client at its limit plus 10 % is warned after seconds; one hiccup is forgotten as soon. */
const usualWarnAt = 20
const usualFadePerSecond = 4

/** Long enough that a broken client does not flap; doubled nowhere, since the next step is removal. */
export const silenceMs = 10_000

/** What was under way when LiveKit silences a sender, reliable packets queued in it above all, is not held against it. */
const graceMs = 2_000

const steps = ['none', 'warned', 'silenced', 'paroled', 'removed'] as const

const conductSteps: Record<(typeof steps)[number], ConductStep> = {
  none: ConductStep.UNSPECIFIED,
  warned: ConductStep.WARNED,
  silenced: ConductStep.SILENCED,
  paroled: ConductStep.PAROLED,
  removed: ConductStep.REMOVED,
}

interface Conduct {
  points: number
  updatedMs: number
  step: (typeof steps)[number]
  silencedUntilMs: number
  readonly refusals: Map<RefusalReason, number>
}

/** Identities remembered: more than a room holds, yet bounded when identities come and go. */
const conductsMax = 256

export class Discipline {
  readonly #escalation: Required<Escalation>
  readonly #conducts = new Map<string, Conduct>()

  constructor(escalation: Escalation = {}) {
    const { fadePerSecond = usualFadePerSecond } = escalation
    const warnAt =
      escalation.warnAt ?? (escalation.silenceAt ?? silencePerWarning * usualWarnAt) / silencePerWarning
    this.#escalation = {
      warnAt,
      silenceAt: escalation.silenceAt ?? silencePerWarning * warnAt,
      fadePerSecond,
    }
  }

  /** Notes a refusal and says what is to be done now, if anything. */
  refused(identity: string, reason: RefusalReason, nowMs: number): Sanction | undefined {
    const { warnAt, silenceAt, fadePerSecond } = this.#escalation
    const conduct = this.#conductOf(identity, nowMs)
    conduct.refusals.set(reason, (conduct.refusals.get(reason) ?? 0) + 1)
    const faded = ((nowMs - conduct.updatedMs) / 1_000) * fadePerSecond
    conduct.points = Math.max(0, conduct.points - faded) + weights[reason]
    conduct.updatedMs = nowMs
    if (conduct.step === 'none' && conduct.points >= warnAt) {
      conduct.step = 'warned'
      return 'warn'
    }
    if (conduct.points < silenceAt) return undefined
    if (conduct.step === 'warned') {
      conduct.step = 'silenced'
      conduct.silencedUntilMs = nowMs + silenceMs
      return 'silence'
    }
    const goesOn = conduct.step === 'silenced' && nowMs > conduct.silencedUntilMs - silenceMs + graceMs
    if (conduct.step === 'paroled' || (goesOn && conduct.points >= 2 * silenceAt)) {
      conduct.step = 'removed'
      return 'remove'
    }
    return undefined
  }

  /** Those whose silence is over; to be called now and then. */
  endSilences(nowMs: number): string[] {
    const ended: string[] = []
    for (const [identity, conduct] of this.#conducts) {
      if (conduct.step !== 'silenced' || nowMs < conduct.silencedUntilMs) continue
      conduct.step = 'paroled'
      conduct.points = 0
      conduct.updatedMs = nowMs
      ended.push(identity)
    }
    return ended
  }

  /** How often, and why, the sender was refused. */
  refusalsOf(identity: string): ReadonlyMap<RefusalReason, number> {
    return this.#conducts.get(identity)?.refusals ?? new Map()
  }

  isSilenced(identity: string): boolean {
    return this.#conducts.get(identity)?.step === 'silenced'
  }

  isRemoved(identity: string): boolean {
    return this.#conducts.get(identity)?.step === 'removed'
  }

  /** Of those who are not above reproach, for who takes the match over. */
  standing(nowMs: number): MessageInitShape<typeof ConductSchema>[] {
    return [...this.#conducts].flatMap(([identity, { points, step, silencedUntilMs }]) => {
      if (step === 'none') return []
      const silenceLeftMs = step === 'silenced' ? Math.max(0, Math.ceil(silencedUntilMs - nowMs)) : 0
      return [{ identity, points, step: conductSteps[step], silenceLeftMs }]
    })
  }

  restore({ conducts }: Pick<Standing, 'conducts'>, nowMs: number): void {
    for (const { identity, points, step, silenceLeftMs } of conducts) {
      const conduct = this.#conductOf(identity, nowMs)
      conduct.points = points
      conduct.step = steps.find((known) => conductSteps[known] === step) ?? 'none'
      conduct.silencedUntilMs = nowMs + silenceLeftMs
    }
  }

  #conductOf(identity: string, nowMs: number): Conduct {
    const known = this.#conducts.get(identity)
    if (known) return known
    if (this.#conducts.size >= conductsMax) this.#forgetOne()
    const conduct: Conduct = {
      points: 0,
      updatedMs: nowMs,
      step: 'none',
      silencedUntilMs: 0,
      refusals: new Map(),
    }
    this.#conducts.set(identity, conduct)
    return conduct
  }

  /** The oldest of those who stand best: whoever was removed must not come back because others came and went. */
  #forgetOne(): void {
    let forgotten: string | undefined
    let gravity = Number.POSITIVE_INFINITY
    for (const [identity, { step }] of this.#conducts) {
      if (steps.indexOf(step) >= gravity) continue
      forgotten = identity
      gravity = steps.indexOf(step)
    }
    if (forgotten !== undefined) this.#conducts.delete(forgotten)
  }
}
