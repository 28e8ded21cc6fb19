import type { z } from 'zod'
import { ConfigError } from './config-error.ts'
import { readConfigFile } from './config-file.ts'
import { readEnvironment } from './environment.ts'

export interface LoadConfigOptions<Schema extends z.ZodObject> {
  /** Built of `z.strictObject`, so that a misspelt key is refused instead of ignored. */
  schema: Schema
  /** Environment variables and the dotted path each one sets: `{ PORT: 'http.port' }`. */
  environment: Readonly<Record<string, string>>
  /** YAML file; by default the one named by `--config PATH` or `GAMESERVER_CONFIG`, and none if there is neither. */
  file?: string
  env?: NodeJS.ProcessEnv
}

/** Reads the YAML file, lets the environment override it, and checks the outcome once. Throws ConfigError. */
export function loadConfig<Schema extends z.ZodObject>(options: LoadConfigOptions<Schema>): z.output<Schema> {
  const env = options.env ?? process.env
  const file = options.file ?? fileFromArguments(process.argv) ?? (env.GAMESERVER_CONFIG || undefined)
  const settings = file === undefined ? {} : readConfigFile(file)
  const overridden = readEnvironment(settings, options.schema, options.environment, env)
  const checked = options.schema.safeParse(settings, { reportInput: true })
  if (checked.success) return checked.data
  throw new ConfigError(explain(checked.error, options.environment, overridden, file))
}

function fileFromArguments(argv: readonly string[]): string | undefined {
  const at = argv.findIndex((argument) => argument === '--config' || argument.startsWith('--config='))
  if (at < 0) return undefined
  const path = argv[at]?.startsWith('--config=') ? argv[at]?.slice('--config='.length) : argv[at + 1]
  if (!path) throw new ConfigError('--config needs the path of a YAML file')
  return path
}

function explain(
  error: z.ZodError,
  environment: Readonly<Record<string, string>>,
  overridden: ReadonlyMap<string, string>,
  file: string | undefined,
): string {
  return error.issues
    .flatMap((issue) => {
      if (issue.code === 'unrecognized_keys') {
        return issue.keys.map(
          (key) => `${[...issue.path, key].join('.')}: unknown setting in ${file ?? 'the defaults'}`,
        )
      }
      const path = issue.path.join('.')
      const variable = Object.keys(environment).find((name) => environment[name] === path)
      const setBy = overridden.get(path)
      if (setBy !== undefined) return [`${path}: ${issue.message} (set by ${setBy})`]
      if (issue.input === undefined && variable !== undefined)
        return [`${path}: missing: set ${variable}${inFile(path, file)}`]
      return [`${path}: ${issue.message}${file === undefined ? '' : ` (in ${file})`}`]
    })
    .join('; ')
}

function inFile(path: string, file: string | undefined): string {
  return file === undefined ? '' : ` or ${path} in ${file}`
}
