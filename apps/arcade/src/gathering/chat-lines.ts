export interface ChatLine {
  playerId: string
  name: string
  text: string
  sentAtMs: number
}

/** Where people gather and talk: their party, or the room in which they wait for a match. */
export interface Talk {
  on(name: 'chat', listener: (line: ChatLine) => void): () => void
  on(name: 'updated', listener: (gathering: { id: string } | undefined) => void): () => void
}

const linesMax = 60

type Listener = (lines: readonly ChatLine[]) => void

/** What was said in a gathering, also while the page shows something else. */
export class ChatLines {
  readonly #listeners = new Set<Listener>()
  #said: readonly ChatLine[] = []
  #gatheringId: string | undefined

  constructor(talk: Talk) {
    talk.on('chat', (line) => this.#become([...this.#said.slice(1 - linesMax), line]))
    talk.on('updated', (current) => {
      if (current?.id !== this.#gatheringId) this.#become([])
      this.#gatheringId = current?.id
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
