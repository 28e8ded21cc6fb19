import { render } from 'preact'
import './load-games.ts'
import { App } from './app.tsx'
import { becomeGuestOfLink } from './login/guest-of-link.ts'
import './style/base.css'
import './style/menu.css'
import './style/queue.css'
import './style/party.css'
import './style/play.css'
import './style/touch.css'
import './style/replay.css'
import './style/spectate.css'
import './style/result.css'
import './style/shell.css'
import './style/leaderboard.css'
import './style/profile.css'
import './style/room.css'

await becomeGuestOfLink()
const page = document.getElementById('page')
if (page) render(<App />, page)
