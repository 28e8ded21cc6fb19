import { chatTextLengthMax } from '@gameserver/protocol/limits'

/** The line as it is relayed, or why it is not. */
export function cleanChatText(text: string): { text: string } | 'empty_chat' | 'chat_too_long' {
  if (text.length > chatTextLengthMax) return 'chat_too_long'
  const cleaned = text.replace(/\s+/g, ' ').replace(notForDisplay, '').trim()
  return cleaned === '' ? 'empty_chat' : { text: cleaned }
}

/** Control characters, and those that turn the direction of the text around them, with which lines can be disguised. */
const notForDisplay = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu
