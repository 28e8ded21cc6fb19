import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { ConfigError } from './config-error.ts'

export type Settings = { [key: string]: unknown }

export function readConfigFile(path: string): Settings {
  const text = readText(path)
  try {
    const settings: unknown = parse(text) ?? {}
    if (isSettings(settings)) return settings
  } catch (error) {
    throw new ConfigError(`${path}: not YAML: ${firstLine((error as Error).message)}`)
  }
  throw new ConfigError(`${path}: must be a mapping of settings`)
}

export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new ConfigError(
      `${path}: cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`,
    )
  }
}

export function isSettings(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? text
}
