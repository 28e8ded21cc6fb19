import { CorrectionSmoothing } from '../client/correction-smoothing.ts'
import { OwnEntities } from '../client/own-entities.ts'
import type { AnyGame, PlayerSlot } from '../game/define-game.ts'
import { playerMapsOf } from '../game/game-coders.ts'
import type { EntityMap } from '../schema/entity-map.ts'
import type { StructValue } from '../schema/struct-coder.ts'
import { Tape } from '../schema/tape.ts'

interface ShownPlayer {
  readonly entities: OwnEntities
  readonly smoothing: CorrectionSmoothing
}

/** Players whom a rollback has moved are drawn where they were, and taken to their places within a few pictures. */
export class ShownPlayers {
  private readonly maps: readonly string[]
  private readonly players = new Map<PlayerSlot, ShownPlayer>()
  private readonly tape = new Tape()

  constructor(private readonly game: AnyGame) {
    this.maps = playerMapsOf(game).map(({ name }) => name)
  }

  /** States of the same tick, before and after a rollback. Whether the player was visibly moved by it. */
  correct(slot: PlayerSlot, before: Tape, after: Tape): boolean {
    const { entities, smoothing } = this.playerAt(slot)
    const was = entities.restore(entities.fromState(before, this.tape))
    return smoothing.correct(was, entities.restore(entities.fromState(after, this.tape)))
  }

  /** Adds what is left of corrections to a world about to be drawn. */
  apply(world: { readonly [map: string]: EntityMap<StructValue> }, nowMs: number): void {
    for (const [slot, { smoothing }] of this.players)
      smoothing.apply(
        this.maps.map((name) => world[name]?.get(slot)),
        nowMs,
      )
  }

  private playerAt(slot: PlayerSlot): ShownPlayer {
    const known = this.players.get(slot)
    if (known !== undefined) return known
    const player = {
      entities: new OwnEntities(this.game, slot),
      smoothing: new CorrectionSmoothing(this.game),
    }
    this.players.set(slot, player)
    return player
  }
}
