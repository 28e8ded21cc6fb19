/** Of what lies around the paper; `--top`, `--bottom`, `--left` and `--width` tell where that is on the page. */
export const deskStyle = `
.sketch-desk { position:absolute; inset:0; z-index:1; pointer-events:none; font-size:1rem; user-select:none;
  -webkit-user-select:none }
.sketch-desk > * { position:absolute; left:50%; transform:translateX(-50%); pointer-events:auto }
.sketch-desk [hidden] { display:none !important }
.sketch-desk button { cursor:pointer; touch-action:manipulation }
.sketch-hint { top:calc(var(--top) - 3rem); width:max-content; max-width:96%; margin:0; font-size:1.8rem; font-weight:800;
  line-height:1.5; color:#fff; white-space:pre; text-shadow:0 2px 8px #000c; pointer-events:none !important }
.sketch-hint b { display:inline-block; min-width:.82em; margin:0 .09em; text-align:center; border-bottom:3px solid #ffffffb0;
  line-height:1.1 }
.sketch-hint b.is-blank { border-color:transparent; min-width:.5em }
.sketch-hint b.is-shown { color:#ffd98a; border-color:#ffd98a }
.sketch-hint small { font-size:.95rem; color:#ffe9cf; font-weight:500; margin-left:.9em }
.sketch-tools { top:calc(var(--bottom) + 18px); width:max-content; max-width:min(96%, 880px); display:flex; gap:7px;
  align-items:center; flex-wrap:wrap; justify-content:center; background:#2a1520e8; border:1px solid #ffffff26;
  padding:8px 12px; border-radius:16px; box-shadow:0 6px 20px #0007 }
.sketch-tools button { width:32px; height:32px; border-radius:50%; border:2px solid #ffffff38; padding:0 }
.sketch-tools button[aria-pressed=true] { border-color:#fff; box-shadow:0 0 0 3px #ffb938 }
.sketch-tools .pen { background:#fffdf6; display:grid; place-items:center }
.sketch-tools .pen i { display:block; background:#1d1b26; border-radius:50% }
.sketch-tools .word { width:auto; border-radius:11px; padding:0 12px; background:#5a3140; color:#fff; font-weight:700 }
.sketch-guess { top:calc(var(--bottom) + 18px); display:flex; gap:8px; width:min(30rem, 92%) }
.sketch-guess input { flex:1; min-width:0; padding:10px 16px; border-radius:12px; border:3px solid #ffb938;
  background:#fffdf6; color:#1d1b26; font-size:1.15rem; font-weight:600 }
.sketch-guess.is-wrong { animation:sketch-wrong .35s }
.sketch-guess button, .sketch-choices button { padding:10px 20px; border-radius:12px; border:0; background:#ffb938;
  color:#2a1c00; font-weight:800 }
.sketch-card { top:calc((var(--top) + var(--bottom)) / 2); transform:translate(-50%, -50%) !important; max-width:94%;
  display:flex; flex-direction:column; gap:14px; align-items:center; text-align:center; background:#2a1520f2;
  border:1px solid #ffffff30; padding:24px 32px; border-radius:22px; color:#fff; box-shadow:0 12px 40px #0008;
  font-size:1.15rem; animation:sketch-card .25s ease-out }
.sketch-card div { display:flex; gap:12px; flex-wrap:wrap; justify-content:center }
.sketch-choices button { font-size:1.3rem }
.sketch-choices button:hover { background:#ffd075 }
.sketch-reveal { top:var(--bottom) !important; transform:translate(-50%, -55%) !important; padding:14px 26px; gap:8px;
  pointer-events:none !important }
.sketch-reveal strong { font-size:1.7rem; color:#ffd98a }
.sketch-reveal span { font-size:.98rem }
.sketch-reveal span b { color:#9df2b0; margin-left:.35em }
.sketch-said { top:calc(var(--bottom) - 3.4rem); width:max-content; max-width:92%; margin:0; padding:.35rem 1rem;
  border-radius:12px; background:#2a1520e8; color:#ffd98a; font-weight:700; pointer-events:none !important }
@keyframes sketch-wrong { 25% { transform:translateX(calc(-50% - 9px)) } 75% { transform:translateX(calc(-50% + 9px)) } }
@keyframes sketch-card { from { opacity:0; scale:.92 } }
@media (max-width: 620px) {
  .sketch-hint { font-size:1.35rem; top:calc(var(--top) - 2.5rem) }
  .sketch-hint small { font-size:.8rem; margin-left:.5em }
  .sketch-card { padding:16px 18px }
  .sketch-tools { padding:8px; gap:8px }
  .sketch-tools button { width:36px; height:36px }
}
@media (max-height: 520px) {
  .sketch-hint { font-size:1.2rem; top:calc(var(--top) - 1.9rem) }
  .sketch-tools, .sketch-guess { top:auto; bottom:6px }
  .sketch-tools { flex-wrap:nowrap; gap:4px; padding:5px 8px; max-width:none }
  .sketch-tools button { width:26px; height:26px; flex:none }
  .sketch-card { padding:12px 16px; gap:8px }
}
@media (prefers-reduced-motion: reduce) { .sketch-desk * { animation:none !important } }
`
