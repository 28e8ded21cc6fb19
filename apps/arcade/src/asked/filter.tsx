interface FilterProps {
  label: string
  /** Empty: all. */
  value: string
  choices: readonly { value: string; text: string }[]
  onChoose(value: string): void
}

export function Filter({ label, value, choices, onChoose }: FilterProps) {
  return (
    <label class="filter">
      <span>{label}</span>
      <select
        value={value}
        data-testid={`filter-${label.toLowerCase()}`}
        onChange={(event) => onChoose(event.currentTarget.value)}
      >
        <option value="">all</option>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.text}
          </option>
        ))}
      </select>
    </label>
  )
}
