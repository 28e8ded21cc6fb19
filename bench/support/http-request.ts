/** Requests as they go over the wire: made beforehand where they are always the same. */
export function getRequest(path: string, token?: string): Buffer {
  return Buffer.from(`GET ${path} HTTP/1.1\r\nhost: bench\r\n${authorization(token)}\r\n`)
}

/** `body` is JSON in ASCII. */
export function postRequest(path: string, body: string, token?: string): string {
  return (
    `POST ${path} HTTP/1.1\r\nhost: bench\r\n${authorization(token)}content-type: application/json\r\n` +
    `content-length: ${body.length}\r\n\r\n${body}`
  )
}

const authorization = (token: string | undefined) =>
  token === undefined ? '' : `authorization: Bearer ${token}\r\n`

export function pick<Item>(items: readonly Item[]): Item {
  return items[Math.floor(Math.random() * items.length)] as Item
}
