import type { PartyChatEntry, PartyClient } from '@gameserver/client/browser'
import { client } from '../client.ts'

const linesMax = 60

type Listener = (lines: readonly PartyChatEntry[]) => void

/** What was said in the party, also while the page shows a match. */
class PartyLines {
  readonly #listeners = new Set<Listener>()
  #said: readonly PartyChatEntry[] = []
  #partyId: string | undefined

  constructor(party: PartyClient) {
    party.on('chat', (line) => this.#become([...this.#said.slice(1 - linesMax), line]))
    party.on('updated', (current) => {
      if (current?.id !== this.#partyId) this.#become([])
      this.#partyId = current?.id
    })
  }

  get said(): readonly PartyChatEntry[] {
    return this.#said
  }

  onChange(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #become(lines: readonly PartyChatEntry[]): void {
    this.#said = lines
    for (const listener of this.#listeners) listener(lines)
  }
}

export const partyLines = new PartyLines(client.party)
