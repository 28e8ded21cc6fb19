import type { AnyGame } from '../game/define-game.ts'
import { codersOf } from '../game/game-coders.ts'
import { leapOf } from '../game/leap.ts'
import type { Coder } from '../schema/coder.ts'
import { codingOrder } from '../schema/coding-order.ts'
import { SchemaCompiler } from '../schema/compile.ts'
import type { MapCoder } from '../schema/map-coder.ts'
import type { StructCoder } from '../schema/struct-coder.ts'
import { Tape } from '../schema/tape.ts'
import { type Audience, describeStruct, type StructDescription } from '../schema/types.ts'
import { cellMapsOf, describeScopes } from './scope-descriptions.ts'
import type { ScopeKind } from './scopes.ts'

/** Fields of an entity that go to one audience and follow each other on the tape of the whole state. */
export interface EntityRun {
  readonly audience: Audience | undefined
  /** How many words they take, if always as many; else the run is one field, and its coder knows. */
  readonly words: number | undefined
  readonly coder: Coder
  /** What stands there for who doesn't know them. */
  readonly initial: Int32Array
}

/** A map whose entities, or some of their fields, are not for everybody. */
export interface DividedMap {
  readonly path: readonly string[]
  readonly coder: MapCoder
  readonly byPlayer: boolean
  readonly runs: readonly EntityRun[]
  /** Position among the maps that are sent by cells; -1 for a map that everybody sees. */
  readonly cellMap: number
  /** Position among the owner's parts; -1 without fields for the owner. */
  readonly ownerPart: number
  /** Position among the team's maps; -1 without fields for teams. */
  readonly teamMap: number
}

/** What follows each other on the tape of the whole state. */
export type StatePart =
  | { readonly kind: 'same'; readonly coder: Coder }
  | { readonly kind: 'secret'; readonly coder: Coder }
  | ({ readonly kind: 'map' } & DividedMap)

/** What a scope of a kind holds. */
export interface ScopeSchema {
  readonly description: StructDescription
  readonly coder: StructCoder
  readonly contextCount: number
}

/** How a game's state divides into scopes. */
export interface StateLayout {
  /** In coding order. */
  readonly parts: readonly StatePart[]
  readonly schemas: { readonly [K in ScopeKind]: ScopeSchema }
  readonly hasOwners: boolean
  readonly hasTeams: boolean
  readonly hasCells: boolean
}

const layouts = new WeakMap<AnyGame, StateLayout>()

/** Made once for each game. */
export function layoutOf(game: AnyGame): StateLayout {
  const known = layouts.get(game)
  if (known !== undefined) return known
  const descriptions = describeScopes(game)
  const compile = (kind: ScopeKind): ScopeSchema => compileScope(game, descriptions[kind])
  const layout = {
    parts: partsOf(game, codersOf(game).state),
    schemas: {
      public: compile('public'),
      owner: compile('owner'),
      team: compile('team'),
      cell: compile('cell'),
    },
    hasOwners: descriptions.owner.fields.length > 0,
    hasTeams: descriptions.team.fields.length > 0,
    hasCells: descriptions.cell.fields.length > 0,
  }
  layouts.set(game, layout)
  return layout
}

export function compileScope(game: AnyGame, description: StructDescription): ScopeSchema {
  const compiler = new SchemaCompiler({
    tickRate: game.tickRate,
    leapOf: (min, max) => leapOf(game, min, max),
  })
  const coder = compiler.struct(description, 'state')
  return { description, coder, contextCount: compiler.contextCount }
}

function partsOf(game: AnyGame, state: StructCoder): StatePart[] {
  const secret = game.rollback === undefined ? 'secret' : 'same'
  const parts: StatePart[] = [
    { kind: secret, coder: state.field('seed') },
    { kind: secret, coder: state.field('draws') },
  ]
  const names = cellMapsOf(game)
  const counts = { cell: 0, owner: 0, team: 0 }
  const visit = (description: StructDescription, coder: StructCoder, path: readonly string[]): void => {
    for (const { name, type } of codingOrder(description.fields)) {
      const inner = coder.field(name)
      if (type.kind === 'struct') visit(type, inner as StructCoder, [...path, name])
      else if (type.kind !== 'map') parts.push({ kind: 'same', coder: inner })
      else {
        const has = (audience: Audience) => type.entity.fields.some((field) => field.audience === audience)
        const isByCell = path.length === 0 && names.has(name)
        const isDivided = isByCell || has('owner') || has('team')
        if (isDivided)
          parts.push({
            kind: 'map',
            path: [...path, name],
            coder: inner as MapCoder,
            byPlayer: type.byPlayer,
            runs: runsOf(type.entity, (inner as MapCoder).entity),
            cellMap: isByCell ? counts.cell++ : -1,
            ownerPart: has('owner') ? counts.owner++ : -1,
            teamMap: has('team') ? counts.team++ : -1,
          })
        else parts.push({ kind: 'same', coder: inner })
      }
    }
  }
  visit(describeStruct(game.state), state.field('world') as StructCoder, [])
  return parts
}

function runsOf(entity: StructDescription, coder: StructCoder): EntityRun[] {
  const runs: EntityRun[] = []
  for (const { name, audience } of codingOrder(entity.fields)) {
    const field = coder.field(name)
    const run = { audience, words: field.words, coder: field, initial: initialWords(field) }
    const before = runs[runs.length - 1]
    const isLonger =
      before !== undefined &&
      before.audience === audience &&
      before.words !== undefined &&
      run.words !== undefined
    if (isLonger)
      runs[runs.length - 1] = {
        ...before,
        words: (before.words as number) + (run.words as number),
        initial: Int32Array.of(...before.initial, ...run.initial),
      }
    else runs.push(run)
  }
  return runs
}

function initialWords(coder: Coder): Int32Array {
  const tape = new Tape(16)
  coder.flatten(coder.initial(), tape)
  return tape.words.slice(0, tape.at)
}
