export { connectRoom, shutdown } from './connect.ts'
export type { LossyPacket, PublishOptions, RoomConnection } from './room-connection.ts'
export type { RoomListener, RoomParticipant } from './room-listener.ts'
