import type { AnyGame } from '../game/define-game.ts'
import type { EntityMap } from '../schema/entity-map.ts'
import type { StructValue } from '../schema/struct-coder.ts'
import type { Tape } from '../schema/tape.ts'
import { cellScope, kindOfScope, ownerScope, publicScope, type ScopeId, teamScope } from './scopes.ts'
import type { DividedMap, EntityRun, StateLayout } from './state-layout.ts'

/** Where a scope's part of the state is put. */
export interface ProjectionTarget {
  readonly scope: ScopeId
  readonly tape: Tape
  /** For the projector: where the count of the map being divided stands on the tape. */
  countAt: number
}

/** Divides the state: a walk along the tape of all of it, in which each scope is given its words. */
export class Projector {
  private readonly owners: ProjectionTarget[] = []
  private readonly teams: ProjectionTarget[] = []
  private readonly cells: ProjectionTarget[] = []
  /** By slot, as of the last projection; -1 for not asked yet. */
  private readonly teamOfSlot = new Int16Array(128)

  constructor(
    private readonly game: AnyGame,
    private readonly layout: StateLayout,
  ) {}

  /** `state` is the tape of all of `world`. Parts of scopes that are no target are left out. */
  project(state: Tape, world: StructValue, targets: ReadonlyMap<ScopeId, ProjectionTarget>): void {
    this.start(targets)
    const everybody = targets.get(publicScope)?.tape
    state.rewind()
    for (const part of this.layout.parts) {
      if (part.kind === 'map') this.divide(part, state, world, targets)
      else if (part.kind === 'secret' || everybody === undefined) part.coder.skip(state)
      else {
        const start = state.at
        part.coder.skip(state)
        copyWords(state.words, start, state.at, everybody)
      }
    }
    for (const { tape } of targets.values()) tape.finish()
  }

  /** The cell of an entity of one of the maps that are sent by cells. Throws a RangeError if the game says nonsense. */
  cellOf(entity: unknown, key: number, world: StructValue): ScopeId {
    return cellScope(this.game.cells?.cellOf(entity as never, key, world) ?? 0)
  }

  teamOf(slot: number, world: StructValue): ScopeId {
    return teamScope(this.game.team?.(world, slot) ?? 0)
  }

  private start(targets: ReadonlyMap<ScopeId, ProjectionTarget>): void {
    this.owners.length = 0
    this.teams.length = 0
    this.cells.length = 0
    this.teamOfSlot.fill(-1)
    for (const target of targets.values()) {
      target.tape.rewind()
      const kind = kindOfScope(target.scope)
      if (kind === 'owner') this.owners.push(target)
      else if (kind === 'team') this.teams.push(target)
      else if (kind === 'cell') this.cells.push(target)
    }
  }

  private divide(
    map: DividedMap,
    state: Tape,
    world: StructValue,
    targets: ReadonlyMap<ScopeId, ProjectionTarget>,
  ): void {
    const entities = mapIn(world, map.path)
    const count = state.next()
    const everybody = map.cellMap < 0 ? targets.get(publicScope) : undefined
    everybody?.tape.push(count)
    if (map.cellMap >= 0) openCounts(this.cells)
    if (map.teamMap >= 0) openCounts(this.teams)
    if (map.ownerPart >= 0) openCounts(this.owners)
    for (let index = 0; index < count; index++) {
      const key = state.next()
      const seers =
        map.cellMap >= 0 ? targets.get(this.cellOf(entities.valueAt(index), key, world)) : everybody
      const owner = map.ownerPart >= 0 ? targets.get(ownerScope(key)) : undefined
      const team = map.teamMap >= 0 ? targets.get(this.teamOfKey(key, world)) : undefined
      if (map.cellMap >= 0) seers?.tape.push(key)
      else everybody?.tape.push(key)
      team?.tape.push(key)
      for (const target of [map.cellMap >= 0 ? seers : undefined, owner, team]) countIn(target)
      for (const run of map.runs) {
        const start = state.at
        skipRun(run, state)
        const target = run.audience === undefined ? seers : run.audience === 'owner' ? owner : team
        if (target !== undefined) copyWords(state.words, start, state.at, target.tape)
      }
    }
  }

  private teamOfKey(slot: number, world: StructValue): ScopeId {
    const known = this.teamOfSlot[slot] as number
    if (known >= 0) return known
    const team = this.teamOf(slot, world)
    this.teamOfSlot[slot] = team
    return team
  }
}

export function skipRun(run: EntityRun, tape: Tape): void {
  if (run.words !== undefined) tape.at += run.words
  else run.coder.skip(tape)
}

export function copyWords(from: Int32Array, start: number, end: number, to: Tape): void {
  to.reserve(end - start)
  for (let index = start; index < end; index++) to.words[to.at++] = from[index] as number
}

/** How many there are comes before them, and is counted up as they come; an owner's is 0 or 1. */
function openCounts(targets: readonly ProjectionTarget[]): void {
  for (const target of targets) {
    target.countAt = target.tape.at
    target.tape.push(0)
  }
}

function countIn(target: ProjectionTarget | undefined): void {
  if (target !== undefined) (target.tape.words[target.countAt] as number)++
}

function mapIn(world: StructValue, path: readonly string[]): EntityMap<StructValue> {
  let value: unknown = world
  for (const name of path) value = (value as StructValue)[name]
  return value as EntityMap<StructValue>
}
