import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { type AnyGame, Replay, type ReplayHeader, ReplayRejected, readReplayHeader } from '@gameserver/engine'
import { findGames } from '@gameserver/games/find-games.ts'
import { repository } from '../repository.ts'

/** As the engine's: not even looked at beyond it. */
const fileBytesMax = 512 * 1024 * 1024

/** Tells the shell what a check has found. */
export const exitCodes = { ok: 0, notAsRecorded: 1, unusable: 2 } as const

/** Why there is nothing to be played, and what that says about the file. */
export class UnusableReplay extends Error {
  readonly exitCode: number

  constructor(
    message: string,
    readonly reason: string,
    readonly chunk?: number,
  ) {
    super(message)
    this.exitCode =
      reason === 'tampered' || reason === 'malformed' ? exitCodes.notAsRecorded : exitCodes.unusable
  }
}

/** Throws an UnusableReplay. */
export function readFile(file: string): { bytes: Uint8Array; header: ReplayHeader } {
  const bytes = bytesOf(file)
  const header = readReplayHeader(bytes)
  if (header instanceof ReplayRejected) throw unusable(header)
  return { bytes, header }
}

/** Of one file, or of the parts of one match. Finds the game by what the first says. Throws an UnusableReplay. */
export async function openReplay(files: readonly string[], gamesFolder?: string): Promise<Replay<AnyGame>> {
  const [first, ...others] = files.map(readFile)
  if (!first) throw new UnusableReplay('no file is given', 'unreadable')
  const { bytes, header } = first
  const games = await findGames({ folder: gamesFolder && fromHere(gamesFolder) })
  const game = games.find(({ id }) => id === header.game)
  if (!game)
    throw new UnusableReplay(
      `it is of the game ${JSON.stringify(header.game)}, which is not here`,
      'other_game',
    )
  const replay =
    others.length === 0
      ? Replay.open(game, bytes)
      : Replay.join(game, [bytes, ...others.map((other) => other.bytes)])
  if (replay instanceof ReplayRejected) throw unusable(replay)
  return replay
}

function bytesOf(file: string): Uint8Array {
  try {
    const path = fromHere(file)
    const { size } = statSync(path)
    if (size > fileBytesMax) throw new UnusableReplay(`it is larger than ${fileBytesMax} bytes`, 'too_large')
    return readFileSync(path)
  } catch (error) {
    if (error instanceof UnusableReplay) throw error
    throw new UnusableReplay((error as Error).message, 'unreadable')
  }
}

function unusable({ reason, detail, chunk }: ReplayRejected): UnusableReplay {
  return new UnusableReplay(detail, reason, chunk)
}

/** `npm run` goes to the repository's root before it runs anything. */
function fromHere(path: string): string {
  const { INIT_CWD } = process.env
  const here = process.cwd()
  return resolve(INIT_CWD && resolve(here) === resolve(repository) ? INIT_CWD : here, path)
}
