import { useState } from 'preact/hooks'
import type { Joining } from './use-joining.ts'

export function JoinByCode({ code: given, joining }: { code: string; joining: Joining }) {
  const [code, setCode] = useState(given)
  const submit = (event: Event) => {
    event.preventDefault()
    if (code.trim()) joining.join({ by: { code }, as: 'player' })
  }
  return (
    <form class="room-code" onSubmit={submit}>
      <input
        class="party-code-input"
        data-testid="room-code-input"
        aria-label="Code of a room"
        placeholder="Code"
        value={code}
        maxLength={12}
        autocomplete="off"
        autocapitalize="characters"
        spellcheck={false}
        onInput={(event) => setCode(event.currentTarget.value)}
      />
      <button
        type="submit"
        class="button"
        data-testid="room-join"
        disabled={joining.isUnderWay || !code.trim()}
      >
        Join
      </button>
    </form>
  )
}
