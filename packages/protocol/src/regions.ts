import { z } from 'zod'
import { latenciesSchema } from './http.ts'

export const regionSchema = z.object({
  id: z.string().meta({ description: 'Region id', example: 'eu-west' }),
  probeUrl: z.string().nullable().meta({
    description: 'What to ask to measure the way there; null: not to be measured',
    example: 'https://eu.example/ping',
  }),
})

export const regionsSchema = z.object({ regions: z.array(regionSchema) })

export const reportLatenciesSchema = z.strictObject({ latencyMs: latenciesSchema })

export type Region = z.infer<typeof regionSchema>
export type Regions = z.infer<typeof regionsSchema>
