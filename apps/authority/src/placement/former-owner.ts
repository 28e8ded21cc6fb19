import { setTimeout as sleep } from 'node:timers/promises'
import type { AnyGame } from '@gameserver/engine'
import type { JournalKey, MatchJournals, StoredJournal } from '@gameserver/storage/match-journals'
import { JournalRejected } from '../journal/journal-rejected.ts'
import { restoreJournal } from '../journal/restore-journal.ts'
import type { Resumed } from '../tick/match-origin.ts'

/**
 * Redis has just said that the match is ours to take, and is asked again for as long as a hiccup lasts. A match that would begin
 * anew instead would have lost everything.
 */
const openPatienceMs = 3_000
const openRetryMs = 100

/** What a game threw. */
export class GameFault {
  constructor(readonly error: unknown) {}
}

/**
 * Where a former owner left the match, which can't write any more from now on. Undefined: nothing is known of it, and it begins
 * anew. Rejects when Redis does not answer.
 */
export async function leftByFormerOwner(
  journals: MatchJournals,
  key: JournalKey,
  game: AnyGame,
): Promise<Resumed | JournalRejected | GameFault | 'stale_epoch' | undefined> {
  // No first owner has had another before.
  if (key.epoch === 1) return undefined
  const journal = await opened(journals, key)
  const readMs = performance.now()
  if (journal === undefined || journal === 'stale_epoch') return journal
  try {
    const restored = restoreJournal(game, journal)
    return restored instanceof JournalRejected ? restored : { ...restored, madeMs: readMs - restored.ageMs }
  } catch (error) {
    return new GameFault(error)
  }
}

async function opened(
  journals: MatchJournals,
  key: JournalKey,
): Promise<StoredJournal | 'stale_epoch' | undefined> {
  const giveUpMs = performance.now() + openPatienceMs
  for (;;) {
    try {
      return await journals.open(key)
    } catch (error) {
      if (performance.now() > giveUpMs) throw error
      await sleep(openRetryMs)
    }
  }
}
