import { useState } from 'preact/hooks'
import { type Complaint, complaintOf } from '../complaint.ts'

export interface Request {
  isUnderWay: boolean
  complaint: Complaint | undefined
  /** Runs it unless another is under way; resolves whether it was done. */
  run(work: () => Promise<unknown>): Promise<boolean>
}

/** Asks the server for one thing at a time, and keeps what it says against it. */
export function useRequest(): Request {
  const [isUnderWay, setIsUnderWay] = useState(false)
  const [complaint, setComplaint] = useState<Complaint>()
  const run = async (work: () => Promise<unknown>) => {
    if (isUnderWay) return false
    setIsUnderWay(true)
    setComplaint(undefined)
    try {
      await work()
      return true
    } catch (error) {
      setComplaint(complaintOf(error))
      return false
    } finally {
      setIsUnderWay(false)
    }
  }
  return { isUnderWay, complaint, run }
}
