import type { AnyGame } from '../game/define-game.ts'
import type { RankedScore } from '../match-authority.ts'
import type { Tape } from '../schema/tape.ts'
import type { Closing } from './closing-codec.ts'
import { RecordedSimulation } from './recorded-simulation.ts'
import type { Replay } from './replay.ts'
import type { Span } from './span-codec.ts'
import { type ReplayDifference, stateDifferences } from './state-differences.ts'

/** Where a match that was made again went another way than the recording says. */
export interface Divergence {
  /** The first tick after which the two differ. */
  readonly tick: number
  /** The tick at which `fields` are compared: that of the next keyframe, or of the end. */
  readonly comparedTick: number
  readonly detail: string
  readonly fields: readonly ReplayDifference[]
}

/**
 * Makes all ticks again, from the seed on, and compares what comes out: the hash after each tick, each keyframe, what lag
 * compensation went by, the final state and the scores. Undefined: all is the same.
 */
export function verifyReplay<G extends AnyGame>(replay: Replay<G>): Divergence | undefined {
  return new Verification(replay).run()
}

class Verification<G extends AnyGame> {
  private readonly replay: Replay<G>
  private readonly simulation: RecordedSimulation<G>
  /** Of those who left, as they left. */
  private readonly departedScores = new Map<number, number>()
  private firstTick: number | undefined

  constructor(replay: Replay<G>) {
    this.replay = replay
    this.simulation = new RecordedSimulation(replay.game, replay.header)
  }

  run(): Divergence | undefined {
    const { replay, simulation } = this
    let isStarted = false
    try {
      for (const span of replay.decodedSpans()) {
        // The heir of a match that lost its authority begins in its middle.
        if (!isStarted && span.start.tick > 0) simulation.load(span.start)
        else if (!isStarted) simulation.setup(replay.header.seed)
        isStarted = true
        const divergence = this.compareStart(span)
        if (divergence !== undefined) return divergence
        this.play(span)
      }
      return replay.closing && this.compareEnding(replay.closing)
    } catch (error) {
      return this.divergence(`the game threw: ${(error as Error).message}`, [])
    }
  }

  private play({ start, records, hashes }: Span): void {
    for (const record of records) {
      for (const happening of record.happenings) {
        if (happening.type === 'leave') this.noteScore(happening.slot)
        this.simulation.happen(happening)
      }
      this.simulation.step(record)
      const hash = hashes[record.tick - start.tick - 1]
      if ((this.simulation.state().hash() & 0xffff) !== hash) this.firstTick ??= record.tick
    }
  }

  private compareStart({ start }: Span): Divergence | undefined {
    const divergence = this.compareStates(start.state)
    if (divergence !== undefined) return divergence
    if (this.firstTick !== undefined) return this.divergence('the recorded hash is another one', [])
    const ours = this.simulation.sentMoments()
    const isSame = start.sent.every(
      ({ tick, state }) => ours.find((moment) => moment.tick === tick)?.state.equals(state) ?? false,
    )
    return isSame ? undefined : this.divergence('the states that players were shown are others', [])
  }

  private compareEnding({ happenings, state, scores }: Closing): Divergence | undefined {
    for (const happening of happenings) {
      if (happening.type === 'leave') this.noteScore(happening.slot)
      this.simulation.happen(happening)
    }
    const divergence = this.compareStates(state)
    if (divergence !== undefined) return divergence
    if (this.firstTick !== undefined) return this.divergence('the recorded hash is another one', [])
    const fields = this.scoreDifferences(scores)
    return fields.length === 0 ? undefined : this.divergence('the scores are others', fields)
  }

  private compareStates(recorded: Tape): Divergence | undefined {
    const simulated = this.simulation.state()
    if (simulated.equals(recorded)) return undefined
    return this.divergence('the states differ', stateDifferences(this.replay.game, recorded, simulated))
  }

  private scoreDifferences(scores: readonly RankedScore[]): ReplayDifference[] {
    const simulated = new Map(this.departedScores)
    for (const { slot, score } of this.replay.game.scores(this.simulation.world)) simulated.set(slot, score)
    const recorded = new Map(scores.map(({ slot, score }) => [slot, score]))
    // Whoever left under the authority before this one is known by the recorded score alone.
    const slots = this.replay.startTick > 0 ? simulated.keys() : [...recorded.keys(), ...simulated.keys()]
    return [...new Set(slots)]
      .filter((slot) => recorded.get(slot) !== simulated.get(slot))
      .map((slot) => ({
        path: `scores[${slot}]`,
        recorded: recorded.get(slot),
        simulated: simulated.get(slot),
      }))
  }

  private noteScore(slot: number): void {
    const score = this.replay.game.scores(this.simulation.world).find((known) => known.slot === slot)?.score
    if (score !== undefined) this.departedScores.set(slot, score)
  }

  private divergence(detail: string, fields: readonly ReplayDifference[]): Divergence {
    const { tick } = this.simulation
    return { tick: this.firstTick ?? tick, comparedTick: tick, detail, fields }
  }
}
