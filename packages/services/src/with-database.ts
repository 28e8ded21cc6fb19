import { connectPostgres, type Sql } from '@gameserver/storage/postgres'
import { configuredPorts } from './ports.ts'
import { startPostgres } from './postgres/postgres.ts'
import { Children } from './process/children.ts'
import { stateFolder } from './repository.ts'
import { loadSecrets } from './secrets.ts'
import { readAddresses } from './stack/addresses.ts'

/** Works on the database of DATABASE_URL, else of the running stack, else on this checkout's, started for the while. */
export async function withDatabase<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
  const running = process.env.DATABASE_URL ?? readAddresses(stateFolder)?.databaseUrl
  const children = new Children()
  try {
    const sql = connectPostgres(running ?? (await startForTheWhile(children)), { timeoutMs: 0 })
    try {
      return await work(sql)
    } finally {
      await sql.end()
    }
  } finally {
    await children.stop()
  }
}

function startForTheWhile(children: Children): Promise<string> {
  const port = configuredPorts(process.env, 0).postgres
  const password = loadSecrets(stateFolder).postgresPassword
  return startPostgres({ stateFolder, children, port, password, durable: true })
}
