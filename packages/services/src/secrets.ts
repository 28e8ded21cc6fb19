import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Made once for each state folder; nothing in a checkout has a password that others know. */
export interface Secrets {
  postgresPassword: string
  redisPassword: string
  livekitApiKey: string
  livekitApiSecret: string
  jwtSecret: string
}

export function loadSecrets(stateFolder: string): Secrets {
  const file = join(stateFolder, 'secrets.json')
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Secrets
  } catch {
    const secrets: Secrets = {
      postgresPassword: secret(16),
      redisPassword: secret(16),
      livekitApiKey: `API${secret(6)}`,
      // LiveKit wants at least 32 characters, and so does HS256.
      livekitApiSecret: secret(32),
      jwtSecret: secret(32),
    }
    mkdirSync(stateFolder, { recursive: true })
    writeFileSync(file, JSON.stringify(secrets, null, 2), { mode: 0o600 })
    return secrets
  }
}

/** Hexadecimal, so that it stands in a URL as it is. */
const secret = (bytes: number) => randomBytes(bytes).toString('hex')
