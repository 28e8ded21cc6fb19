import type { PartyChatEntry } from '@gameserver/client/browser'

export type ChatLine = PartyChatEntry

/** Where people gather and talk: their party, or the room in which they wait for a match. */
export interface Talk {
  onChat(listener: (line: ChatLine) => void): void
  /** Undefined: the player is nowhere. */
  onPlace(listener: (place: { id: string } | undefined) => void): void
}

const linesMax = 60

type Listener = (lines: readonly ChatLine[]) => void

/** What was said in a place, also while the page shows something else. */
export class ChatLines {
  readonly #listeners = new Set<Listener>()
  #said: readonly ChatLine[] = []
  #placeId: string | undefined

  constructor(talk: Talk) {
    talk.onChat((line) => this.#become([...this.#said.slice(1 - linesMax), line]))
    talk.onPlace((place) => {
      if (place?.id !== this.#placeId) this.#become([])
      this.#placeId = place?.id
    })
  }

  get said(): readonly ChatLine[] {
    return this.#said
  }

  onChange(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #become(lines: readonly ChatLine[]): void {
    this.#said = lines
    for (const listener of this.#listeners) listener(lines)
  }
}
