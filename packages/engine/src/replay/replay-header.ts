import type { AnyGame } from '../game/define-game.ts'
import { schemaHash } from '../game/manifest.ts'
import { type SettingValues, settingsOf } from '../game/simulation.ts'
import { slotsMax } from '../schema/types.ts'
import { decodeUtf8, encodeUtf8 } from '../schema/utf8.ts'
import { ReplayRejected } from './replay-rejected.ts'

/** With a hundred players of long names. */
const headerBytesMax = 64 * 1024
const textMax = 256
const settingsMax = 256

export interface ReplayPlayer {
  readonly slot: number
  readonly name: string
}

/** What a replay says of its match; in the file as JSON. */
export interface ReplayHeader {
  readonly matchId: string
  /** As whoever recorded it wrote it. */
  readonly startedAt: string
  readonly game: string
  readonly version: string
  readonly schemaHash: number
  readonly tickRate: number
  readonly seed: number
  readonly seats: number
  /** All of the game's. */
  readonly settings: { readonly [name: string]: number }
  /** Those the match was made for; who came later is among the replay's `players`. */
  readonly players: readonly ReplayPlayer[]
  /** From 2 on: recorded by another authority than the match began with. What it found is in a recording of its own, if anywhere. */
  readonly part?: number
  /** Where the part ends that this one goes on from. So the hash of a match's last part stands for all of them. */
  readonly former?: FormerPart
}

/** A part of a replay as far as another one goes on from it. What it has beyond that is in the other as well. */
export interface FormerPart {
  readonly part: number
  readonly tick: number
  /** Of all that was written up to that tick. */
  readonly hash: string
}

export interface RecordedMatch {
  readonly game: AnyGame
  readonly seed: number
  readonly settings?: SettingValues
  /** As the match's authority was given it. */
  readonly seats?: number | undefined
  readonly matchId: string
  readonly startedAt: string
  readonly players: readonly ReplayPlayer[]
  /** Which authority of the match this is, from 1; 1 unless told. */
  readonly part?: number
  readonly former?: FormerPart | undefined
}

/** Throws a RangeError for a setting out of its range. */
export function headerOf(match: RecordedMatch): ReplayHeader {
  const { game, seed, settings = {}, seats, matchId, startedAt, players, part = 1, former } = match
  return {
    matchId: matchId.slice(0, textMax),
    startedAt: startedAt.slice(0, textMax),
    game: game.id,
    version: game.version,
    schemaHash: schemaHash(game),
    tickRate: game.tickRate,
    seed: seed >>> 0,
    seats: seats ?? game.players.max,
    settings: settingsOf(game, settings),
    players: players.map(playerOf),
    ...(part > 1 && { part }),
    ...(former && { former }),
  }
}

export function encodeHeader(header: ReplayHeader): Uint8Array {
  return Uint8Array.from(encodeUtf8(JSON.stringify(header), headerBytesMax))
}

/** Whatever the bytes are: a header whose fields are of their types, or why not. */
export function decodeHeader(bytes: Uint8Array): ReplayHeader | ReplayRejected {
  const reject = (detail: string): ReplayRejected => ReplayRejected.malformed(0, `the header ${detail}`)
  if (bytes.length > headerBytesMax) return reject('is too long')
  const text = decodeUtf8(bytes, 0, bytes.length)
  const header = text === undefined ? undefined : parsed(text)
  if (typeof header !== 'object' || header === null) return reject('is no JSON object')
  const wrong = Object.entries(fields).find(([name, isRight]) => !isRight((header as Fields)[name]))
  return wrong === undefined ? (header as ReplayHeader) : reject(`has no right ${wrong[0]}`)
}

/** Those who came when the match had begun. */
export function encodePlayers(players: readonly ReplayPlayer[]): Uint8Array {
  return Uint8Array.from(encodeUtf8(JSON.stringify(players.map(playerOf)), headerBytesMax))
}

/** Undefined for bytes that are no players. */
export function decodePlayers(bytes: Uint8Array): ReplayPlayer[] | undefined {
  const text = bytes.length > headerBytesMax ? undefined : decodeUtf8(bytes, 0, bytes.length)
  const players = text === undefined ? undefined : parsed(text)
  return fields.players(players) ? (players as ReplayPlayer[]) : undefined
}

function playerOf({ slot, name }: ReplayPlayer): ReplayPlayer {
  return { slot, name: name.slice(0, textMax) }
}

/** Whether a game can play it. */
export function refuseGame(header: ReplayHeader, game: AnyGame): ReplayRejected | undefined {
  if (header.game !== game.id) return ReplayRejected.otherGame(header.game, game.id)
  if (header.schemaHash !== schemaHash(game) || header.tickRate !== game.tickRate)
    return ReplayRejected.otherSchema(header.version, game.version)
  try {
    settingsOf(game, header.settings)
  } catch (error) {
    return ReplayRejected.malformed(0, (error as Error).message)
  }
  return undefined
}

type Fields = { readonly [name: string]: unknown }

const isText = (value: unknown): boolean => typeof value === 'string' && value.length <= textMax
const isWhole = (value: unknown): boolean =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 0xffff_ffff
const isSlot = (value: unknown): boolean => isWhole(value) && (value as number) < slotsMax

const fields: { readonly [name in keyof ReplayHeader]-?: (value: unknown) => boolean } = {
  matchId: isText,
  startedAt: isText,
  game: isText,
  version: isText,
  schemaHash: isWhole,
  tickRate: (value) => isWhole(value) && (value as number) >= 1 && (value as number) <= 128,
  seed: isWhole,
  seats: (value) => isWhole(value) && (value as number) <= slotsMax,
  settings: (value) =>
    isObject(value) &&
    Object.keys(value).length <= settingsMax &&
    Object.values(value).every((setting) => Number.isFinite(setting)),
  players: (value) =>
    Array.isArray(value) &&
    value.length <= slotsMax &&
    value.every((player) => isObject(player) && isSlot(player.slot) && isText(player.name)),
  part: (value) => value === undefined || isWhole(value),
  former: (value) =>
    value === undefined ||
    (isObject(value) && isWhole(value.part) && isWhole(value.tick) && isText(value.hash)),
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
