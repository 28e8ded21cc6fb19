import { berry, ink, leafDark, paper, paperShade, straw, wood, woodDark } from './palette.ts'

export const style = `
.hv { position:absolute; inset:0; pointer-events:none; overflow:hidden; color:${ink}; font-size:15px;
  font-family:"Iowan Old Style","Palatino Linotype",Palatino,"Book Antiqua",Georgia,serif }
.hv :where(button) { pointer-events:auto; font:inherit; color:inherit; cursor:pointer; border:0; padding:0; background:none; min-height:0; box-shadow:none; text-shadow:none;
  touch-action:manipulation; -webkit-tap-highlight-color:transparent }
.hv kbd { all:unset; font-family:inherit }
.hv button:focus-visible { outline:4px solid #fff; outline-offset:2px; box-shadow:0 0 0 7px ${ink} }
.hv img { display:block; pointer-events:none; user-select:none }
.play:has(.hv)::after { opacity:.3 }
.hv-dusk { position:absolute; inset:0; background:linear-gradient(#f0803a,#7a3c6a 60%,#3a2a5c); opacity:0 }
.hv-board { position:absolute; top:72px; left:50%; transform:translateX(-50%); display:flex; gap:10px; padding:7px 12px 9px;
  background:${wood}; border:3px solid ${ink}; border-radius:14px; box-shadow:inset 0 0 0 4px ${woodDark},0 8px 18px #4a2b1f66 }
.hv-note { position:relative; width:128px; height:90px; background:${paper}; border-radius:4px; box-shadow:0 3px 0 ${paperShade},0 5px 10px #0004;
  display:grid; grid-template-rows:1fr auto; padding:13px 6px 8px; transition:transform .15s; animation:hv-in .35s }
.hv-note::before { content:""; position:absolute; top:5px; left:50%; width:11px; height:11px; margin-left:-6px; border-radius:50%;
  background:${berry}; box-shadow:inset -2px -2px 0 #0003,0 2px 2px #0004 }
.hv-note:nth-child(odd) { rotate:-1.6deg } .hv-note:nth-child(even) { rotate:1.2deg }
.hv-note.is-golden { background:#ffe08a; box-shadow:0 3px 0 #d9a53a,0 0 0 3px #fff6,0 0 26px #ffd25c }
.hv-note.can { transform:translateY(-5px) scale(1.04); box-shadow:0 0 0 4px ${leafDark},0 10px 16px #0005 }
.hv-note.can .hv-pay { background:${leafDark}; color:#fff }
.hv-wants { display:flex; justify-content:center; align-items:center; gap:5px }
.hv-want { display:flex; align-items:center; gap:1px; font-weight:700; font-size:16px } .hv-want img { width:31px; height:31px } .hv-want:only-child img { width:40px; height:40px }
.hv-want small { font-size:13px; font-weight:400; opacity:.75 }
.hv-want.has { color:${leafDark} }
.hv-pay { display:flex; align-items:center; justify-content:center; gap:4px; font-weight:700; font-size:17px; border-radius:8px; line-height:22px }
.hv-pay img { width:19px; height:19px }
.hv-fuse { position:absolute; left:8px; right:8px; bottom:3px; height:3px; border-radius:2px; background:${berry}; transform-origin:left }
.hv-sheet { position:absolute; background:${paper}; border:3px solid ${ink}; border-radius:14px; padding:8px 10px 10px;
  box-shadow:0 4px 0 ${paperShade},0 8px 18px #4a2b1f66 }
.hv-sheet h2 { margin:0 0 5px; font:700 16px/20px inherit; font-family:inherit; color:${ink}; letter-spacing:0; text-transform:none; display:flex; justify-content:space-between; align-items:center }
.hv-sheet h2 small { font-weight:400; font-size:13px; opacity:.75 }
.hv-sheet h2 span { display:flex; gap:5px; align-items:center } .hv-sheet h2 img { width:22px; height:22px }
.hv-pantry { left:14px; top:250px; width:212px }
.hv-goods { display:grid; grid-template-columns:repeat(4,1fr); gap:4px }
.hv-good { position:relative; border-radius:9px; background:${paperShade}; height:56px; display:grid; place-items:center; align-content:start; padding-top:2px }
.hv-good img { width:34px; height:34px; margin-right:8px } .hv-good b { position:absolute; top:1px; right:5px; font-size:15px }
.hv-good small { font-size:12px; line-height:14px } .hv-good small.is-low { color:${berry} }
.hv-good.is-none { opacity:.42 }
.hv-good:not(.is-none):hover { background:${straw} }
.hv-kitchen { right:14px; top:84px; width:232px }
.hv-recipe { width:100%; display:grid; grid-template-columns:40px 1fr auto; align-items:center; gap:6px; border-radius:9px; padding:2px 6px 2px 2px;
  text-align:left; margin-bottom:3px; background:${paperShade}; position:relative; overflow:hidden }
.hv-recipe > img { width:38px; height:38px } .hv-recipe b { display:block; line-height:17px } .hv-recipe span { display:flex; gap:3px; align-items:center }
.hv-recipe span img { width:19px; height:19px; opacity:.4 } .hv-recipe span img.has { opacity:1 }
.hv-recipe.can { background:#cfe0a2; box-shadow:inset 0 0 0 2px ${leafDark} }
.hv-recipe.is-unknown > img { filter:grayscale(1); opacity:.55 }
.hv-recipe em { font-style:normal; font-weight:700; font-size:13px; display:flex; gap:3px; align-items:center } .hv-recipe em img { width:16px; height:16px }
.hv-recipe i { position:absolute; left:0; bottom:0; height:5px; width:100%; background:#e0662a; transform-origin:left }
.hv-hand { position:absolute; right:18px; bottom:92px; display:flex; justify-content:flex-end; width:350px; height:150px; align-items:flex-end }
.hv-card { position:relative; width:92px; height:136px; margin-left:-28px; flex:none; background:${paper}; border:3px solid ${ink}; border-radius:11px;
  box-shadow:-3px 4px 10px #0004; display:grid; grid-template-rows:62px auto 1fr; justify-items:center; text-align:center; padding:6px 5px 5px;
  transition:transform .16s; transform-origin:50% 120%; rotate:calc((var(--at) - 2)*5deg); animation:hv-deal .4s }
.hv-card img { width:60px; height:60px } .hv-card b { font-size:13px; line-height:15px } .hv-card small { font-size:11px; line-height:12px; opacity:.85 }
.hv-card:hover,.hv-card:focus-visible,.hv-card.is-armed { transform:translateY(-26px) scale(1.12); z-index:3 }
.hv-card.is-foul { background:#e8d3d6 } .hv-card.is-armed { border-color:${berry} }
.hv-hand.is-roomy .hv-card { margin-left:-6px }
.hv .hv-card:first-child { margin-left:0 }
.hv-seeds { position:absolute; bottom:18px; left:var(--middle); transform:translateX(-50%); display:flex; gap:7px; padding:7px; background:${wood};
  border:3px solid ${ink}; border-radius:16px; box-shadow:inset 0 0 0 3px ${woodDark},0 6px 14px #4a2b1f66 }
.hv-seed { position:relative; width:76px; height:74px; border-radius:10px; background:${paperShade}; display:grid; justify-items:center; align-content:center }
.hv-seed img { width:42px; height:42px } .hv-seed b { font-size:13px; display:flex; gap:2px; align-items:center; line-height:16px } .hv-seed b img { width:15px; height:15px }
.hv .hv-seed kbd { position:absolute; top:2px; left:6px; font:700 12px/14px inherit; opacity:.6 }
.hv-seed[aria-checked=true] { background:${paper}; box-shadow:0 0 0 4px ${straw},0 0 0 6px ${ink} }
.hv-can { position:relative; width:76px; height:74px; border-radius:10px; background:#cfe3e6; display:grid; justify-items:center; align-content:center }
.hv-can img { width:42px; height:42px } .hv-drops { display:flex; gap:2px } .hv-drops i { width:7px; height:10px; border-radius:50% 50% 50% 50%/70% 70% 40% 40%; background:#8fb3ba55; }
.hv-drops i.is-full { background:#2f7f9d }
.hv-plot { position:absolute; border-radius:26px }
.hv-plot:hover { background:#fff3 }
.hv .hv-plot kbd { position:absolute; left:12px; top:5px; font:700 14px/16px inherit; color:#fff3d9c0 }
.hv-plot .hv-price { position:absolute; inset:0; display:grid; place-content:center; justify-items:center; font-weight:700; color:#5a3a1f; line-height:17px }
.hv-plot .hv-price span { display:flex; align-items:center; gap:3px } .hv-plot .hv-price img { width:18px; height:18px }
.hv-wild { position:absolute; width:56px; height:56px; margin:-28px 0 0 -28px; border-radius:50% }
.hv-wild:hover { background:radial-gradient(#fff8,#fff0 70%) }
.hv-target { position:absolute; transform:translate(-50%,-100%); background:${berry}; color:#fff; border:3px solid ${ink}; border-radius:12px;
  padding:7px 12px; font-weight:700; animation:hv-bob 1s infinite alternate }
.hv-say { position:absolute; left:var(--middle); transform:translateX(-50%); background:${ink}; color:${paper}; padding:7px 16px; border-radius:20px; font-size:16px;
  transition:opacity .2s; opacity:0; max-width:86vw; text-align:center } .hv-say.is-on { opacity:.95 }
.hv-news { position:absolute; top:182px; left:50%; transform:translateX(-50%); color:${ink}; font-weight:700; font-style:italic; font-size:15px; line-height:20px;
  white-space:nowrap; background:${paper}e0; padding:1px 14px; border-radius:0 0 12px 12px }
.hv-news:empty { display:none }
.hv-hint { position:absolute; left:var(--middle); transform:translate(-50%,-100%); background:${paper}; color:${ink}; border:3px solid ${ink}; border-radius:14px; padding:4px 16px;
  font-weight:700; max-width:88vw; width:max-content; text-align:center; box-shadow:0 4px 10px #0004; animation:hv-bob 1s infinite alternate }
.hv-hint:empty { display:none }
.hv-no { animation:hv-no .3s }
.hv [hidden] { display:none !important }
.hv.is-narrow .hv-board { top:80px; left:6px; right:6px; transform:none; padding:7px; gap:6px; overflow-x:auto; pointer-events:auto; justify-content:safe center }
.hv.is-narrow .hv-note { flex:0 1 96px; min-width:76px; height:88px; padding:11px 4px 7px } .hv.is-narrow .hv-want img { width:23px; height:23px }
.hv.is-narrow .hv-want:only-child img { width:32px; height:32px } .hv.is-narrow .hv-want { font-size:14px; line-height:18px } .hv.is-narrow .hv-wants { flex-direction:column; gap:0 } .hv.is-narrow .hv-want small { font-size:11px } .hv.is-narrow .hv-news { display:none }
.hv.is-narrow .hv-tray { position:absolute; left:0; right:0; bottom:96px; height:176px; display:flex; gap:8px; padding:8px; overflow-x:auto; pointer-events:auto; align-items:stretch; scroll-snap-type:x proximity }
.hv.is-narrow .hv-tray > * { position:static; flex:none; scroll-snap-align:start }
.hv.is-narrow .hv-hand { width:auto; height:150px; padding:0 4px; align-self:center } .hv.is-narrow .hv-card { margin-left:4px; rotate:none }
.hv.is-narrow .hv-kitchen { overflow-y:auto } .hv.is-narrow .hv-goods { grid-template-columns:repeat(6,46px) } .hv.is-narrow .hv-pantry { width:auto }
.hv.is-narrow .hv-seeds { bottom:52px; gap:4px; padding:4px } .hv.is-narrow .hv-seed,.hv.is-narrow .hv-can { width:60px; height:38px; grid-template-columns:auto auto; gap:2px }
.hv.is-narrow .hv-seed img,.hv.is-narrow .hv-can > img { width:28px; height:28px } .hv.is-narrow .hv-plot kbd,.hv.is-narrow .hv-seed kbd { display:none } .hv.is-narrow .hv-seed b img { width:14px; height:14px } .play:has(.hv.is-narrow) .scores ol { display:none }
.hv.is-narrow .hv-hint { font-size:14px; padding:3px 10px } .hv.is-narrow .hv-drops { flex-wrap:wrap; width:28px }
.hv.is-flat .hv-board { top:52px; left:calc(6px + env(safe-area-inset-left)); right:auto; bottom:6px; flex-direction:column; overflow:hidden auto; justify-content:flex-start }
.hv.is-flat .hv-note { flex:0 1 88px; min-height:62px; width:92px; height:auto } .hv.is-flat .hv-wants { flex-direction:row } .hv.is-flat .hv-want:not(:only-child) img { width:20px; height:20px }
.hv.is-flat .hv-tray { left:auto; right:calc(2px + env(safe-area-inset-right)); top:74px; bottom:2px; width:224px; height:auto; flex-direction:column; overflow:hidden auto; padding:2px 6px; scroll-snap-type:none }
.hv.is-flat .hv-hand { height:auto; flex-direction:column; align-items:stretch; align-self:stretch; gap:4px; padding:0 }
.hv.is-flat .hv-card { margin:0; width:auto; height:44px; grid-template:auto auto/42px 1fr; column-gap:6px; justify-items:start; align-content:center; text-align:left; padding:1px 6px }
.hv.is-flat .hv-card img { grid-row:1/3; width:38px; height:36px; object-fit:contain } .hv.is-flat .hv-card:is(:hover,:focus-visible,.is-armed) { transform:none }
.play:has(.hv.is-narrow) .chat { top:184px; bottom:auto } .play:has(.hv.is-flat) .chat { top:0; left:168px; width:164px }
.hv.is-flat .hv-goods { grid-template-columns:repeat(4,1fr) } .hv.is-flat .hv-kitchen { width:auto; overflow:visible } .hv.is-flat .hv-seeds { bottom:6px }
@keyframes hv-in { from { transform:translateY(-26px); opacity:0 } }
@keyframes hv-deal { from { transform:translateY(120px) rotate(20deg); opacity:0 } }
@keyframes hv-no { 25% { translate:-6px } 50% { translate:5px } 75% { translate:-3px } }
@keyframes hv-bob { to { margin-top:-7px } }
@media (prefers-reduced-motion:reduce) { .hv * { animation:none !important; transition:none } }
@media (max-height:640px) and (min-width:900px) { .hv-pantry { top:190px } .hv-good { height:48px } .hv-good small { display:none } }
`
