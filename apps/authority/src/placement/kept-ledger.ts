import type { MessageInitShape } from '@bufbuild/protobuf'
import { type AnyGame, keptFromJson, keptToJson } from '@gameserver/engine'
import type { Standing, StandingKeptSchema } from '@gameserver/protocol/generated/gameserver/v1/journal_pb'
import type { KeptSave, LoadedKept } from '@gameserver/storage/kept'

/**
 * What did not change is saved again after this all the same: what a game grows for the time a player was away is counted
 * from the last save, and would otherwise be counted twice after a takeover.
 */
const refreshMs = 60_000

interface Entry {
  readonly loaded: LoadedKept
  readonly loadedMs: number
  save: number
  value: object | undefined
  text: string
  savedText: string
  savedMs: number
}

/** What the players of a match own: as it was loaded, and the newest that is to be saved. It holds one value for each. */
export class KeptLedger {
  readonly #game: AnyGame
  readonly #entries = new Map<string, Entry>()

  constructor(game: AnyGame, loaded: readonly LoadedKept[], nowMs: number) {
    this.#game = game
    this.add(loaded, nowMs)
  }

  /** What those own who have come late. */
  add(loaded: readonly LoadedKept[], nowMs: number): void {
    for (const kept of loaded) {
      const unsaved = { save: 0, value: undefined, text: '', savedText: '', savedMs: nowMs }
      this.#entries.set(kept.playerId, { loaded: kept, loadedMs: nowMs, ...unsaved })
    }
  }

  /** For who takes the match over, whose saves go on from the newest here: no other match has what the players own meanwhile. */
  standing(nowMs: number): MessageInitShape<typeof StandingKeptSchema>[] {
    return [...this.#entries.values()].map(({ loaded, loadedMs, save, value }) => {
      const { playerId, version, awaySeconds } = loaded
      const isAwaited = value === undefined && loaded.value !== null
      return {
        playerId,
        version,
        save,
        loaded: isAwaited ? JSON.stringify(loaded.value) : '',
        awaySeconds: awaySeconds + (nowMs - loadedMs) / 1_000,
      }
    })
  }

  restore({ kept }: Pick<Standing, 'kept'>, nowMs: number): void {
    for (const { playerId, version, save, loaded, awaySeconds } of kept) {
      const value: unknown = loaded === '' ? null : JSON.parse(loaded)
      this.add([{ playerId, version, value, awaySeconds }], nowMs)
      Object.assign(this.#entries.get(playerId) ?? {}, { save })
    }
  }

  /** What the player comes with. */
  broughtBy(playerId: string, nowMs: number): { kept: unknown; awaySeconds: number } {
    const entry = this.#entries.get(playerId)
    const isNew = entry === undefined || entry.loaded.value === null
    if (isNew) return { kept: undefined, awaySeconds: 0 }
    const awaySeconds = Math.floor(entry.loaded.awaySeconds + (nowMs - entry.loadedMs) / 1_000)
    return { kept: keptFromJson(this.#game, entry.loaded.value), awaySeconds }
  }

  /** What the player owns now. */
  note(playerId: string, kept: unknown): void {
    const entry = this.#entries.get(playerId)
    if (entry === undefined) return
    entry.value = keptToJson(this.#game, kept)
    entry.text = JSON.stringify(entry.value)
    entry.save++
  }

  /** The player's last save, for one who leaves: nothing is due for that player any more. */
  close(playerId: string): KeptSave | undefined {
    const entry = this.#entries.get(playerId)
    this.#entries.delete(playerId)
    return entry && saveOf(entry)
  }

  /** The last saves of all, whether anything has changed or not. */
  closeAll(): KeptSave[] {
    return [...this.#entries.keys()].flatMap((playerId) => this.close(playerId) ?? [])
  }

  /** What is to be saved now. */
  due(nowMs: number): KeptSave[] {
    const due = [...this.#entries.values()].filter(({ text, savedText, savedMs }) => {
      return text !== savedText || nowMs - savedMs >= refreshMs
    })
    return due.flatMap((entry) => saveOf(entry) ?? [])
  }

  saved(saves: readonly KeptSave[], nowMs: number): void {
    for (const { playerId, value } of saves) {
      const entry = this.#entries.get(playerId)
      if (entry) Object.assign(entry, { savedText: JSON.stringify(value), savedMs: nowMs })
    }
  }
}

function saveOf({ loaded: { playerId, version }, save, value }: Entry): KeptSave | undefined {
  return value && { playerId, version, save, value }
}
