import { useEffect, useState } from 'preact/hooks'

/** Counts down to an ISO time: `0:29`, then `now`. */
export function SecondsUntil({ time }: { time: string }) {
  const [left, setLeft] = useState(secondsTo(time))
  useEffect(() => {
    setLeft(secondsTo(time))
    const timer = setInterval(() => setLeft(secondsTo(time)), 250)
    return () => clearInterval(timer)
  }, [time])
  if (left === 0) return <>now</>
  return (
    <>
      in {Math.floor(left / 60)}:{String(left % 60).padStart(2, '0')}
    </>
  )
}

function secondsTo(time: string): number {
  return Math.max(0, Math.ceil((Date.parse(time) - Date.now()) / 1000))
}
