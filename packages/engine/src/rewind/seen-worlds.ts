import type { AnyGame, WorldOf } from '../game/define-game.ts'
import { codersOf } from '../game/game-coders.ts'
import { MapCoder } from '../schema/map-coder.ts'
import type { StructCoder } from '../schema/struct-coder.ts'
import type { Tape } from '../schema/tape.ts'
import { describeStruct } from '../schema/types.ts'
import { SeenEntities } from './seen-entities.ts'

/** A state and the tick it was at. */
export interface Moment {
  readonly tick: number
  readonly state: Tape
}

/**
 * Makes worlds as they were shown between two snapshots. A field is blended when it is first asked for, and so is each entity:
 * a shot looks at one map of the state, not at all of it. Good for as long as both states are.
 */
export class SeenWorlds<G extends AnyGame> {
  private readonly state: StructCoder
  private readonly world: StructCoder
  private readonly names: readonly string[]

  constructor(game: G) {
    this.state = codersOf(game).state
    this.world = this.state.field('world') as StructCoder
    this.names = describeStruct(game.state).fields.map(({ name }) => name)
  }

  between(from: Moment, to: Moment, tick: number): WorldOf<G> {
    const share = to.tick === from.tick ? 1 : Math.max(0, (tick - from.tick) / (to.tick - from.tick))
    const seen = {}
    for (const name of this.names)
      Object.defineProperty(seen, name, {
        configurable: true,
        enumerable: true,
        get: () => {
          const value = this.blend(name, from.state, to.state, share)
          Object.defineProperty(seen, name, { value, enumerable: true })
          return value
        },
      })
    return seen as WorldOf<G>
  }

  private blend(name: string, from: Tape, to: Tape, share: number): unknown {
    const coder = this.world.field(name)
    this.seek(from, name)
    const fromAt = from.at
    this.seek(to, name)
    if (coder instanceof MapCoder) {
      const ends = [
        { tape: from, at: fromAt },
        { tape: to, at: to.at },
      ] as const
      return new SeenEntities(coder, ...ends, share, coder.initial())
    }
    return from === to ? coder.restore(to) : coder.blend(from, to, share)
  }

  private seek(tape: Tape, name: string): void {
    this.state.seek(tape.rewind(), 'world')
    this.world.seek(tape, name)
  }
}
