/** As `12,345`; of a fraction no more than two digits. */
export function numberText(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: 2 })
}

/** As `+18`, `−7`, `±0`. */
export function changeText(change: number): string {
  if (change === 0) return '±0'
  return `${change > 0 ? '+' : '−'}${numberText(Math.abs(change))}`
}

/** As `1st`, `2nd`, `11th`. */
export function ordinalText(rank: number): string {
  const isTeen = rank % 100 > 10 && rank % 100 < 20
  return `${rank}${['th', 'st', 'nd', 'rd'][isTeen ? 0 : rank % 10] ?? 'th'}`
}
