import { z } from 'zod'

/** Part of the names of queues in Redis, and told to players. */
export const regionIdSchema = z
  .string()
  .regex(/^[a-z0-9-]{1,32}$/, 'a region is named by up to 32 small letters, digits and hyphens')

const livekitUrl = z.url({ protocol: /^wss?$/ })

/** LiveKit servers of their own by region; from the environment as `eu-west=wss://…,us-east=wss://…`. */
export const livekitRegionsSchema = z
  .preprocess(
    parseRegions,
    z.record(regionIdSchema, z.strictObject({ url: livekitUrl, publicUrl: livekitUrl.optional() })),
  )
  .default({})

export interface LivekitSettings {
  url: string
  publicUrl?: string | undefined
  apiKey: string
  apiSecret: string
  /** Servers of their own that regions have; key and secret are the same. */
  regions: z.output<typeof livekitRegionsSchema>
}

/** The LiveKit for what is played in a region: its own, or the one that all others share. */
export function livekitIn(region: string | null, livekit: LivekitSettings): Omit<LivekitSettings, 'regions'> {
  const { regions, ...shared } = livekit
  if (region === null || !Object.hasOwn(regions, region)) return shared
  const { url, publicUrl } = regions[region] as LivekitSettings['regions'][string]
  return { ...shared, url, publicUrl }
}

function parseRegions(value: unknown): unknown {
  if (typeof value !== 'string') return value
  const entries = value
    .split(',')
    .map((entry) => /^\s*([^=]*)=(.*?)\s*$/.exec(entry) ?? ['', entry.trim(), ''])
  return Object.fromEntries(entries.map(([, region = '', url]) => [region, { url }]))
}
