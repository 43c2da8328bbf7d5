/** Runs before first paint: the stored theme, else the system's; also the folded sidebar and the row density. */
export const themeScript = `(function(){var d=document.documentElement,s={};try{s=localStorage}catch(e){}
var t=s['ao.theme'];d.dataset.theme=t==='dark'||t==='light'?t:matchMedia('(prefers-color-scheme: dark)').matches?'dark':'light';
if(s['ao.side']==='folded')d.dataset.side='folded';if(s['ao.density'])d.dataset.density=s['ao.density'];
if(s['ao.keys']==='off')d.dataset.singleKeys='off'})()`;
