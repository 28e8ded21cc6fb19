import type { AnyGame } from '../game/define-game.ts'
import { Tape } from '../schema/tape.ts'
import { copyWords, skipRun } from '../snapshot/projector.ts'
import { describeSpectated } from '../snapshot/scope-descriptions.ts'
import {
  compileScope,
  type EntityRun,
  layoutOf,
  type ScopeSchema,
  type StatePart,
} from '../snapshot/state-layout.ts'

/**
 * What spectators see: `public`, what any player may come to see, of all cells at once; `all`, also what is for owners and teams
 * alone. Who passes on what is seen of a match under way helps a player, if it is not delayed.
 */
export type Reveals = 'public' | 'all'

/** Divides a game's state into what spectators see and what they don't, and puts it together again. */
export class SpectatorLayout {
  readonly schema: ScopeSchema
  private readonly parts: readonly StatePart[]

  constructor(
    game: AnyGame,
    private readonly reveals: Reveals,
  ) {
    this.parts = layoutOf(game).parts
    this.schema = compileScope(game, describeSpectated(game, reveals))
  }

  /** What is seen of a whole state. */
  project(whole: Tape, seen: Tape): Tape {
    whole.rewind()
    seen.rewind()
    for (const part of this.parts) {
      if (part.kind === 'secret') part.coder.skip(whole)
      else if (part.kind === 'same' || this.reveals === 'all')
        copyNext(whole, seen, () => part.coder.skip(whole))
      else
        eachEntity(whole, seen, () => {
          for (const run of part.runs)
            if (this.isSeen(run)) copyNext(whole, seen, () => skipRun(run, whole))
            else skipRun(run, whole)
        })
    }
    return seen.finish()
  }

  /** A whole state; what is not seen has its initial values. */
  compose(seen: Tape): Tape {
    const whole = new Tape(seen.length + 64)
    seen.rewind()
    for (const part of this.parts) {
      if (part.kind === 'secret') part.coder.flatten(part.coder.initial(), whole)
      else if (part.kind === 'same' || this.reveals === 'all')
        copyNext(seen, whole, () => part.coder.skip(seen))
      else
        eachEntity(seen, whole, () => {
          for (const run of part.runs)
            if (this.isSeen(run)) copyNext(seen, whole, () => skipRun(run, seen))
            else copyWords(run.initial, 0, run.initial.length, whole)
        })
    }
    return whole.finish()
  }

  private isSeen({ audience }: EntityRun): boolean {
    return audience === undefined || this.reveals === 'all'
  }
}

/** Copies the keys of a map's entities, and calls `entity` at each. */
function eachEntity(from: Tape, to: Tape, entity: () => void): void {
  const count = from.next()
  to.push(count)
  for (let index = 0; index < count; index++) {
    to.push(from.next())
    entity()
  }
}

/** Copies what `skip` goes over. */
function copyNext(from: Tape, to: Tape, skip: () => void): void {
  const start = from.at
  skip()
  copyWords(from.words, start, from.at, to)
}
