import { useState } from 'preact/hooks'
import { client } from '../client.ts'
import { CodeInput } from '../gathering/code-input.tsx'
import { useRequest } from '../gathering/use-request.ts'
import { enter } from '../login/enter.ts'
import { changeSettings } from '../settings/settings.ts'

interface PartyEntranceProps {
  /** As it stands in the menu's field. */
  name: string
  isReady: boolean
}

/** For who is in no party. */
export function PartyEntrance({ name, isReady }: PartyEntranceProps) {
  const [code, setCode] = useState('')
  const { isUnderWay, complaint, run } = useRequest()
  const isOff = !isReady || isUnderWay

  const asNamed = async (work: () => Promise<unknown>) => {
    const chosen = name.trim()
    if (chosen) changeSettings({ name: chosen })
    await enter(chosen || undefined)
    await work()
  }
  const join = (event: Event) => {
    event.preventDefault()
    if (code.trim()) void run(() => asNamed(() => client.party.join(code)))
  }
  return (
    <>
      <header class="party-head">
        <h2>Party</h2>
        <span>Talk, and play together</span>
      </header>
      <form class="party-entrance" onSubmit={join}>
        <button
          type="button"
          class="button"
          data-testid="party-create"
          disabled={isOff}
          onClick={() => void run(() => asNamed(() => client.party.create()))}
        >
          Create
        </button>
        <CodeInput to="party" code={code} onInput={setCode} />
        <button type="submit" class="button" data-testid="party-join" disabled={isOff || !code.trim()}>
          Join
        </button>
      </form>
      {complaint && (
        <p class="party-complaint" role="alert">
          {complaint.detail}
        </p>
      )}
    </>
  )
}
