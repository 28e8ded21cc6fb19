export type {
  AnyGame,
  EventOf,
  EventSchemas,
  Game,
  InputOf,
  Inputs,
  PlayerSlot,
  Rules,
  Setting,
  Settings,
  SlotScore,
  StepContext,
  WorldOf,
} from './game/define-game.ts'
export { defineGame } from './game/define-game.ts'
export { GameDefinitionError } from './game/game-definition-error.ts'
export { describe, type GameManifest, schemaHash } from './game/manifest.ts'
export { math } from './game/math.ts'
export type { SettingValues } from './game/simulation.ts'
export { depthsPerTick } from './input/input-queue.ts'
export { InputRejected, type InputRejectedReason } from './input/input-rejected.ts'
export { MatchAuthority, type RankedScore } from './match-authority.ts'
export { MatchClient, type MatchClientStats, type MatchView } from './match-client.ts'
export type { GameEvent, InputPacket, KeyframePacket, SnapshotPacket } from './packets.ts'
export { EntityMap } from './schema/entity-map.ts'
export {
  angle,
  bool,
  fixed,
  type Infer,
  int,
  list,
  map,
  oneOf,
  optional,
  playerMap,
  type Struct,
  slotsMax,
  type Type,
  text,
  u8,
  u16,
  u32,
  unit,
} from './schema/types.ts'
export { SnapshotRejected, type SnapshotRejectedReason } from './snapshot/snapshot-rejected.ts'
