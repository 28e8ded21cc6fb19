import { useEffect, useState } from 'preact/hooks'

/** Undefined while there is no such time. */
export function useSecondsUntil(time: string | null): number | undefined {
  const [nowMs, setNowMs] = useState(Date.now())
  useEffect(() => {
    if (time === null) return
    setNowMs(Date.now())
    const timer = setInterval(() => setNowMs(Date.now()), 250)
    return () => clearInterval(timer)
  }, [time])
  return time === null ? undefined : Math.max(0, Math.ceil((Date.parse(time) - nowMs) / 1000))
}
