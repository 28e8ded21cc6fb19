import { useState } from 'preact/hooks'
import { CodeInput } from '../gathering/code-input.tsx'
import type { Joining } from './use-joining.ts'

export function JoinByCode({ code: given, joining }: { code: string; joining: Joining }) {
  const [code, setCode] = useState(given)
  const submit = (event: Event) => {
    event.preventDefault()
    if (code.trim()) joining.join({ by: { code }, as: 'player' })
  }
  return (
    <form class="room-code" onSubmit={submit}>
      <CodeInput to="room" code={code} onInput={setCode} />
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
