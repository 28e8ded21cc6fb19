import type { PlayedEvent } from '../../src/client/event-feed.ts'
import type { AnyGame } from '../../src/game/define-game.ts'
import type { GameEvent } from '../../src/packets.ts'
import { requireThat } from './fault.ts'

/** What a player was told of, and what was shown. */
export class EventWatch {
  private readonly predicts: ReadonlySet<string>
  /** Of what is never predicted: in the order in which it was emitted. */
  private readonly told: string[] = []
  private shownCount = 0
  /** Of what may be predicted, by contents: how often it was emitted, less how often it was shown. */
  private readonly owed = new Map<string, number>()

  constructor(
    game: AnyGame,
    private readonly slot: number,
  ) {
    this.predicts = new Set(game.predicts ?? [])
  }

  emitted(events: readonly GameEvent[]): void {
    for (const { name, value } of events) {
      const contents = JSON.stringify([name, value])
      if (this.predicts.has(name)) this.owe(contents, 1)
      else this.told.push(contents)
    }
  }

  shown(events: readonly PlayedEvent<AnyGame>[]): void {
    for (const { name, value } of events as readonly { name: string; value: unknown }[]) {
      const contents = JSON.stringify([name, value])
      if (this.predicts.has(name)) this.owe(contents, -1)
      else {
        const wanted = this.told[this.shownCount++]
        requireThat(
          contents === wanted,
          'events',
          this.slot,
          () => `shown ${contents} instead of ${wanted ?? 'nothing'}`,
        )
      }
    }
  }

  /** All that was sent has arrived. */
  ended(): void {
    const missing = this.told.length - this.shownCount
    requireThat(missing === 0, 'events', this.slot, () => `${missing} events were never shown`)
    for (const [contents, count] of this.owed)
      requireThat(
        count <= 0,
        'events',
        this.slot,
        () => `${contents} was not shown as often as it was emitted`,
      )
  }

  private owe(contents: string, count: number): void {
    this.owed.set(contents, (this.owed.get(contents) ?? 0) + count)
  }
}
