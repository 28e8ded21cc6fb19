import { randomUUID } from 'node:crypto'
import type { Game } from '@gameserver/protocol/http'
import { type FindOrCreateRoom, roomNameLengthMax, roomSeatsMost } from '@gameserver/protocol/rooms'
import { findGame } from '@gameserver/storage/games'
import type { NewRoom } from '@gameserver/storage/room-creation'
import { badBody, Refusal } from '../http/refusal.ts'
import type { QueueBook } from '../queue/queue-book.ts'
import type { PlayableQueue } from '../queue/queue-settings.ts'
import type { Services } from '../services.ts'
import { refusalOf } from './room-refusal.ts'

type Asked = Pick<FindOrCreateRoom, 'game' | 'region' | 'name' | 'gameVersion'> & {
  mode: string
  properties: NewRoom['properties']
  seatsMin?: number | undefined
  seatsMax?: number | undefined
}

/** What a public room without a password is to be, within what the game allows. */
export async function settleRoom(
  { sql, config }: Services,
  book: QueueBook,
  { asked, hostName }: { asked: Asked; hostName: string },
): Promise<NewRoom> {
  const { game: gameId, mode, region, name, gameVersion, properties } = asked
  const game = await findGame(sql, gameId)
  if (game === undefined) throw new Refusal(404, 'unknown_game', `There is no game ${gameId}`)
  const queue = await book.find(gameId, mode)
  if (queue === undefined) throw new Refusal(404, 'unknown_mode', `${gameId} has no mode ${mode}`)
  if (gameVersion !== undefined && gameVersion !== game.version) throw refusalOf('wrong_version')
  const { regions } = config.matchmaking
  if (region !== undefined && !regions.some(({ id }) => id === region))
    throw badBody([{ path: 'region', message: 'is none of the regions' }])
  return {
    id: randomUUID(),
    game: gameId,
    mode,
    name: name ?? [...`${hostName}’s room`].slice(0, roomNameLengthMax).join(''),
    visibility: 'public',
    passwordHash: null,
    ...withinGame(asked, seatLimits(game, queue)),
    properties,
    region: region ?? null,
    gameVersion: game.version,
    allowsSpectators: true,
  }
}

/** How many may play in one match of the mode. */
export function seatLimits({ playersMin, playersMax }: Game, { rules: { shape } }: PlayableQueue) {
  const most = shape.kind === 'teams' ? shape.count * shape.size : roomSeatsMost
  return { seatsMin: playersMin, seatsMax: Math.min(playersMax, most, roomSeatsMost) }
}

/** How many teams the players of a room are dealt into. */
export function teamsIn(queue: PlayableQueue | undefined): number {
  return queue?.rules.shape.kind === 'teams' ? queue.rules.shape.count : 1
}

function withinGame(
  { seatsMin, seatsMax }: { seatsMin?: number | undefined; seatsMax?: number | undefined },
  limits: { seatsMin: number; seatsMax: number },
) {
  const settled = { seatsMax: seatsMax ?? limits.seatsMax, seatsMin: seatsMin ?? limits.seatsMin }
  refuseSeats('seatsMax', settled.seatsMax, limits)
  refuseSeats('seatsMin', settled.seatsMin, { seatsMin: limits.seatsMin, seatsMax: settled.seatsMax })
  return settled
}

export function refuseSeats(
  path: string,
  seats: number,
  limits: { seatsMin: number; seatsMax: number },
): void {
  if (seats >= limits.seatsMin && seats <= limits.seatsMax) return
  throw badBody([{ path, message: `must be from ${limits.seatsMin} to ${limits.seatsMax}` }])
}
