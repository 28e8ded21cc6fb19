/** An image names its version, so that a build tomorrow is the one tested today; and no registry, so that mirrors work. */
export function imageProblems(image: string): string[] {
  const [first = '', ...rest] = image.split('/')
  const namesRegistry = rest.length > 0 && /[.:]|^localhost$/.test(first)
  const tag = image.split('/').at(-1)?.split(':')[1] ?? ''
  return [
    ...(/\d/.test(tag) || image.includes('@sha256:') ? [] : [`image ${image} names no version`]),
    ...(namesRegistry ? [`image ${image} names a registry`] : []),
  ]
}
