import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { loginGuest } from '@gameserver/storage/accounts'
import type { Sql } from '@gameserver/storage/postgres'
import { seedNames } from './seed-names.ts'

export interface SeededPlayer {
  id: string
  name: string
  /** Whoever knows it can log in as this guest, and it is no secret here. */
  deviceId: string
}

/** The same ones every time. */
export async function seedPlayers(sql: Sql, count: number): Promise<SeededPlayer[]> {
  const players: SeededPlayer[] = []
  for (let index = 0; index < count; index++) players.push(await seedPlayer(sql, index))
  return players
}

async function seedPlayer(sql: Sql, index: number): Promise<SeededPlayer> {
  const deviceId = `seeded-guest-${String(index).padStart(4, '0')}`
  const round = Math.floor(index / seedNames.length)
  const { id, name } = await loginGuest(sql, {
    device: createHash('sha256').update(deviceId).digest('hex'),
    playerId: randomUUID(),
    defaultName: `${seedNames[index % seedNames.length]}${round === 0 ? '' : round + 1}`,
    // Whoever has played as this guest may have renamed it.
    name: undefined,
    // Nobody plays these players yet: their session has ended before it began.
    session: {
      id: randomUUID(),
      familyHash: randomBytes(32),
      tokenHash: randomBytes(32),
      expiresAt: new Date(0),
    },
  })
  return { id, name, deviceId }
}
