import { hash, verify } from '@node-rs/argon2'

/** argon2id with OWASP's least parameters: 19 MiB and two passes take 42 ms, off the event loop. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export function hashPassword(password: string): Promise<string> {
  return hash(password, cost)
}

/** Takes as long for an unknown account as for a known one, so that the time does not tell who is registered. */
export async function isPassword(passwordHash: string | undefined, password: string): Promise<boolean> {
  unknownAccountHash ??= hashPassword('nobody has this password')
  const isRight = await verify(passwordHash ?? (await unknownAccountHash), password)
  return isRight && passwordHash !== undefined
}

let unknownAccountHash: Promise<string> | undefined
