import { useCallback, useEffect, useState } from 'preact/hooks'
import { type Complaint, complaintOf } from '../complaint.ts'

const retryMs = 4_000

export interface Asked<T> {
  /** The last answer: also while another is waited for, and when none came. */
  value: T | undefined
  complaint: Complaint | undefined
  /** What is shown answers another question, or an older one. */
  isAsking: boolean
  again(): void
}

/** Asks the server when the page shows it and whenever the question changes; until it answers if it is away. */
export function useAsked<T>(question: string, ask: () => Promise<T>): Asked<T> {
  const [turn, setTurn] = useState(0)
  const [state, setState] = useState<Omit<Asked<T>, 'again'>>({
    value: undefined,
    complaint: undefined,
    isAsking: true,
  })
  const again = useCallback(() => setTurn((before) => before + 1), [])

  useEffect(() => setState((before) => ({ ...before, isAsking: true })), [question])
  useEffect(() => {
    let isGone = false
    let timer: ReturnType<typeof setTimeout> | undefined
    ask().then(
      (value) => !isGone && setState({ value, complaint: undefined, isAsking: false }),
      (error: unknown) => {
        const complaint = complaintOf(error)
        if (isGone || !complaint) return
        setState((before) => ({ ...before, complaint }))
        if (complaint.isPassing) timer = setTimeout(again, retryMs)
      },
    )
    return () => {
      isGone = true
      clearTimeout(timer)
    }
  }, [question, turn])

  return { ...state, again }
}
