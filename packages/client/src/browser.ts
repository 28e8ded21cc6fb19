import { livekitTransport } from './browser/livekit-transport.ts'
import { localTokenStorage } from './browser/local-token-storage.ts'
import { GameClient, type GameClientOptions } from './game-client.ts'

export * from './index.ts'
export { localTokenStorage }

/** A client for the browser, which keeps the player logged in across page loads unless told otherwise. */
export function createBrowserClient(options: Omit<GameClientOptions, 'transport'>): GameClient {
  return new GameClient({ storage: localTokenStorage(), ...options, transport: livekitTransport })
}
