import { defaultRules, type QueueRules, queueRules } from '@gameserver/matchmaking/queue-rules'
import type { QueuedTicket } from '@gameserver/storage/queue-pass'
import { z } from 'zod'
import type { GuardedRule } from './matching-rules-guard.ts'

/** A queue as its players find it. */
export interface PlayableQueue {
  rules: QueueRules<QueuedTicket>
  /** Whether the game has a rule of its own for it: only who has that makes its matches. */
  isRuled?: boolean | undefined
  rule?: GuardedRule | undefined
  /** How long players have to accept a match; undefined: it is made at once. */
  acceptSeconds?: number | undefined
  /** Whether who leaves others behind in a match is struck for it. */
  leavingIsPenalised: boolean
  /** Which seats of its running matches are filled; undefined: none. */
  backfill?: BackfillSettings | undefined
}

export interface BackfillSettings {
  /** From the beginning of a match. */
  untilSeconds?: number | undefined
  /** Free-for-alls: how many may play at once in a match that was made of fewer. */
  playersMax?: number | undefined
}

interface Surroundings {
  playersMin: number
  playersMax: number
  /** How long a quick match that could start waits for more players. */
  gatherMs: number
  /** How long players of the usual ranked queue have to accept a match; 0: they are not asked. */
  acceptSeconds?: number
  /** Where matches can be played; none: there is one place. */
  regions: readonly string[]
  /** What the game says about players who come into running matches. */
  dropIn?: unknown
}

/** A ranked match waits longer for more players than a quick one: they are to be alike. */
const rankedGatherMs = 10_000

const limit = z.strictObject({ start: z.number(), perSecond: z.number(), max: z.number() })

const backfillSchema = z.union([
  z.boolean(),
  z.strictObject({
    untilSeconds: z.number().min(0).optional(),
    playersMax: z.int().min(1).optional(),
  }),
])

/** What a game says about a queue (`QueueDeclaration` of the engine); whether it makes sense is `queueRules`' to say. */
const declarationSchema = z.strictObject({
  shape: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('teams'),
      count: z.number(),
      size: z.number(),
      roles: z.record(z.string().min(1).max(32), z.number()).optional(),
    }),
    z.strictObject({
      kind: z.literal('freeForAll'),
      playersMin: z.number(),
      playersMax: z.number(),
      gatherMs: z.number(),
    }),
  ]),
  rating: limit.nullable().optional(),
  uncertaintyShare: z.number().optional(),
  latencyLimitMs: limit.nullable().optional(),
  partyDifference: limit.optional(),
  teamDifference: limit.optional(),
  same: z.array(z.string().min(1).max(64)).max(16).optional(),
  custom: z.boolean().optional(),
  // Less is too short to come back to the page, more too long for those who have accepted.
  acceptSeconds: z.int().min(5).max(60).optional(),
  leavingIsPenalised: z.boolean().optional(),
  backfill: backfillSchema.optional(),
})
type Declaration = z.infer<typeof declarationSchema>

/** A queue that a game has declared. Throws what is wrong with it. */
export function declaredQueue(declared: unknown, { regions }: Surroundings): PlayableQueue {
  const { custom, ...declaration } = withoutUndefined(declarationSchema.parse(declared))
  const {
    rating,
    latencyLimitMs,
    acceptSeconds,
    leavingIsPenalised = false,
    backfill,
    ...settings
  } = declaration
  return {
    isRuled: custom,
    acceptSeconds,
    leavingIsPenalised,
    ...backfillOf(backfill),
    rules: queueRules<QueuedTicket>({
      ...settings,
      ...(rating !== undefined && { rating: rating ?? undefined }),
      ...latencyWithin(regions, latencyLimitMs),
    }),
  }
}

/**
 * What a game has that says nothing: `quick`, in which whoever agrees on a number plays, and `ranked`, in which those play who
 * play alike: duels where no more than two can play, free-for-alls elsewhere. Ranked matches are asked for first, and not to be
 * left. Undefined: there is no such queue.
 */
export function usualQueue(mode: string, surroundings: Surroundings): PlayableQueue | undefined {
  const { playersMin, playersMax, gatherMs, acceptSeconds, regions, dropIn } = surroundings
  if (mode === 'quick') {
    const shape = { kind: 'freeForAll', playersMin, playersMax, gatherMs } as const
    return {
      leavingIsPenalised: false,
      ...backfillOf(backfillSchema.safeParse(dropIn).data),
      rules: queueRules({ shape, rating: undefined, ...latencyWithin(regions, null) }),
    }
  }
  if (mode !== 'ranked' || playersMax < 2) return undefined
  const rankedMin = Math.max(2, playersMin)
  const shape =
    playersMax === 2
      ? ({ kind: 'teams', count: 2, size: 1 } as const)
      : ({ kind: 'freeForAll', playersMin: rankedMin, playersMax, gatherMs: rankedGatherMs } as const)
  return {
    acceptSeconds: acceptSeconds || undefined,
    leavingIsPenalised: true,
    rules: queueRules({ shape, ...latencyWithin(regions) }),
  }
}

function backfillOf(declared: z.infer<typeof backfillSchema> | undefined): Pick<PlayableQueue, 'backfill'> {
  if (!declared) return {}
  return { backfill: declared === true ? {} : declared }
}

function latencyWithin(
  regions: readonly string[],
  limitMs: Declaration['latencyLimitMs'] = defaultRules.latencyLimitMs,
) {
  return regions.length === 0 || limitMs === null ? {} : { latency: { regions, limitMs } }
}

/** A rule that is not said must be absent, for it to have its default. */
function withoutUndefined<Value extends object>(value: Value): Value {
  return JSON.parse(JSON.stringify(value))
}
