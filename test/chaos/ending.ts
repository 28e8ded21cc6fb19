import type { Sql } from '@gameserver/storage/postgres'
import { compareLines, compareMarks } from './players/heard-lines.ts'
import type { Account } from './players/messages.ts'
import type { Ending } from './report.ts'
import { readResults } from './results.ts'

/** What the matches came to, by what the players say and by what Postgres has; those lost before are counted there alone. */
export async function makeEnding(
  accounts: readonly Account[],
  sql: Sql,
  lost: ReadonlySet<string>,
): Promise<Ending> {
  const matchIds = [...new Set(accounts.map(({ matchId }) => matchId))]
  const { missing, repeated, abandonedIds } = await readResults(sql, matchIds)
  const whole = accounts.filter(({ matchId }) => !lost.has(matchId))
  const chat = accounts.flatMap((listener) => speakersFor(listener, accounts)).map(compareLines)
  const marks = whole.map(({ marksHeard }) => compareMarks(marksHeard))
  return {
    chatLost: sum(chat, ({ lost }) => lost),
    chatRepeated: sum(chat, ({ repeated }) => repeated),
    resultsMissing: missing,
    resultsRepeated: repeated,
    matchesLost: abandonedIds.filter((matchId) => !lost.has(matchId)).length,
    findings: {
      marksLost: sum(marks, ({ lost }) => lost),
      marksRepeated: sum(marks, ({ repeated }) => repeated),
      ordersDone: sum(whole, ({ ordersDone }) => ordersDone),
      ordersRefused: sum(whole, ({ ordersRefused }) => ordersRefused),
      ordersLost: sum(whole, ({ ordersDone, ordersCounted }) => Math.max(0, ordersDone - ordersCounted)),
      ordersRepeated: sum(whole, ({ ordersOutOfTurn }) => ordersOutOfTurn),
      ordersOpen: sum(whole, ({ ordersOpen }) => ordersOpen),
      stalePackets: sum(accounts, ({ stalePackets }) => stalePackets),
      endingsUnheard: accounts.filter(({ endReason }) => endReason === null).length,
    },
  }
}

/** Who did not hear what, for the log. */
export function unheardLines(accounts: readonly Account[]): string[] {
  return accounts.flatMap((listener) =>
    accounts
      .filter(({ matchId }) => matchId === listener.matchId)
      .flatMap(({ slot, linesSaid }) => {
        const heard = new Set(listener.linesHeard[slot])
        const numbers = Array.from({ length: linesSaid }, (_, index) => index + 1)
        const unheard = numbers.filter((number) => !heard.has(number))
        return unheard.map(
          (number) => `${listener.matchId} ${listener.slot}: ${slot}/${number} of ${linesSaid}`,
        )
      }),
  )
}

/** What each player of the match has said, and the listener has heard of it. */
function speakersFor({ matchId, linesHeard }: Account, accounts: readonly Account[]) {
  const speakers = accounts.filter((speaker) => speaker.matchId === matchId)
  return speakers.map(({ slot, linesSaid }) => ({ said: linesSaid, heard: linesHeard[slot] ?? [] }))
}

function sum<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((total, one) => total + of(one), 0)
}
