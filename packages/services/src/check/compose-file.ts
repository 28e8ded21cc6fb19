import { join } from 'node:path'
import { Ajv } from 'ajv'
import { parse } from 'yaml'
import schema from './compose-spec.schema.json' with { type: 'json' }
import { imageProblems } from './image-name.ts'

interface ComposeService {
  image?: string
  build?: { context: string; dockerfile: string }
  depends_on?: Record<string, { condition: string }>
  healthcheck?: object
}

/** The shape by the Compose specification's own schema; then that what the services refer to is there. */
export function composeProblems(file: string, text: string, exists: (path: string) => boolean): string[] {
  const compose = parse(text, { merge: true })
  const { $schema: _, ...definition } = schema
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false })
  if (!ajv.validate(definition, compose)) {
    return (ajv.errors ?? []).map((error) => `${file}: ${error.instancePath} ${error.message}`)
  }
  const services = compose.services as Record<string, ComposeService>
  return Object.entries(services)
    .flatMap(([name, service]) =>
      serviceProblems(service, services, exists).map((problem) => `${name}: ${problem}`),
    )
    .map((problem) => `${file}: ${problem}`)
}

function serviceProblems(
  service: ComposeService,
  services: Record<string, ComposeService>,
  exists: (path: string) => boolean,
): string[] {
  const dependencies = Object.entries(service.depends_on ?? {})
  const dockerfile = service.build && join('docker', service.build.context, service.build.dockerfile)
  return [
    ...dependencies
      .filter(([other]) => !services[other])
      .map(([other]) => `depends on ${other}, which is not there`),
    ...dependencies
      // An image of ours has its health check in its Dockerfile.
      .filter(([other, { condition }]) => condition === 'service_healthy' && services[other]?.image)
      .filter(([other]) => !services[other]?.healthcheck)
      .map(([other]) => `waits for ${other} to be healthy, but nothing tells whether it is`),
    ...(dockerfile && !exists(dockerfile) ? [`is built from ${dockerfile}, which is not there`] : []),
    ...(service.image ? imageProblems(service.image) : []),
  ]
}
