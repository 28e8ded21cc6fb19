import type { z } from 'zod'
import { ConfigError } from './config-error.ts'
import { isSettings, readText, type Settings } from './config-file.ts'

/**
 * Writes each set variable over `settings` at its path and tells which path came from which variable. `NAME_FILE`
 * names a file that holds the value, as container secrets do. An empty value counts as unset: Compose passes those.
 */
export function readEnvironment(
  settings: Settings,
  schema: z.ZodObject,
  environment: Readonly<Record<string, string>>,
  env: NodeJS.ProcessEnv,
): Map<string, string> {
  const overridden = new Map<string, string>()
  for (const [name, dottedPath] of Object.entries(environment)) {
    const path = dottedPath.split('.')
    const section = sectionOf(settings, path)
    const value = settingOf(name, env)
    if (value === undefined) continue
    section[path.at(-1) as string] = typed(value.text, schemaAt(schema, path))
    overridden.set(dottedPath, value.source)
  }
  return overridden
}

function settingOf(name: string, env: NodeJS.ProcessEnv): { text: string; source: string } | undefined {
  const file = env[`${name}_FILE`]
  if (env[name] && file) throw new ConfigError(`${name} and ${name}_FILE are both set: keep one`)
  if (file) return { text: readText(file).trimEnd(), source: `${name}_FILE` }
  return env[name] ? { text: env[name], source: name } : undefined
}

/** Made when absent, so that a missing setting is reported by its own name and not by its section's. */
function sectionOf(settings: Settings, path: readonly string[]): Settings {
  let section = settings
  for (const key of path.slice(0, -1)) {
    section[key] ??= {}
    const next = section[key]
    if (!isSettings(next)) throw new ConfigError(`${key}: must be a mapping of settings`)
    section = next
  }
  return section
}

/** What a variable's text means is decided by the schema: a secret of digits must stay a string. */
function typed(text: string, schema: z.core.$ZodTypeDef | undefined): unknown {
  switch (schema?.type) {
    case 'number':
      return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text)
    case 'boolean':
      return (
        ({ true: true, '1': true, false: false, '0': false } as Record<string, boolean>)[
          text.toLowerCase()
        ] ?? text
      )
    case 'array':
      return text.split(',').map((item) => item.trim())
    default:
      return text
  }
}

function schemaAt(schema: z.ZodObject, path: readonly string[]): z.core.$ZodTypeDef | undefined {
  let at: z.core.$ZodTypeDef | undefined = schema._zod.def
  for (const key of path) {
    const object: z.core.$ZodTypeDef | undefined = bare(at)
    if (object?.type !== 'object') return undefined
    at = (object as z.core.$ZodObjectDef).shape[key]?._zod.def
  }
  return bare(at)
}

/** The definition without the defaults and options around it. */
function bare(definition: z.core.$ZodTypeDef | undefined): z.core.$ZodTypeDef | undefined {
  let at = definition
  while (at !== undefined && 'innerType' in at) at = (at.innerType as z.core.$ZodType)._zod.def
  return at
}
