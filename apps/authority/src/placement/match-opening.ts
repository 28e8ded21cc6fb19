import type { AnyGame } from '@gameserver/engine'
import { loadKept } from '@gameserver/storage/kept'
import { abandonMatch, type ClaimableMatch, type ClaimedMatch } from '@gameserver/storage/matches'
import { JournalRejected } from '../journal/journal-rejected.ts'
import { MatchRoom } from '../transport/match-room.ts'
import { GameFault, leftByFormerOwner } from './former-owner.ts'
import { type MatchHosting, regionOf } from './match-hosting.ts'
import { RunningMatch } from './running-match.ts'
import type { Stopwatch } from './stopwatch.ts'

export interface Opening {
  readonly hosting: MatchHosting
  readonly claimed: ClaimedMatch
  /** Undefined: there is no such game here. */
  readonly game: AnyGame | undefined
  /** Those of the game's settings that the operator has changed. */
  readonly settings: Readonly<Record<string, number>>
  /** Since it was taken, for the log. */
  readonly took: Stopwatch
  /** If it has been entered already. */
  readonly room: MatchRoom | undefined
  /** Its former owner leaves by itself. */
  readonly isHandedOver: boolean
  /** Whether another authority has got it meanwhile. */
  readonly isLost: () => boolean
}

/**
 * A match that has just been claimed, in its room: as a former owner left it, or from its beginning. Undefined: it is abandoned,
 * since it can't be played, or it is another's already. Rejects when something can't be reached; nothing is left behind then.
 */
export async function openMatch(opening: Opening): Promise<RunningMatch | undefined> {
  const { hosting, claimed, game } = opening
  if (game === undefined) {
    hosting.log.error({ matchId: claimed.id, game: claimed.game }, 'match abandoned: no such game here')
    return abandon(opening, 'unknown_game')
  }
  // The way into the room takes longer than all else.
  const entering = opening.room ? Promise.resolve(opening.room) : enterRoom(hosting, claimed)
  entering.catch(() => {})
  let running: RunningMatch | undefined
  try {
    running = await prepare(opening, game)
    if (running) {
      const room = await entering
      opening.took.note('room')
      // Whoever has it by now is not to be disturbed.
      if (opening.isLost()) {
        running.lost()
        leave(entering)
      } else running.enter(room, opening)
    } else leave(entering)
    return running
  } catch (error) {
    running?.withdraw()
    leave(entering)
    throw error
  }
}

/** A game that throws in its setup, or in ticks that are made again, costs its match, not a queue of retries. */
async function prepare(opening: Opening, game: AnyGame): Promise<RunningMatch | undefined> {
  const { hosting, claimed, settings, took } = opening
  const { sql, journals } = hosting
  const key = { matchId: claimed.id, epoch: claimed.epoch }
  const log = hosting.log.child({ ...key, game: game.id })
  const left = await leftByFormerOwner(journals, key, game)
  took.note('journal')
  if (left === 'stale_epoch') return undefined
  if (left instanceof GameFault) {
    log.error({ err: left.error }, 'match abandoned: the game threw in ticks that were made again')
    return abandon(opening, 'game_error')
  }
  if (left instanceof JournalRejected) {
    log.error(
      { why: left.reason, detail: left.detail },
      'match abandoned: what was written down of it is of another game',
    )
    return abandon(opening, 'version_mismatch')
  }
  const kept = game.kept && left === undefined ? await loadKept(sql, key) : []
  try {
    return new RunningMatch({ hosting, claimed, kept, game, settings, resumed: left, tookMs: took.ms })
  } catch (error) {
    log.error({ err: error }, 'match abandoned: the game threw in its setup')
    return abandon(opening, 'game_error')
  }
}

/** With `isStandby` to be there should its owner die, and for no longer than the room is. */
export async function enterRoom(
  hosting: MatchHosting,
  match: ClaimableMatch,
  { isStandby = false } = {},
): Promise<MatchRoom> {
  const room = await MatchRoom.enter({
    api: hosting.livekitIn(regionOf(hosting, match)),
    log: hosting.log,
    name: match.room,
    gameId: match.game,
    ...(isStandby && { endsBy: ['room_closed', 'room_deleted'] as const }),
  })
  if (!isStandby) room.comeForth()
  return room
}

function leave(entering: Promise<MatchRoom>): void {
  entering.then((room) => room.close({ delete: false })).catch(() => {})
}

async function abandon({ hosting, claimed }: Opening, reason: string): Promise<undefined> {
  const key = { matchId: claimed.id, epoch: claimed.epoch }
  await abandonMatch(hosting.sql, { ...key, reason })
  await hosting.journals.drop(key).catch(() => {})
}
