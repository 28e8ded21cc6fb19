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
  return openReplay([new Uint8Array(await response.arrayBuffer())])
}

/** Of one file, or of all parts of a match. Throws an Error with a message for the viewer. */
export async function readReplay(files: readonly File[]): Promise<LoadedReplay> {
  return openReplay(await Promise.all(files.map(async (file) => new Uint8Array(await file.arrayBuffer()))))
}

function openReplay(files: readonly Uint8Array[]): LoadedReplay {
  const [first = new Uint8Array(0)] = files
  const header = readReplayHeader(first)
  if (header instanceof ReplayRejected) throw rejection(header)
  const playable = playableGame(header.game)
  if (!playable) throw new Error(`It is of the game ${header.game}, which this page does not have.`)
  const { game } = playable
  const replay = files.length > 1 ? Replay.join(game, files) : Replay.open(game, first)
  if (replay instanceof ReplayRejected) throw rejection(replay)
  return { playable, replay }
}

function rejection({ detail }: ReplayRejected): Error {
  return new Error(`This replay can't be played: ${detail}.`)
}
