interface FollowChoiceProps {
  testId: string
  players: readonly { slot: number; name: string }[]
  /** Undefined: everybody. */
  followed: number | undefined
  onFollow(slot: number | undefined): void
}

/** Through whose eyes a match is seen. */
export function FollowChoice({ testId, players, followed, onFollow }: FollowChoiceProps) {
  return (
    <label>
      <span>Follow</span>
      <select
        data-testid={testId}
        value={followed ?? ''}
        onChange={({ currentTarget: { value } }) => onFollow(value === '' ? undefined : Number(value))}
      >
        <option value="">Everybody</option>
        {players.map(({ slot, name }) => (
          <option key={slot} value={slot}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}
