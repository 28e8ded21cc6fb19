import type { AnyGame, PlayerSlot } from '../game/define-game.ts'
import { codersOf, playerMapsOf } from '../game/game-coders.ts'
import type { EntityMap } from '../schema/entity-map.ts'
import type { MapCoder } from '../schema/map-coder.ts'
import type { StructCoder, StructValue } from '../schema/struct-coder.ts'
import type { Tape } from '../schema/tape.ts'

type World = Record<string, EntityMap<StructValue>>

/**
 * The own player's entries in the player maps that stand directly in the state: what the client predicts. On a tape of their
 * own: for each map whether there is one, then the entity.
 */
export class OwnEntities {
  readonly maps: readonly { readonly name: string; readonly coder: MapCoder }[]
  private readonly state: StructCoder
  private readonly world: StructCoder

  constructor(
    game: AnyGame,
    private readonly slot: PlayerSlot,
  ) {
    this.maps = playerMapsOf(game)
    this.state = codersOf(game).state
    this.world = this.state.field('world') as StructCoder
  }

  fromWorld(world: World, own: Tape): Tape {
    own.rewind()
    for (const { name, coder } of this.maps) {
      const entity = world[name]?.get(this.slot)
      own.push(entity === undefined ? 0 : 1)
      if (entity !== undefined) coder.entity.flatten(entity, own)
    }
    return own.finish()
  }

  fromState(state: Tape, own: Tape): Tape {
    own.rewind()
    for (const { name, coder } of this.maps) {
      this.state.seek(state.rewind(), 'world')
      this.world.seek(state, name)
      const isThere = coder.seek(state, this.slot)
      own.push(isThere ? 1 : 0)
      if (!isThere) continue
      const start = state.at
      coder.entity.skip(state)
      for (let index = start; index < state.at; index++) own.push(state.words[index] as number)
    }
    return own.finish()
  }

  /** The entity in each map at a moment between two ticks; undefined where there is none at the later one. */
  blend(from: Tape, to: Tape, share: number): (StructValue | undefined)[] {
    from.rewind()
    to.rewind()
    return this.maps.map(({ coder }) => {
      const wasThere = from.next() === 1
      const isThere = to.next() === 1
      if (wasThere && isThere) return coder.entity.blendEntity(from, to, share)
      if (wasThere) coder.entity.skip(from)
      return isThere ? coder.entity.restore(to) : undefined
    })
  }

  restore(own: Tape): (StructValue | undefined)[] {
    own.rewind()
    return this.maps.map(({ coder }) => (own.next() === 1 ? coder.entity.restore(own) : undefined))
  }

  /** Puts the entities into a world to be shown. */
  place(entities: readonly (StructValue | undefined)[], world: World): void {
    for (const [index, { name }] of this.maps.entries()) {
      const entity = entities[index]
      if (entity === undefined) world[name]?.delete(this.slot)
      else world[name]?.set(this.slot, entity)
    }
  }
}
