import type { AnyGame, WorldOf } from '../game/define-game.ts'
import { codersOf } from '../game/game-coders.ts'
import type { ArrivalTimeline } from './arrival-timeline.ts'
import { RenderClock } from './render-clock.ts'
import type { ShownSnapshot, ShownSnapshots } from './shown-snapshots.ts'

/** What is shown goes on beyond the newest snapshot for this long at most, then it stands. */
const extrapolationMsMax = 100
/** What was shown is not shown again when less than this has to be waited for; more is a match that was set back. */
const standstillMsMax = 1_000

/** The world as it was told: a little later than it was, and so between two snapshots. */
export class ShownWorld<G extends AnyGame> {
  private readonly game: G
  private readonly clock: RenderClock
  private shownTick = 0
  private latestWorld: { readonly of: ShownSnapshot; readonly world: WorldOf<G> } | undefined

  /** `delayIntervals`: how far behind the newest snapshot the world is shown on a line without jitter. */
  constructor(
    game: G,
    private readonly snapshots: ShownSnapshots,
    timeline: ArrivalTimeline,
    delayIntervals: number,
  ) {
    this.game = game
    this.clock = new RenderClock(game.tickRate, game.sendRate, timeline, delayIntervals)
  }

  /** World of the newest snapshot; undefined before the first one. Not to be changed. */
  get latest(): WorldOf<G> | undefined {
    const { newest } = this.snapshots
    if (newest !== undefined && this.latestWorld?.of !== newest)
      this.latestWorld = {
        of: newest,
        world: codersOf(this.game).state.restore(newest.state.rewind()).world as WorldOf<G>,
      }
    return this.latestWorld?.world
  }

  get delayMs(): number {
    return this.clock.delayMs
  }

  /** To be called for each snapshot, once the timeline has observed it. */
  adapt(): void {
    this.clock.adapt()
  }

  /** What is to be shown now, and its moment; undefined before the first snapshot. The world is the caller's. */
  at(nowMs: number): { readonly world: WorldOf<G>; readonly tick: number } | undefined {
    const wantedTick = this.clock.advance(nowMs)
    const tick = this.onwards(wantedTick)
    const around = this.snapshots.around(tick)
    if (around === undefined) return undefined
    this.shownTick = tick
    const [from, to] = around
    const share = Math.max(0, (tick - from.tick) / (to.tick - from.tick))
    const { state: coder } = codersOf(this.game)
    const state =
      from === to
        ? coder.restore(to.state.rewind())
        : coder.blend(from.state.rewind(), to.state.rewind(), share)
    return { world: state.world as WorldOf<G>, tick }
  }

  /** The moment that is wanted, as far as it is known of, and never back unless by a leap. */
  private onwards(wantedTick: number): number {
    const perMs = this.game.tickRate / 1000
    const tick = Math.min(wantedTick, this.snapshots.newestTick + extrapolationMsMax * perMs)
    return this.shownTick - tick > standstillMsMax * perMs ? tick : Math.max(tick, this.shownTick)
  }
}
