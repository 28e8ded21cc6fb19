export type {
  Achievement,
  Leaderboard,
  LeaderboardDefinition,
  LeaderboardRow,
  MatchHistory,
  OwnRank,
  PlayedMatch,
  PlayerAchievement,
  PlayerRating,
  SeasonGrant,
  SeasonPeriod,
} from '@gameserver/protocol/competition'
export type {
  BlockedPlayers,
  FoundPlayer,
  Friend,
  FriendRequest,
  FriendRequests,
  FriendState,
  Friends,
} from '@gameserver/protocol/friend'
export type {
  Game as GameListing,
  Match,
  MatchStatus,
  Player,
  QueueStatus,
  Stats,
} from '@gameserver/protocol/http'
export type { Party, PartyInvite, PartyLeftReason, PartyMember } from '@gameserver/protocol/party'
export type {
  CreateRoom,
  FindOrCreateRoom,
  JoinRoom,
  Room,
  RoomLeftReason,
  RoomList,
  RoomListing,
  RoomMember,
  RoomProperties,
  RoomRole,
  RoomStatus,
  UpdateRoom,
} from '@gameserver/protocol/rooms'
export type { MatchSession } from '@gameserver/protocol/server'
export type { LiveMatch, LiveMatches } from '@gameserver/protocol/spectate'
export { GameClient, type GameClientOptions } from './game-client.ts'
export { ApiError, type FieldError } from './http/api-error.ts'
export type { Live, LiveEvents } from './live/live.ts'
export {
  memoryTokenStorage,
  type StoredSession,
  type TokenStorage,
} from './login/token-storage.ts'
export { CommandError, type CommandRefusal } from './match/command-error.ts'
export type { ClosedReason, Connection } from './match/connection.ts'
export { Histogram } from './match/histogram.ts'
export { JoinError, type JoinRefusal } from './match/join-error.ts'
export type { JoinedMatch } from './match/joined-match.ts'
export type { ChatEntry, MatchEvents, Standing } from './match/match-events.ts'
export type { MatchStats } from './match/match-stats.ts'
export type { MatchVoice } from './match/match-voice.ts'
export type { Seat } from './match/roster.ts'
export type { Phase } from './match/wire.ts'
export type { PartyClient } from './party/party-client.ts'
export type { PartyChatEntry, PartyEvents, PartyRoomState, PartyVoice } from './party/party-events.ts'
export type {
  MatchedStatus,
  OfferedStatus,
  QueuedStatus,
  WaitForMatchOptions,
} from './queue/queue.ts'
export { QueueError } from './queue/queue-error.ts'
export type { Latencies, RegionsClient } from './region/regions-client.ts'
export type { RoomClient } from './room/room-client.ts'
export type { RoomEvents } from './room/room-events.ts'
export type { RoomFilter } from './room/room-query.ts'
export type { TalkEntry, TalkState, TalkVoice } from './room/talk.ts'
export type { SpectatedEvents, SpectatedMatch, SpectatedStats } from './spectate/spectated-match.ts'
export type { Transport } from './transport.ts'
