import { client } from '../client.ts'
import { ChatLines } from '../gathering/chat-lines.ts'

export const partyLines = new ChatLines({
  onChat: (listener) => void client.party.on('chat', listener),
  onPlace: (listener) => void client.party.on('updated', listener),
})
