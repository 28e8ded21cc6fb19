import type { AnyGame } from '@gameserver/engine'
import { schemaHash } from '@gameserver/engine'
import type { Hello } from '@gameserver/protocol/generated/gameserver/v1/wire_pb'
import { protocolVersion } from '@gameserver/protocol/topics'

/** Why a client can't take part, in words for its log; undefined when it can. Versions may differ while schemas agree. */
export function mismatch(hello: Hello, game: AnyGame): string | undefined {
  if (hello.protocolVersion !== protocolVersion) {
    return `the client speaks protocol ${hello.protocolVersion}, the authority ${protocolVersion}`
  }
  if (hello.gameId !== game.id) return `the client plays ${hello.gameId}, the match is ${game.id}`
  const learnsSchemas = hello.wantsDescription && hello.schemaHash === 0
  if (!learnsSchemas && hello.schemaHash !== schemaHash(game)) {
    return `the client's ${game.id} ${hello.gameVersion} has other schemas than ${game.version}`
  }
  return undefined
}
