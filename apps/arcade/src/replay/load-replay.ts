import { type AnyGame, Replay, ReplayRejected, readReplayHeader } from '@gameserver/engine'
import { type PlayableGame, playableGame } from '../games.ts'

export interface LoadedReplay {
  playable: PlayableGame
  replay: Replay<AnyGame>
}

/** Throws an Error with a message for the viewer. */
export async function fetchReplay(url: string): Promise<LoadedReplay> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`There is no replay at ${url}: ${response.status}`)
  return openReplay(new Uint8Array(await response.arrayBuffer()))
}

/** Throws an Error with a message for the viewer. */
export function openReplay(bytes: Uint8Array): LoadedReplay {
  const header = readReplayHeader(bytes)
  if (header instanceof ReplayRejected) throw rejection(header)
  const playable = playableGame(header.game)
  if (!playable) throw new Error(`It is of the game ${header.game}, which this page does not have.`)
  const replay = Replay.open(playable.game, bytes)
  if (replay instanceof ReplayRejected) throw rejection(replay)
  return { playable, replay }
}

function rejection({ detail }: ReplayRejected): Error {
  return new Error(`This replay can't be played: ${detail}.`)
}
