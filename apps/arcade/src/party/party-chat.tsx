import type { PartyChatEntry } from '@gameserver/client/browser'
import { chatTextLengthMax } from '@gameserver/protocol/limits'
import { useEffect, useRef, useState } from 'preact/hooks'
import { client } from '../client.ts'
import { partyLines } from './party-lines.ts'

export function PartyChat({ isOpen }: { isOpen: boolean }) {
  const [lines, setLines] = useState<readonly PartyChatEntry[]>(partyLines.said)
  const [refusal, setRefusal] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const log = useRef<HTMLOListElement>(null)

  useEffect(() => partyLines.onChange(setLines), [])
  useEffect(() => {
    log.current?.scrollTo({ top: log.current.scrollHeight })
  }, [lines])

  const send = (event: Event) => {
    event.preventDefault()
    const text = field.current?.value ?? ''
    const isTaken = text.trim() === '' || client.party.sendChat(text)
    setRefusal(!isTaken)
    if (isTaken && field.current) field.current.value = ''
  }
  return (
    <div class="party-chat">
      <ol ref={log} data-testid="party-chat-log" aria-live="polite">
        {lines.map(({ playerId, name, text, sentAtMs }) => (
          <li key={`${playerId}-${sentAtMs}`}>
            <b>{name}</b> {text}
          </li>
        ))}
      </ol>
      <form onSubmit={send}>
        <input
          ref={field}
          data-testid="party-chat-input"
          aria-label="Chat to the party"
          placeholder={isOpen ? 'Say something to the party' : 'Connecting…'}
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
