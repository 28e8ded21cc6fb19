export interface RoomDraft {
  name: string
  isPrivate: boolean
  password: string
  seatsMax: number | undefined
}

/** What of a draft is asked of the API, but for the seats. */
export function wishOf({ name, isPrivate, password }: RoomDraft) {
  return {
    visibility: isPrivate ? ('private' as const) : ('public' as const),
    ...(name.trim() && { name: name.trim() }),
    ...(password && { password }),
  }
}

interface RoomFieldsProps {
  draft: RoomDraft
  limits: { min: number; max: number }
  /** What is shown where no password is typed. */
  passwordHint?: string
  onChange(draft: RoomDraft): void
}

const nameLengthMax = 40
const passwordLengthMax = 64

/** What a host decides about a room. */
export function RoomFields({ draft, limits, passwordHint = 'none', onChange }: RoomFieldsProps) {
  return (
    <>
      <label>
        <span>Name</span>
        <input
          class="field"
          value={draft.name}
          maxLength={nameLengthMax}
          placeholder="Your room"
          data-testid="room-name"
          onInput={(event) => onChange({ ...draft, name: event.currentTarget.value })}
        />
      </label>
      <label>
        <span>Who may come</span>
        <select
          class="field"
          value={draft.isPrivate ? 'private' : 'public'}
          data-testid="room-visibility"
          onChange={(event) => onChange({ ...draft, isPrivate: event.currentTarget.value === 'private' })}
        >
          <option value="public">everybody: it is in the list</option>
          <option value="private">who has the code</option>
        </select>
      </label>
      <label>
        <span>Password</span>
        <input
          class="field"
          value={draft.password}
          maxLength={passwordLengthMax}
          placeholder={passwordHint}
          autocomplete="off"
          onInput={(event) => onChange({ ...draft, password: event.currentTarget.value })}
        />
      </label>
      <label>
        <span>Seats</span>
        <input
          class="field"
          type="number"
          value={draft.seatsMax}
          min={limits.min}
          max={limits.max}
          required
          onInput={(event) =>
            onChange({ ...draft, seatsMax: event.currentTarget.valueAsNumber || undefined })
          }
        />
      </label>
    </>
  )
}
