export { ConfigError } from './config-error.ts'
export { type LivekitSettings, livekitIn, livekitRegionsSchema, regionIdSchema } from './livekit-regions.ts'
export { type LoadConfigOptions, loadConfig } from './load-config.ts'
