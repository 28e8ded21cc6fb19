export interface LivekitSettings {
  port: number
  tcpPort: number
  udpPort: number
  apiKey: string
  apiSecret: string
  /** Where LiveKit reports joins and leaves; none when nobody listens. */
  webhookUrl: string | undefined
  /** The address players' media goes to. 127.0.0.1 keeps everything on this machine. */
  nodeIp: string
}

/** Lossy state older than this is worth less than the next packet: LiveKit drops it instead of queueing. */
const lossyTargetLatency = '75ms'

export function livekitConfig(settings: LivekitSettings) {
  const isLocal = settings.nodeIp === '127.0.0.1'
  return {
    port: settings.port,
    bind_addresses: [isLocal ? '127.0.0.1' : '0.0.0.0'],
    rtc: {
      udp_port: settings.udpPort,
      tcp_port: settings.tcpPort,
      use_external_ip: false,
      node_ip: settings.nodeIp,
      datachannel_lossy_target_latency: lossyTargetLatency,
    },
    keys: { [settings.apiKey]: settings.apiSecret },
    // Rooms belong to matches and parties: a stray token must not make one.
    room: { auto_create: false },
    ...(settings.webhookUrl && { webhook: { api_key: settings.apiKey, urls: [settings.webhookUrl] } }),
    logging: { level: 'info', pion_level: 'error', json: false },
  }
}
