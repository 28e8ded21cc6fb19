import { hostname } from 'node:os'

/** What a supervisor tells a process when it starts it, in one variable of the environment. */
export interface Charge {
  /** 1, 2, …: stays the same for the one that comes after it. */
  number: number
  /** The machine or container: what dies together. */
  host: string
  /** Makes the process's id one that no other has ever had. */
  mark: string
  isSpare: boolean
  /** Others of the host play meanwhile: it begins without taking the CPU from them. */
  isBesideOthers: boolean
  /** Games that have brought down a process before it was ready. */
  leftOut: readonly string[]
}

const variable = 'AUTHORITY_CHARGE'

/** Under which number a process finds the file for its notes already open: after standard streams and the supervisor's channel. */
export const noteDescriptor = 4

/** Of the process that has been started with it. */
export function authorityIdOf({ mark }: Charge, pid: number): string {
  return `${hostname()}/${pid}/${mark}`
}

export function environmentOf(charge: Charge): NodeJS.ProcessEnv {
  return { [variable]: JSON.stringify(charge) }
}

/** Throws where nobody has started this process who would look after it. */
export function ownCharge(env: NodeJS.ProcessEnv = process.env): Charge {
  const text = env[variable]
  if (text === undefined || !process.connected) throw new Error('is started by main, which looks after it')
  return JSON.parse(text) as Charge
}
