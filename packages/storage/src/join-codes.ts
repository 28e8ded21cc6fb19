import { randomInt } from 'node:crypto'
import { joinCodeLength, joinCodeLetters } from '@gameserver/protocol/join-code'

/** Of 30 ^ 6, 729 million: joins are limited, so that codes of others are not found by trying. */
export function newJoinCode(): string {
  return Array.from(
    { length: joinCodeLength },
    () => joinCodeLetters[randomInt(joinCodeLetters.length)],
  ).join('')
}

/** A name drawn by chance is taken once in a blue moon. */
export async function repeatUntilFree(attempt: () => Promise<boolean>): Promise<void> {
  while (!(await attempt()));
}
