interface CodeInputProps {
  to: 'party' | 'room'
  code: string
  onInput(code: string): void
}

/** For a code that somebody has read out. */
export function CodeInput({ to, code, onInput }: CodeInputProps) {
  return (
    <input
      class="field party-code-input"
      data-testid={`${to}-code-input`}
      aria-label={`Code of a ${to}`}
      placeholder="Code"
      value={code}
      maxLength={12}
      autocomplete="off"
      autocapitalize="characters"
      spellcheck={false}
      onInput={(event) => onInput(event.currentTarget.value)}
    />
  )
}
