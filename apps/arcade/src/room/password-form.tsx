import { useState } from 'preact/hooks'
import type { Joining, Wish } from './use-joining.ts'

const passwordLengthMax = 64

export function PasswordForm({ wish, joining }: { wish: Wish; joining: Joining }) {
  const [password, setPassword] = useState('')
  const submit = (event: Event) => {
    event.preventDefault()
    joining.join(wish, password)
  }
  return (
    <form class="room-password" onSubmit={submit}>
      <label>
        <span>{wish.name ?? 'This room'} has a password</span>
        <input
          class="field"
          type="password"
          data-testid="room-password"
          value={password}
          maxLength={passwordLengthMax}
          autocomplete="off"
          autofocus
          required
          onInput={(event) => setPassword(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="button button-primary" disabled={joining.isUnderWay || !password}>
        Join
      </button>
      <button type="button" class="button" onClick={joining.giveUp}>
        Cancel
      </button>
    </form>
  )
}
