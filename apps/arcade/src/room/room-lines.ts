import { client } from '../client.ts'
import { ChatLines } from '../gathering/chat-lines.ts'

export const roomLines = new ChatLines({
  onChat: (listener) => void client.room.on('chat', listener),
  onPlace: (listener) => void client.room.on('changed', listener),
})
