import type { ChatEntry } from '@gameserver/client/browser'
import type { ScoreLine } from '@gameserver/games/drawing.ts'
import { chatTextLengthMax } from '@gameserver/protocol/limits'
import { useEffect, useRef, useState } from 'preact/hooks'
import { isTyping } from './hands.ts'
import type { PlayableMatch } from './playable-match.ts'

const linesMax = 40
/** A line stays in sight this long while nobody types. */
const shownMs = 9_000

interface ChatProps {
  match: PlayableMatch
  names: ReadonlyMap<number, string>
  scores: readonly ScoreLine[]
  onOpen(): void
}

export function Chat({ match, names, scores, onOpen }: ChatProps) {
  const [lines, setLines] = useState<readonly ChatEntry[]>([])
  const [isOpen, setIsOpen] = useState(false)
  const [isRecent, setIsRecent] = useState(false)
  const [refusal, setRefusal] = useState<string>()
  const field = useRef<HTMLInputElement>(null)
  const log = useRef<HTMLOListElement>(null)

  useEffect(
    () => match.on('chat', (line) => setLines((before) => [...before.slice(1 - linesMax), line])),
    [match],
  )

  useEffect(() => {
    log.current?.scrollTo({ top: log.current.scrollHeight })
    if (lines.length === 0) return
    setIsRecent(true)
    const timer = setTimeout(() => setIsRecent(false), shownMs)
    return () => clearTimeout(timer)
  }, [lines])

  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.code !== 'Enter' || isTyping(event.target) || event.target instanceof HTMLButtonElement)
        return
      event.preventDefault()
      field.current?.focus()
    }
    addEventListener('keydown', pressed)
    return () => removeEventListener('keydown', pressed)
  }, [])

  const send = (event: Event) => {
    event.preventDefault()
    const text = field.current?.value.trim() ?? ''
    if (text !== '' && !match.sendChat(text))
      return setRefusal('Not sent. Wait a moment and press Enter again.')
    setRefusal(undefined)
    if (field.current) field.current.value = ''
    field.current?.blur()
  }

  if (!match.voice && match.roster.every(({ playerId }) => playerId.startsWith('practice-'))) return null
  return (
    <section class={`chat ${isOpen ? 'is-open' : ''} ${isRecent ? 'is-recent' : ''}`} aria-label="Chat">
      <ol ref={log} class="chat-log" data-testid="chat-log" aria-live="polite">
        {lines.map(({ slot, name, text, sentAtMs }) => (
          <li key={`${slot}-${sentAtMs}`}>
            <b style={{ color: scores.find((line) => line.slot === slot)?.colour }}>
              {name || names.get(slot)}
            </b>
            {text}
          </li>
        ))}
      </ol>
      {refusal && <p class="chat-refusal">{refusal}</p>}
      <form onSubmit={send}>
        <input
          ref={field}
          data-testid="chat-input"
          aria-label="Chat to everybody"
          placeholder="Enter: chat"
          maxLength={chatTextLengthMax}
          autocomplete="off"
          enterkeyhint="send"
          onFocus={() => {
            setIsOpen(true)
            onOpen()
          }}
          onBlur={() => setIsOpen(false)}
          onKeyDown={(event) => {
            if (event.code === 'Escape') field.current?.blur()
          }}
        />
      </form>
    </section>
  )
}
