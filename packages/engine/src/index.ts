export type { PlayedEvent } from './client/event-feed.ts'
export type { MatchClientStats, MatchView, PlayClient, PlayClientOptions } from './client/play-client.ts'
export { createPlayClient } from './create-play-client.ts'
export type { Arrival } from './game/arrival.ts'
export type { GameAchievement, GameLeaderboard } from './game/competition.ts'
export type {
  AnyGame,
  Cells,
  CommandOf,
  CommandSchemas,
  Escalation,
  EventOf,
  EventSchemas,
  Game,
  InputOf,
  Inputs,
  JoinContext,
  KeptOf,
  PlayerSlot,
  Rollback,
  Rules,
  Setting,
  Settings,
  SlotScore,
  StepContext,
  WorldOf,
} from './game/define-game.ts'
export { defineGame } from './game/define-game.ts'
export { GameDefinitionError } from './game/game-definition-error.ts'
export { type GridOptions, grid } from './game/grid.ts'
export { keptFromJson, keptToJson } from './game/kept-json.ts'
export { describe, type GameManifest, schemaHash } from './game/manifest.ts'
export { math } from './game/math.ts'
export type { BackfillDeclaration, QueueDeclaration } from './game/queue-declaration.ts'
export { replaceRules } from './game/replace-rules.ts'
export { type SettingValues, Simulation, type SimulationOptions } from './game/simulation.ts'
export { depthsPerTick } from './input/input-queue.ts'
export { InputRejected, type InputRejectedReason } from './input/input-rejected.ts'
export type { Checkpoint } from './log/checkpoint.ts'
export { checkpointAfter } from './log/checkpoint-after.ts'
export { CheckpointCodec, checkpointSchemas } from './log/checkpoint-codec.ts'
export { CheckpointRejected, type CheckpointRejectedReason } from './log/checkpoint-rejected.ts'
export { TickCodec } from './log/tick-codec.ts'
export type { Happening, TickRecord } from './log/tick-record.ts'
export { MatchAuthority, type MatchAuthorityOptions, type RankedScore } from './match-authority.ts'
export { MatchClient } from './match-client.ts'
export type {
  Acknowledgement,
  AddressedSnapshot,
  CommandPacket,
  ConfirmedTicks,
  GameEvent,
  InputPacket,
  KeyframePacket,
  SnapshotPacket,
} from './packets.ts'
export { RecordedSimulation } from './replay/recorded-simulation.ts'
export { Replay, readReplayHeader } from './replay/replay.ts'
export type { FormerPart, ReplayHeader, ReplayPlayer } from './replay/replay-header.ts'
export { ReplayRecorder, type ReplayRecorderOptions } from './replay/replay-recorder.ts'
export { ReplayRejected, type ReplayRejectedReason } from './replay/replay-rejected.ts'
export { type Divergence, verifyReplay } from './replay/verify-replay.ts'
export { RollbackClient, type RollbackStats } from './rollback/rollback-client.ts'
export { CommandRejected, type CommandRejectedReason } from './rules/command-rejected.ts'
export { EntityMap } from './schema/entity-map.ts'
export {
  angle,
  bool,
  countdown,
  fixed,
  type Infer,
  int,
  list,
  map,
  oneOf,
  optional,
  ownerOnly,
  playerMap,
  type Struct,
  slotsMax,
  type Type,
  teamOnly,
  text,
  u8,
  u16,
  u32,
  unit,
} from './schema/types.ts'
export type { DesyncDump, DesyncedField, DesyncReport } from './snapshot/desync.ts'
export { depthOf } from './snapshot/input-depths.ts'
export type { StateMoment } from './snapshot/seen-scopes.ts'
export { SnapshotRejected, type SnapshotRejectedReason } from './snapshot/snapshot-rejected.ts'
export { DelayedStream, type DelayedStreamOptions } from './spectate/delayed-stream.ts'
export {
  SpectatorClient,
  type SpectatorClientOptions,
  type SpectatorStats,
} from './spectate/spectator-client.ts'
export {
  SpectatorFeed,
  type SpectatorFeedOptions,
  type SpectatorItem,
  spectatorDelayMsMax,
} from './spectate/spectator-feed.ts'
export type { Reveals } from './spectate/spectator-layout.ts'
export { SpectatorStream } from './spectate/spectator-stream.ts'
export { type Spectators, type SpectatorTerms, spectatorTerms } from './spectate/spectators.ts'
