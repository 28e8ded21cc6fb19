import { describeStruct, type StructDescription } from '../schema/types.ts'
import { describeScopes, type ScopeDescriptions } from '../snapshot/scope-descriptions.ts'
import { type SpectatorTerms, spectatorTerms } from '../spectate/spectators.ts'
import type { GameAchievement, GameLeaderboard } from './competition.ts'
import type { AnyGame, Settings } from './define-game.ts'
import { codersOf, type SchemaDescriptions } from './game-coders.ts'
import type { BackfillDeclaration, QueueDeclaration } from './queue-declaration.ts'

/** What others need to know about a game without having its code; plain JSON. */
export interface GameManifest {
  readonly id: string
  readonly name: string
  readonly version: string
  readonly description: string
  readonly tickRate: number
  readonly sendRate: number
  readonly mode: AnyGame['mode']
  readonly players: { readonly min: number; readonly max: number }
  readonly queues: { readonly [mode: string]: QueueDeclaration }
  /** Whether players may come into a match that runs. */
  readonly dropIn: boolean | BackfillDeclaration
  readonly settings: Settings
  readonly schemaHash: number
  readonly schemas: SchemaDescriptions
  /** What blocks of each kind of scope hold. */
  readonly scopes: ScopeDescriptions
  /** What outlives a match, if anything does: with rollback it comes in the records of who joins. */
  readonly kept?: StructDescription
  /** With what the game leaves to the defaults; false: nobody may watch. */
  readonly spectators: SpectatorTerms | false
  readonly leaderboards?: readonly GameLeaderboard[]
  readonly achievements?: readonly GameAchievement[]
}

export function describe(game: AnyGame): GameManifest {
  const { id, name, version, description, tickRate, sendRate, mode, players } = game
  const shared = { id, name, version, description, tickRate, sendRate, mode, players }
  return {
    ...shared,
    queues: game.queues ?? {},
    dropIn: game.dropIn ?? false,
    settings: game.settings ?? {},
    schemaHash: schemaHash(game),
    schemas: codersOf(game).descriptions,
    scopes: describeScopes(game),
    spectators: spectatorTerms(game),
    ...(game.kept && { kept: describeStruct(game.kept) }),
    ...(game.leaderboards && { leaderboards: game.leaderboards }),
    ...(game.achievements && { achievements: game.achievements }),
  }
}

/** 32-bit FNV-1a of all that both sides must agree on to understand each other's packets. */
export function schemaHash(game: AnyGame): number {
  const { tickRate, sendRate, rollback, kept } = game
  const inRecords = rollback && kept ? [describeStruct(kept)] : []
  const { descriptions } = codersOf(game)
  const text = JSON.stringify([tickRate, sendRate, descriptions, describeScopes(game), ...inRecords])
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash >>> 0
}
