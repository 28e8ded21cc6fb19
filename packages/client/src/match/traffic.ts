/** What one direction of a match's data path carried. */
export class Traffic {
  packets = 0
  /** Payloads alone, without what LiveKit, SCTP, DTLS, UDP and IP add. */
  bytes = 0

  count(payload: Uint8Array): void {
    this.packets++
    this.bytes += payload.byteLength
  }
}
