import { connectRoom, shutdown } from '@gameserver/livekit'
import { GameClient, type GameClientOptions } from './game-client.ts'
import type { CloseReason, Transport } from './transport.ts'

export * from './index.ts'

/** A client for Node: bots, tests, tools. It has no voice. */
export function createNodeClient(options: Omit<GameClientOptions, 'transport'>): GameClient {
  return new GameClient({ ...options, transport: nodeTransport })
}

/** Leaves all rooms of this process; native threads keep it alive until then. */
export const closeNodeClients = shutdown

/** The rooms of `createNodeClient`. */
export const nodeTransport: Transport = {
  async connect(url, token, listener) {
    let isClosedHere = false
    const room = await connectRoom(url, token, {
      packet: (sender, topic, payload) => listener.packet(sender, topic, payload),
      joined: (participant) => listener.joined(participant),
      left: () => {},
      reconnecting: () => listener.reconnecting(),
      reconnected: () => listener.reconnected(),
      closed: (reason) => {
        if (!isClosedHere) listener.closed(closeReasons[reason] ?? 'lost')
      },
    })
    return {
      publish: (topic, payload, publishing) => room.publish(topic, payload, publishing),
      voice: undefined,
      close: () => {
        isClosedHere = true
        return room.close()
      },
    }
  },
}

const closeReasons: Readonly<Record<string, CloseReason>> = {
  client_initiated: 'left',
  duplicate_identity: 'duplicate_identity',
  participant_removed: 'removed',
  room_deleted: 'room_closed',
  room_closed: 'room_closed',
}
