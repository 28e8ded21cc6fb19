const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** As `2 d 4 h`, `3 h 12 min`, `42 min`: the two units that matter. */
export function spanText(ms: number): string {
  if (ms < minuteMs) return 'less than a minute'
  const days = Math.floor(ms / dayMs)
  const hours = Math.floor((ms % dayMs) / hourMs)
  const minutes = Math.floor((ms % hourMs) / minuteMs)
  const parts =
    days > 0 ? [`${days} d`, hours && `${hours} h`] : [hours && `${hours} h`, minutes && `${minutes} min`]
  return parts.filter(Boolean).join(' ')
}

/** As `16 Nov`, with the year where it is not this one. */
export function dateText(time: string, nowMs = Date.now()): string {
  const date = new Date(time)
  const isThisYear = date.getFullYear() === new Date(nowMs).getFullYear()
  return date.toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'short',
    ...(!isThisYear && { year: 'numeric' }),
  })
}

/** As `16 Nov, 18:20`. */
export function timeText(time: string, nowMs = Date.now()): string {
  const clock = new Date(time).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
  return `${dateText(time, nowMs)}, ${clock}`
}
