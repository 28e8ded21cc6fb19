import type { Drawing, FeedLine, ScoreLine } from '@gameserver/games/drawing.ts'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { PlayableEvents } from './playable-match.ts'

const linesMax = 5
const shownMs = 6_000

export interface FeedEntry extends FeedLine {
  id: number
}

interface Happening {
  on(name: 'event', listener: (event: PlayableEvents['event']) => void): () => void
}

export function useFeed(
  match: Happening,
  drawing: Drawing<unknown, unknown> | undefined,
): readonly FeedEntry[] {
  const [entries, setEntries] = useState<readonly FeedEntry[]>([])
  const nextId = useRef(0)
  useEffect(() => {
    const timers = new Set<ReturnType<typeof setTimeout>>()
    const unsubscribe = match.on('event', ({ name, value }) => {
      const line = drawing?.feedLine?.(name, value)
      if (!line) return
      const id = nextId.current++
      setEntries((before) => [...before.slice(1 - linesMax), { ...line, id }])
      timers.add(setTimeout(() => setEntries((before) => before.filter((entry) => entry.id !== id)), shownMs))
    })
    return () => {
      unsubscribe()
      for (const timer of timers) clearTimeout(timer)
      setEntries([])
    }
  }, [match, drawing])
  return entries
}

interface FeedProps {
  lines: readonly FeedEntry[]
  names: ReadonlyMap<number, string>
  ownSlot: number
  scores: readonly ScoreLine[]
}

export function Feed({ lines, names, ownSlot, scores }: FeedProps) {
  const who = (slot: number) => (
    <b style={{ color: scores.find((line) => line.slot === slot)?.colour }}>
      {names.get(slot) ?? 'Somebody'}
    </b>
  )
  return (
    <ul class="feed" aria-label="What happened" data-testid="kill-feed">
      {lines.map(({ id, by, verb, target, note }) => (
        <li key={id} class={by === ownSlot || target === ownSlot ? 'is-own' : ''}>
          {by !== undefined && who(by)}
          {target === undefined ? (
            <span>{verb}</span>
          ) : (
            <>
              <span class="feed-verb" role="img" aria-label={verb}>
                ➤
              </span>
              {who(target)}
            </>
          )}
          {note && <em>{note}</em>}
        </li>
      ))}
    </ul>
  )
}
