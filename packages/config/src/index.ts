export { ConfigError } from './config-error.ts'
export { type LoadConfigOptions, loadConfig } from './load-config.ts'
