import { chatTextLengthMax } from '@gameserver/protocol/limits'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { ChatLines } from './chat-lines.ts'

interface ChatBoxProps {
  to: 'party' | 'room'
  lines: ChatLines
  isOpen: boolean
  /** Returns whether it was taken. */
  say(text: string): boolean
}

export function ChatBox({ to, lines, isOpen, say }: ChatBoxProps) {
  const [said, setSaid] = useState(lines.said)
  const [refusal, setRefusal] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const log = useRef<HTMLOListElement>(null)

  useEffect(() => lines.onChange(setSaid), [lines])
  useEffect(() => {
    log.current?.scrollTo({ top: log.current.scrollHeight })
  }, [said])

  const send = (event: Event) => {
    event.preventDefault()
    const text = field.current?.value ?? ''
    const isTaken = text.trim() === '' || say(text)
    setRefusal(!isTaken)
    if (isTaken && field.current) field.current.value = ''
  }
  return (
    <div class="party-chat">
      <ol ref={log} data-testid={`${to}-chat-log`} aria-live="polite">
        {said.map(({ playerId, name, text, sentAtMs }) => (
          <li key={`${playerId}-${sentAtMs}`}>
            <b>{name}</b> {text}
          </li>
        ))}
      </ol>
      <form onSubmit={send}>
        <input
          ref={field}
          class="field"
          data-testid={`${to}-chat-input`}
          aria-label={`Chat to the ${to}`}
          placeholder={isOpen ? `Say something to the ${to}` : 'Connecting…'}
          maxLength={chatTextLengthMax}
          disabled={!isOpen}
          autocomplete="off"
          enterkeyhint="send"
        />
      </form>
      {refusal && <p class="party-complaint">Not sent. Wait a moment and press Enter again.</p>}
    </div>
  )
}
