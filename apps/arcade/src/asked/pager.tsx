interface PagerProps {
  /** Between the buttons, as `Page 2 of 5`. */
  text: string
  before: { label: string; isThere: boolean; go(): void }
  after: { label: string; isThere: boolean; go(): void }
}

/** Nothing where there is one page only. */
export function Pager({ text, before, after }: PagerProps) {
  if (!before.isThere && !after.isThere) return null
  return (
    <div class="pager" data-testid="pager">
      <button type="button" class="button" disabled={!before.isThere} onClick={before.go}>
        {before.label}
      </button>
      <span role="status">{text}</span>
      <button type="button" class="button" disabled={!after.isThere} onClick={after.go}>
        {after.label}
      </button>
    </div>
  )
}
